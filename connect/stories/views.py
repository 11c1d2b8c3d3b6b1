"""The pages of the two sides: thanks, the words of a story, where it stands, yes and no. Each by link or by account."""

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_babel import gettext as _

from connect import db, formatting, web
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.errors import Conflict, NotFound, RuleBroken
from connect.stories import actions, forms, queries, rules, words
from connect.stories.beginning import actions as beginning
from connect.stories.blueprint import bp
from connect.stories.consents import texts
from connect.stories.forms import ChangeForm, ConsentForm, ThanksForm, WordsForm
from connect.stories.queries import Seat
from connect.stories.rules import By, Verb
from connect.text import clean
from connect.web import Answer, open_to
from connect.web.limits import client_fingerprint
from connect.web.pages import fresh
from connect.web.pages.forms import Form

SeatOf = Callable[[], Seat]


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals |= {"story_words": words, "story_rules": rules}


# --- The requester, by the secret link ----------------------------------------------------------------------


@bp.route("/mine/<token>", methods=["GET", "POST"])
@open_to("anyone")
def mine(token: str) -> Answer:
    """Thanks to a helper, for the helper alone unless everybody shall read it."""
    claim, form = _thanked(token), ThanksForm()
    form.speak(formatting.language())
    if not form.validate_on_submit():
        return _thanks_page(token, claim, form)
    try:
        with db.transaction():
            claim = _thanked(token)
            if form.is_story:
                return _begun(beginning.write(claim, By.REQUESTER, form.telling()).public_id, token)
            beginning.thank(claim, clean(form.words.data))
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _thanks_page(token, claim, form)
    web.tell(_("Your thanks are with the helper. Nobody else reads them."))
    return web.see_other("cases.mine", token=token)


def _thanked(token: str) -> Claim:
    """The help that is meant; NotFound to its own helper, whoever's link that is."""
    case, viewer, to = cases.by_token(token), current_session.person(), forms.chosen_help()
    helps = queries.helps(case)
    if not helps or not 0 <= to <= len(helps) or (viewer and any(one.person_id == viewer.id for one in helps)):
        raise NotFound
    return helps[len(helps) - to] if to else helps[0]


def _thanks_page(token: str, claim: Claim, form: ThanksForm) -> Answer:
    page = web.page(
        "stories/mine.html", token=token, claim=claim, form=form, said=queries.thanks_of(claim),
        refusal=beginning.why_not(claim),
    )  # fmt: skip
    return web.private(page), 422 if form.errors else 200


def _begun(public_id: str, token: str | None) -> Answer:
    """To the page of a story that has just begun."""
    if token:
        return web.see_other("stories.mine_story", token=token, story_id=public_id)
    return web.see_other("stories.told_story", public_id=public_id)


def _version(seat: Seat) -> str:
    return repr((seat.story.version, seat.is_silent))


@bp.get("/mine/<token>/<pid:story_id>")
@open_to("anyone")
@fresh.polled(lambda token, story_id: _version(_by_link(token, story_id)))
def mine_story(token: str, story_id: str) -> Answer:
    """A story for its requester: how it looks, where it stands, and what can be done."""
    return _story_page(_by_link(token, story_id))


@bp.route("/mine/<token>/<pid:story_id>/words", methods=["GET", "POST"])
@open_to("anyone")
def mine_words(token: str, story_id: str) -> Answer:
    """The requester changes the words."""
    return _words(lambda: _by_link(token, story_id))


@bp.post("/mine/<token>/<pid:story_id>/<any('ask', 'agree', 'refuse', 'withdraw', 'discard'):verb>")
@open_to("anyone")
def mine_act(token: str, story_id: str, verb: str) -> Answer:
    """The requester asks, agrees, refuses, takes down or discards."""
    return _act(lambda: _by_link(token, story_id), verb)


def _by_link(token: str, story_id: str) -> Seat:
    return queries.of_requester(token, story_id, current_session.person())


# --- The helper, by the account -----------------------------------------------------------------------------


@bp.get("/told")
@open_to("signed_in")
def told() -> Answer:
    """The stories of which a helper is one side."""
    return web.private(web.page("stories/told.html", stories=queries.of_person(current_person())))


@bp.route("/of/<pid:public_id>", methods=["GET", "POST"])
@open_to("signed_in")
def of(public_id: str) -> Answer:
    """A helper begins to tell of a help that was confirmed."""
    claim, form = _given(public_id), WordsForm()
    form.speak(formatting.language())
    if (story := queries.of_claim(claim)) is not None and not form.is_submitted():
        return _begun(story.public_id, None)
    if not form.validate_on_submit():
        return _begin_page(claim, form)
    try:
        with db.transaction():
            return _begun(beginning.write(_given(public_id), By.HELPER, form.telling()).public_id, None)
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _begin_page(claim, form)


def _given(public_id: str) -> Claim:
    """The help that the signed-in person gave in a confirmed case, or NotFound."""
    case = case_view.visible(public_id, Actor(current_person())).case
    claim = queries.help_of(case, current_person())
    if claim is None:
        raise NotFound
    return claim


def _begin_page(claim: Claim, form: WordsForm) -> Answer:
    page = web.page(
        "stories/of.html", case=claim.case, form=form, refusal=beginning.why_not(claim), said=queries.thanks_of(claim)
    )
    return web.private(page), 422 if form.errors else 200


@bp.get("/told/<pid:public_id>")
@open_to("signed_in")
@fresh.polled(lambda public_id: _version(_by_account(public_id)))
def told_story(public_id: str) -> Answer:
    """A story for its helper: how it looks, where it stands, and what can be done."""
    return _story_page(_by_account(public_id))


