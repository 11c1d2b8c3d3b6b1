"""Asking for help, without an account: one form that a script shows step by step, looked over before it is sent."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import config, db, geo, lazy_import, web
from connect.accounts.credentials import queries as credentials
from connect.areas.queries import Place
from connect.cases import words
from connect.cases.answers.forms import by_circle
from connect.cases.answers.queries import Line
from connect.cases.asking import consent, posting
from connect.cases.asking.forms import AskForm
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.asking.suggestion import forms as suggestion
from connect.cases.asking.this_browser import limits
from connect.cases.asking.this_browser.links import remember, remembered_cases
from connect.cases.clinical import rules as clinical
from connect.cases.duplicates import queries as duplicates
from connect.cases.models import Case
from connect.cases.screening import flags as screening_flags
from connect.cases.utilities import queries as utilities
from connect.cases.utilities.queries import SwitchedOff
from connect.cases.utilities.views import switched_off
from connect.cases.views.blueprint import bp
from connect.crypto import signing
from connect.incidents.questions import queries as questions
from connect.incidents.questions.rules import ShownTo
from connect.incidents.signs import queries as sign_queries
from connect.registry.drill import exercises
from connect.registry.with_cases import asking
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.limits import client_fingerprint
from connect.web.pages import languages

if TYPE_CHECKING:
    from connect.areas.geocoding import area_names
else:
    area_names = lazy_import.module("connect.areas.geocoding.area_names")  # loads geopy

Own = list[tuple[str, Case]]  # the cases whose links this browser holds


class Seen(NamedTuple):
    """The place that all will see, and how wide the area is that stands for it."""

    ward: Place
    wide_m: float


class Looked(NamedTuple):
    """The answers as they are looked over, and what is agreed to. `health`: of medical advice, a request of its own."""

    details: RequestDetails  # of what others bring; of the medical advice, where that is all
    location: Location
    seen: Seen
    consents: tuple[str, ...]
    advice: RequestDetails | None = None
    health: tuple[str, ...] = ()
    answers: Mapping[ShownTo, list[Line]] = MappingProxyType({})  # to questions, by who will read them
    no_clinician: bool = False  # nobody in the area may give the advice that is asked for


@bp.route("/ask", methods=["GET", "POST"])
@web.csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that a stale one loses nothing that was typed
@open_to("anyone")
def ask() -> Answer:
    """The form; posted and fine it is looked over, and sent from there it becomes a case."""
    try:
        return _answered()
    except SwitchedOff as error:
        return _part("", 409) or switched_off(error, sending="send" in request.form or "consent" in request.form)


def _answered() -> Answer:
    if (lang := request.form.get("lang", "")) in languages.LANGUAGES:
        return _in_language(lang)
    form = _form()
    if not form.is_submitted():
        return _page(form)
    if form.form_errors:
        return _part("", 409) or (_page(form), 409)
    if "suggest" in request.form:
        suggestion.take(form)
        return _page(form)
    if "find" in request.form or "edit" in request.form:
        return _page(form, finding="find" in request.form)
    if request.form.get("part") == "signs":
        return web.page("cases/signs.html", form=form)
    _take_for_ours(form)
    if request.form.get("part") == "questions":
        return _questions(form)
    return _send(form) if form.is_sending else _look_over(form)


def _take_for_ours(form: AskForm) -> None:
    """Spares the token where the browser says that a page of this site sends it: no page elsewhere can make it say so.

    For who keeps no cookies may ask for help too; and where nothing is written yet, a page that was open for long will
    do.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and not (request.cookies and form.is_sending):
        g.csrf_valid = True


def _from_elsewhere() -> bool:
    """Whether the browser says that no page of this site sends this. Older browsers say nothing."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"


def _questions(form: AskForm) -> Answer:
    """For a script, when the place is known: the questions of what is wanted there, with what was answered before."""
    form.check()
    sets = [replace(one, is_seen=False) for one in form.questions]  # whatever is wrong is said when it is sent
    piece = web.page("cases/questions.html", sets=sets, parts=form.parts)
    return client_fingerprint.remember(web.private(piece))


def _look_over(form: AskForm) -> Answer:
    """The answers, as others will see them, with the question for consent; nothing is written yet.

    For a script that has the form already (`part`) it is the last step alone, or nothing where a whole page must say
    more.
    """
    if not form.check():
        return _part("", form.status) or (_page(form), form.status)
    own = remembered_cases()
    if asked_already := _asked_already(form, own):
        return _part("", 422) or asked_already
    if form.asks_more or form.asks_more_signs:
        return _part("", 422) or _page(form)
    looked = _looked(form, own)
    piece = web.page("cases/answers.html", form=form, looked=looked, phone=phone_for_eyes)
    return _part(piece, 200) or _page(form, looked)


def _part(piece: str, status: int) -> Answer | None:
    return (client_fingerprint.remember(web.private(piece)), status) if "part" in request.form else None


def _looked(form: AskForm, own: Own) -> Looked:
    """The answers as they are looked over, with the place that all will see, and the promises that are agreed to."""
    drafts = _drafts(form, own)
    placements = [posting.placement_of(one) for one in drafts]
    for draft, where in zip(drafts, placements, strict=True):
        posting.require_on(draft, where)
    placement = placements[0]
    seen = Seen(placement.ward, geo.spacing_m(placement.public.resolution))
    version = consent.version(config.current().keep_personal_days)
    advice = next((one.details for one in drafts if clinical.is_clinical(one.details.needs)), None)
    health = consent.health(version, languages.chosen()) if advice else ()
    promised = consent.text(version, languages.chosen())
    alone = bool(advice) and not credentials.clinicians_in(placements[-1].ward.path)
    said = by_circle(form.questions)
    return Looked(drafts[0].details, drafts[0].location, seen, promised, advice, health, said, alone)


def _send(form: AskForm) -> Answer:
    """Makes a case of the form, checked once more from the ground; leads to the page that says so."""
    fine, own = form.validate(), remembered_cases()
    if not fine:
        only_a_yes = form.lacks_only_a_yes() and not _from_elsewhere()
        return _page(form, _looked(form, own) if only_a_yes else None), form.status
    if asked_already := _asked_already(form, own):
        return asked_already
    if form.asks_more:
        return _page(form), 422
    if not limits.may_send():
        form.form_errors.append(
            _("Very many requests came from this browser today. Call the hotline, or try again tomorrow.")
        )
        return _page(form, _looked(form, own)), 429
    drafts = _drafts(form, own, flags={*limits.flags(), *screening_flags.of_words(asking.texts(form.parts))})
    try:
        return _post(drafts, [posting.placement_of(one) for one in drafts], form.parts)
    except asking.NotWritten as error:
        form.check_parts()
        form.form_errors = form.form_errors or [error.message]
        return _page(form), 409


def _drafts(form: AskForm, own: Own, flags: Collection[str] = ()) -> list[posting.Draft]:
    return posting.drafts(
        form.details(), form.location, form_key=_key(form), lang=languages.chosen(), flags=flags,
        seen=client_fingerprint.seen(), own={case.id for _token, case in own}, exercise=exercises.current_id(),
    )  # fmt: skip


def _key(form: AskForm) -> str:
    return _carried(form)[1] + asking.mark(form.parts)


def _carried(form: AskForm) -> tuple[str, str]:
    """The drill for which a form was opened, empty for the real site, and the form's key; both empty without one."""
    found = signing.unsigned(form.form_key.data or "", "form") or ""
    return ("", found) if isinstance(found, str) else (found[0], found[1])


