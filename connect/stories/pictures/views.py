"""Pictures of stories: everybody's while their story is out, before of its two sides and moderators; the form."""

from collections.abc import Callable

from flask import request, send_from_directory
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.errors import Conflict, NotFound, RuleBroken
from connect.stories import queries
from connect.stories.blueprint import bp
from connect.stories.feed.views import readable
from connect.stories.models import Story
from connect.stories.pictures import actions, files
from connect.stories.pictures.forms import PictureForm
from connect.stories.queries import Seat
from connect.stories.rules import MOST_PICTURES, People, Verb
from connect.text import one_line
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures_if

# --- Looking ------------------------------------------------------------------------------------------------


@bp.get("/<pid:public_id>/picture/<int:number>")
@open_to("anyone")
def picture(public_id: str, number: int) -> Answer:
    """A picture. Browsers ask each time whether it is still there, so that one that was taken down is gone."""
    story = _seen(public_id, current_session.person())
    is_public = story.is_shown(clock.now())
    return _sent(story, number, "private, no-cache" if is_public else "no-store")


@bp.get("/mine/<token>/<pid:public_id>/picture/<int:number>")
@open_to("anyone")
def mine_picture(token: str, public_id: str, number: int) -> Answer:
    """The same for the requester, by the link alone."""
    return _sent(_of_link(token, public_id).story, number, "no-store")


def _seen(public_id: str, person: Person | None) -> Story:
    """The story if it is out, or if this person is its helper or a moderator of its ward."""
    if person is not None:
        try:
            story = queries.by_public_id(public_id)
            secret = queries.secret_of(story)
        except NotFound:
            return readable(public_id)
        scopes = accounts.scopes(person, RoleName.MODERATOR)
        if secret.helper_id == person.id or any(secret.ward.path.startswith(one) for one in scopes):
            return story
    return readable(public_id)


def _sent(story: Story, number: int, kept: str) -> Answer:
    found = next((one for one in story.pictures if one.number == number), None)
    if found is None:
        raise NotFound
    answer = send_from_directory(files.folder(), found.file_name)
    answer.headers["Cache-Control"] = kept
    return answer


# --- Sending ------------------------------------------------------------------------------------------------


def _of_link(token: str, public_id: str) -> Seat:
    return queries.of_requester(token, public_id, current_session.person())


def _of_account(public_id: str) -> Seat:
    person = current_session.person()
    if person is None:
        raise NotFound
    return queries.of_helper(person, public_id)


def _may_send(seat_of: Callable[..., Seat]) -> Callable[..., bool]:
    """Whether a picture would be taken here: of whoever writes a draft that has room."""

    def may_send(**address: str) -> bool:
        try:
            seat = seat_of(**address)
        except NotFound:
            return False
        return Verb.EDIT in seat.can and len(seat.story.pictures) < MOST_PICTURES

    return may_send


@bp.route("/mine/<token>/<pid:public_id>/pictures", methods=["GET", "POST"])
@takes_pictures_if(_may_send(_of_link))
@open_to("anyone")
def mine_pictures(token: str, public_id: str) -> Answer:
    """The pictures of a story that its requester writes."""
    return _pictures(lambda: _of_link(token, public_id))


@bp.route("/told/<pid:public_id>/pictures", methods=["GET", "POST"])
@takes_pictures_if(_may_send(_of_account))
@open_to("signed_in")
def pictures(public_id: str) -> Answer:
    """The pictures of a story that its helper writes."""
    return _pictures(lambda: _of_account(public_id))


def _pictures(seat_of: Callable[[], Seat]) -> Answer:
    seat, form = seat_of(), PictureForm()
    if Verb.EDIT not in seat.can:
        raise Conflict(_("This story is no draft any more, so its pictures stay as they are."))
    if not form.is_submitted():
        return _page(seat, form)
    if "take_away" in request.form:
        with db.transaction():
            actions.take_away(seat_of(), request.form.get("take_away", 0, int))
        return _again(_("The picture is taken away."))
    return _added(seat_of, form) if form.validate() else _page(seat, form, 422)


def _added(seat_of: Callable[[], Seat], form: PictureForm) -> Answer:
    """Puts the picture to the story. The file is there before its row: one without a row is nobody's, and swept."""
    try:
        name = files.keep(form.picture.data.stream)
    except RuleBroken as error:
        form.picture.errors = [error.message]
        return _page(seat_of(), form, 422)
    try:
        with db.transaction():
            actions.add(seat_of(), name, one_line(form.alt.data), People(form.people.data))
    except BaseException:
        files.drop(name)
        raise
    return _again(_("The picture is kept. Only you see it so far."))


def _again(said: str) -> Answer:
    web.tell(said)
    return web.private(web.see_other(request.endpoint or "", **(request.view_args or {})))


def _page(seat: Seat, form: PictureForm, status: int = 200) -> Answer:
    page = web.page("stories/pictures.html", seat=seat, story=seat.story, form=form, most=MOST_PICTURES)
    return web.private(page), status
