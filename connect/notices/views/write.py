"""The official's desk: writing notices, changing and withdrawing them."""

from typing import TYPE_CHECKING

from flask import Response, request
from flask_babel import gettext as _

from connect import clock, config, db, lazy_import, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.notices import actions, queries, rules, transitions
from connect.notices.blueprint import bp
from connect.notices.forms import DeskForm, NoticeForm
from connect.notices.models import Notice
from connect.notices.views.read import is_hers
from connect.notices.writing.filling import asked_channel, form_of, open_channels
from connect.text import clean, one_line
from connect.web import Answer, open_to
from connect.web.pages.forms import ErrorAt
from connect.web.request_sizes import takes_pictures

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow

MOST_OFFERED, EVERY_AREA = 12, 10_000


@bp.get("/mine")
@open_to("official", "admin")
def mine() -> Answer:
    """Shows an official the notices of the official's channels: in force, coming and over, drafts, what waits."""
    person, now = current_person(), clock.now()
    found = [one for one in queries.of_official(person) if one.state not in rules.UNSENT]
    groups = {
        "now": [one for one in found if rules.is_in_force(one.state, one.starts_at, one.ends_at, now)],
        "coming": [one for one in found if one.state in rules.OUT and one.starts_at > now],
    }
    groups["over"] = [one for one in found if one not in groups["now"] and one not in groups["coming"]]
    groups["waits"] = queries.waiting_for(person)
    groups["drafts"] = [one for one in queries.drafts_of(person) if one not in groups["waits"]]
    page = web.page(
        "notices/mine.html", groups=groups, writes=bool(open_channels()),
        alone=queries.published_alone(person), ending=queries.ending_soon(person),
    )  # fmt: skip
    return web.private(page)