@bp.route("/told/<pid:public_id>/words", methods=["GET", "POST"])
@open_to("signed_in")
def told_words(public_id: str) -> Answer:
    """The helper changes the words."""
    return _words(lambda: _by_account(public_id))


@bp.post("/told/<pid:public_id>/<any('ask', 'agree', 'refuse', 'withdraw', 'discard'):verb>")
@open_to("signed_in")
def told_act(public_id: str, verb: str) -> Answer:
    """The helper asks, agrees, refuses, takes down or discards."""
    return _act(lambda: _by_account(public_id), verb)


def _by_account(public_id: str) -> Seat:
    return queries.of_helper(current_person(), public_id)


# --- Both ---------------------------------------------------------------------------------------------------


def _address(seat: Seat, page: str = "story", **more: str) -> dict[str, str]:
    """The values for `url_for` of a page of this side: "story", "words" or "act"."""
    if seat.side == By.REQUESTER:
        return {"endpoint": f"stories.mine_{page}", "token": seat.token, "story_id": seat.story.public_id, **more}
    return {"endpoint": f"stories.told_{page}", "public_id": seat.story.public_id, **more}


def _picture_at(seat: Seat, number: int) -> str | None:
    """The address of a picture for this side."""
    if seat.side == By.REQUESTER:
        at = {"token": seat.token, "public_id": seat.story.public_id, "number": number}
        return web.url_if("stories.mine_picture", **at)
    return web.url_if("stories.picture", public_id=seat.story.public_id, number=number)


def _pictures_at(seat: Seat) -> str | None:
    """The address of the page on which this side puts pictures to it."""
    if seat.side == By.REQUESTER:
        return web.url_if("stories.mine_pictures", token=seat.token, public_id=seat.story.public_id)
    return web.url_if("stories.told_pictures", public_id=seat.story.public_id)


def _story_page(seat: Seat, form: ConsentForm | None = None, message: object = None, status: int = 200) -> Answer:
    page = web.page(
        "stories/told_story.html", seat=seat, story=seat.story, form=form or ConsentForm(formdata=None),
        message=message, address=lambda page, **more: _address(seat, page, **more), can=seat.can,
        pictures=words.pictures(seat.story, lambda number: _picture_at(seat, number)), pictures_at=_pictures_at(seat),
        names=words.first_names(queries.agreed(seat.story)),
        consent=texts.text(texts.CURRENT, formatting.language()), events=queries.history(seat.story),
        last_word=queries.last_word(seat.story),
    )  # fmt: skip
    return web.private(page), status


def _words(seat_of: SeatOf) -> Answer:
    """The form of the words: of a draft, or of what the other side asks about."""
    seat = seat_of()
    changes = Verb.CHANGE in seat.can
    form: Any = ChangeForm() if changes else WordsForm()
    if not changes and Verb.EDIT not in seat.can:
        raise Conflict(_("These words stand as they are: they can be changed in a draft, or while you are asked."))
    form.speak(seat.story.lang)
    if not form.is_submitted():
        form.words.data, form.words_other.data = seat.story.words, seat.story.words_other or ""
    if not form.validate_on_submit():
        return _words_page(seat, form, changes)
    try:
        with db.transaction():
            here = seat_of()
            actions.change(here, form.telling(), form.yes()) if changes else actions.edit(here, form.telling())
    except (RuleBroken, Conflict) as error:
        form.form_errors.append(error.message)
        return _words_page(seat_of(), form, changes, 409 if isinstance(error, Conflict) else 422)
    web.tell(_("Changed. The other side is asked again.") if changes else _("Kept. Look at it before you go on."))
    return _there(seat)


def _words_page(seat: Seat, form: Any, changes: bool, status: int = 200) -> Answer:
    page = web.page(
        "stories/told_words.html", seat=seat, story=seat.story, form=form, changes=changes,
        address=lambda page, **more: _address(seat, page, **more),
        consent=texts.text(texts.CURRENT, formatting.language()),
    )  # fmt: skip
    return web.private(page), status if status != 200 else 422 if form.errors else 200


SAID: dict[str, Callable[[], str]] = {
    "ask": lambda: _("The other side is asked now. Nothing is shown before both of you agree."),
    "agree": lambda: _("Thank you. A moderator of your area reads it before it is shown."),
    "refuse": lambda: _("Noted: it is not told. Nothing else changes for anybody."),
    "withdraw": lambda: _("It is taken down, everywhere and for ever."),
    "discard": lambda: _("The draft is deleted."),
}
PLAIN: dict[str, Callable[[Seat], None]] = {
    "refuse": actions.refuse, "withdraw": actions.withdraw, "discard": actions.discard,
}  # fmt: skip


def _act(seat_of: SeatOf, verb: str) -> Answer:
    seat, consents = seat_of(), verb in ("ask", "agree")
    form: Any = ConsentForm() if consents else Form()
    if not form.validate():
        return _story_page(seat, form if consents else None, status=422)
    try:
        with db.transaction():
            if consents:
                {"ask": actions.ask, "agree": actions.agree}[verb](seat_of(), form.yes())
            else:
                PLAIN[verb](seat_of())
    except (RuleBroken, Conflict) as error:
        return _story_page(seat_of(), None, error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(SAID[verb]())
    if verb == "discard":
        return web.see_other("cases.mine", token=seat.token) if seat.token else web.see_other("stories.told")
    return _there(seat)


def _there(seat: Seat) -> Response:
    """To the page of the story; the browser is known from now on, so that it agrees for one side alone."""
    return client_fingerprint.remember(web.private(web.see_other(**_address(seat))))