def _drill() -> str:
    found = exercises.current()
    return found.public_id if found else ""


def _form() -> AskForm:
    """The form as it was sent, or an empty one, with a key of its own."""
    form = AskForm()
    opened_for, key = _carried(form)
    if not key or opened_for != _drill():
        key = secrets.token_urlsafe(16)
        form.form_key.data = signing.signed([_drill(), key] if _drill() else key, "form")
    if opened_for != _drill() and form.is_submitted():
        form.form_errors.append(_other_side())
    return form


def _other_side() -> str:
    """A drill began or was over while the form was open, so nothing of it is sent unasked to the other side."""
    if exercises.current():
        return _("You are in a drill now, so nothing was sent. To ask for real help, leave the drill first.")
    return _(
        "The drill is over for this browser, so nothing was sent. From here on it is real: send this only if you need "
        "help."
    )


def _in_language(lang: str) -> Answer:
    """The form with all that was typed, in the language whose button was pressed, where it was pressed."""
    languages.speak(lang)
    form = _form()
    looking = "send" in request.form and form.check()
    answer = _page(form, _looked(form, remembered_cases()) if looking else None)
    languages.remember(answer, lang)
    return answer


def _asked_already(form: AskForm, own: Own) -> Answer | None:
    """The page that offers to add to an earlier request of this browser, where one looks like this.

    No other case is ever warned of: the answer would tell a stranger that somebody has asked before.
    """
    details = form.details()
    if "another" in request.form or not own or posting.sent_before(details, form.location, _key(form)):
        return None  # the same form once more leads to the same case
    parts = [posting.telling_of(part, form.location) for part in clinical.parts(details)]
    token = next(filter(None, (duplicates.likest(part, own) for part in parts)), None)
    if token is None:
        return None
    left_out = ("csrf_token", "find", "part", "suggest")
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in left_out]
    return web.private(web.page("cases/asked_already.html", token=token, typed=typed, sending=form.is_sending))


def _post(drafts: Sequence[posting.Draft], placements: Sequence[posting.Placement], parts: asking.Parts) -> Answer:
    for last_try in (False, True):
        try:
            with db.transaction():
                posted = posting.post_all(drafts, placements)
                asking.write(parts, posted[0].case_id)
            break
        except IntegrityError:  # the same form arrived twice at once; now the first one's case is there
            if last_try:
                raise
    tokens = [one.token for one in posted]
    answer = make_response(web.see_other("cases.sent", token=tokens[0]))
    answer.data = b""  # nobody reads it, and it is paid for
    remember(answer, *tokens)
    return client_fingerprint.remember(answer)


def _page(form: AskForm, looked: Looked | None = None, *, finding: bool = False) -> Response:
    """The whole form; with `looked`, at its last step, where the answers are looked over."""
    stale = bool(form.csrf_token.errors)
    if stale:
        form.form_errors.append(_stale())
        form.csrf_token.errors = []
    page = web.page(
        "cases/ask.html", form=form, kinds=utilities.offered(form.filled_needs()), needs=form.filled_needs(),
        off=utilities.off_at(form.ward.data or "", form.filled_needs()), suggestion=suggestion.chosen(form),
        wards=form.wards_offered(), finding=finding, link=form.only_a_link(), looked=looked, phone=phone_for_eyes,
        stale=stale, names=words.ASKING,
        may_ask=questions.any_published() or asking.is_asked_anywhere(), signs_signed=sign_queries.are_asked(),
    )  # fmt: skip
    return client_fingerprint.remember(web.with_map(page))


def _stale() -> str:
    """Why the token did not fit: a session that has ended, or a browser that keeps no cookies at all."""
    if "again" in request.form and not request.cookies:
        return _(
            "Your browser keeps no cookies, so the request cannot be sent from it. Allow cookies for this page and "
            "press send once more, use another browser, or call %(hotline)s. Nothing you typed is lost.",
            hotline=config.current().hotline,
        )
    return _("This page was open for long. Nothing is lost: press send once more.")