@bp.route("/write", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def write() -> Answer:
    """A new notice; with `channel` and `template` one that its kit has begun."""
    form = form_of()
    if not form.is_submitted():
        asked = asked_channel()
        form.areas = [areas.by_id(asked.area_id)] if asked else []
        return _desk(form)
    if looked := _looked(form):
        return looked
    fits, name = _checked(form)
    if not fits:
        return _desk(form), 422
    try:
        with db.transaction():
            channel = next(one for one in open_channels() if one.id == form.channel.data)
            notice = actions.draft(channel, current_person(), form.content(name))
    except (RuleBroken, NotAllowed) as error:
        form.form_errors.append(error.message)
        _let_go(name, None)
        return _desk(form), 422
    return _told(notice)


def _looked(form: NoticeForm, notice: Notice | None = None) -> Answer | None:
    """The form again, after a search for an area or with the wards of what was drawn; None: it was sent."""
    if "find" in request.form:
        return _desk(form, notice)
    if "list" not in request.form:
        return None
    if not form.fits():
        return _desk(form, notice), 422
    form.list_wards()
    return _desk(form, notice)


def _told(notice: Notice) -> Answer:
    """Leads to the page before publishing; a draft that is to be kept is only read."""
    if "keep" not in request.form:
        return web.see_other("notices.ready", public_id=notice.public_id)
    web.tell(_("The draft is kept. Nobody else reads it."))
    return web.see_other("notices.show", public_id=notice.public_id)


@bp.route("/<pid:public_id>/edit", methods=["GET", "POST"])
@takes_pictures
@open_to("official")
def edit(public_id: str) -> Answer:
    """Changes a draft, or begins the change of a notice that is out: what it said before stays readable."""
    notice = _hers(public_id)
    form = form_of(notice)
    if not form.is_submitted():
        form.areas = [areas.by_id(one.area_id) for one in notice.areas]
        return _desk(form, notice)
    if looked := _looked(form, notice):
        return looked
    before = notice.picture
    fits, name = _checked(form, notice)
    if not fits:
        return _desk(form, notice), 422
    try:
        with db.transaction():
            found = _changed(public_id, form, name)
    except (RuleBroken, NotAllowed, Conflict) as error:
        form.form_errors.append(error.message)
        _let_go(name, before)
        return _desk(form, notice), 422
    drop_unshown(before)
    return _told(found)


def _changed(public_id: str, form: NoticeForm, picture: str | None) -> Notice:
    """The draft as it was changed, or the draft of how a notice is to change."""
    notice, by, edition = queries.by_public_id(public_id), current_person(), form.version.data or 0
    said = form.content(picture)
    if notice.state in rules.UNSENT:
        return actions.rewrite(notice, by, edition, said)
    return actions.change(notice, by, edition, said)


def drop_unshown(name: str | None) -> None:
    """Deletes the file of a picture that no notice shows any more; after the commit, until which one still did."""
    if name and not queries.shows_picture(name):
        pictures.drop(name, config.current().uploads)


@bp.route("/<pid:public_id>/withdraw", methods=["GET", "POST"])
@open_to("official")
def withdraw(public_id: str) -> Answer:
    """Ends a notice at once, after asking why."""
    notice = _hers(public_id)
    form = DeskForm(data={"edition": notice.edition})
    if request.method == "GET":
        return web.page("notices/withdraw.html", notice=notice, form=form)
    try:
        with db.transaction():
            actions.cancel(queries.by_public_id(public_id), current_person(), clean(form.reason.data or ""))
    except RuleBroken as error:
        form.reason.errors = [error.message]
        return web.page("notices/withdraw.html", notice=notice, form=form), 422
    web.tell(_("The notice is withdrawn."))
    return web.see_other("notices.mine")


def _hers(public_id: str) -> Notice:
    """A notice of a channel of the signed-in official. Raises NotFound for any other."""
    notice = queries.by_public_id(public_id)
    if not is_hers(notice):
        raise NotFound
    return notice


def _checked(form: NoticeForm, notice: Notice | None = None) -> tuple[bool, str | None]:
    """Whether all that was sent fits, and the file of its picture; a bad picture is told together with the rest."""
    form.blanks_stay = "keep" in request.form
    fits, name, before = form.validate(), None, notice.picture if notice else None
    try:
        name = _picture(form, notice)
    except RuleBroken as error:
        fits, form.picture.errors = False, [*form.picture.errors, error.message]
    if fits and form.list_wards():
        fits = False
        form.form_errors.append(ErrorAt("area", _("These wards lie in what you drew. Look at them, then go on.")))
    if not fits:
        _let_go(name, before)
    return fits, name


def _let_go(name: str | None, before: str | None) -> None:
    """Deletes a picture that was kept for nothing."""
    if name != before:
        drop_unshown(name)


def _picture(form: NoticeForm, notice: Notice | None = None) -> str | None:
    """The file of the picture that the notice shows from now on: a new one, the one it has, or none."""
    if form.picture.data:
        return pictures.keep(form.picture.data.stream, config.current().uploads)
    return None if notice is None or form.no_picture.data else notice.picture


def _desk(form: NoticeForm, notice: Notice | None = None) -> Response:
    """The form, with the chosen areas and those that the typed text may mean, within the official's areas."""
    chosen, typed = form.areas, one_line(form.area_text.data)
    # All that the text may mean, because the best dozen of a common name can lie outside the official's areas.
    found = lookup.search(typed, EVERY_AREA) if typed else []
    hits = [hit.place for hit in found if rules.covers(form.scopes, [hit.place.path])][:MOST_OFFERED]
    own = [areas.by_id(channel.area_id) for channel in open_channels()]
    if (
        "find" in request.form
        and len(hits) == 1
        and lookup.is_sure([hit for hit in found if hit.place == hits[0]], typed)
    ):
        chosen = [*chosen, *(place for place in hits if place not in chosen)]
    offered = {place.code: place for place in [*chosen, *hits, *([] if chosen or hits else own)]}
    page = web.page(
        "notices/write.html", form=form, notice=notice, offered=list(offered.values()),
        chosen={place.code for place in chosen}, finding=bool(typed) and not hits, wards_of=areas.wards_of,
        four_eyes_from=transitions.eyes().needed_from,
    )  # fmt: skip
    return web.with_map(web.private(page))
