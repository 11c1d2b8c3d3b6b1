"""Asking for help, without an account: one page that a script shows step by step."""

import secrets
from typing import TYPE_CHECKING

from flask import Response, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import config, db, lazy_import, web
from connect.areas import positions, queries as areas
from connect.areas.queries import Place
from connect.cases import kinds
from connect.cases.asking import consent, posting
from connect.cases.asking.forms import AskForm
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.duplicates import queries as duplicates
from connect.cases.models import Case
from connect.cases.views.blueprint import bp
from connect.cases.views.mine import remember, remembered_cases
from connect.crypto import signing
from connect.errors import NotFound
from connect.text import one_line
from connect.web import Answer, limits, open_to
from connect.web.limits import client_fingerprint
from connect.web.pages import languages

if TYPE_CHECKING:
    from connect.areas.geocoding import area_names
else:
    area_names = lazy_import.module("connect.areas.geocoding.area_names")  # loads geopy


@bp.route("/ask", methods=["GET", "POST"])
@web.csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that a stale one loses nothing that was typed
@open_to("anyone")
def ask() -> Answer:
    """The form; posted and fine it becomes a case, and leads to the requester's own page."""
    if (lang := request.form.get("lang", "")) in languages.LANGUAGES:
        return _in_language(lang)
    form = _form()
    if not form.is_submitted():
        return _page(form)
    if "find" in request.form:
        return _page(form, finding=True)
    if not request.cookies and request.headers.get("Sec-Fetch-Site") == "same-origin":
        g.csrf_valid = (
            True  # no page elsewhere can make a browser say so; one that keeps no cookies may ask for help too
        )
    if not form.validate():
        return _page(form), 422
    key, details = signing.unsigned(form.form_key.data, "form"), form.details()
    own = remembered_cases()
    if "another" not in request.form and (token := _asked_already(details, form.location, key, own)):
        typed = [(name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", "find")]
        return web.private(web.page("cases/asked_already.html", token=token, typed=typed))
    if not _hit("ceiling", config.current().asks_ceiling_day, "day", client_fingerprint.device()):
        form.form_errors.append(
            _("Very many requests came from this browser today. Call the hotline, or try again tomorrow.")
        )
        return _page(form), 429
    more = {"form_key": key, "lang": languages.chosen(), "flags": _flags(), "seen": client_fingerprint.seen()}
    draft = posting.draft(details, form.location, **more, own={case.id for _token, case in own})
    return _post(draft, posting.placement_of(draft))


def _form() -> AskForm:
    """The form as it was sent, or an empty one, with a key of its own."""
    form = AskForm()
    if signing.unsigned(form.form_key.data or "", "form") is None:
        form.form_key.data = signing.signed(secrets.token_urlsafe(16), "form")
    return form


def _in_language(lang: str) -> Answer:
    """The form with all that was typed, in the language whose button was pressed."""
    languages.speak(lang)
    answer = _page(_form())
    languages.remember(answer, lang)
    return answer


def _flags() -> list[str]:
    """Why this one waits for a look: too many from this browser or network, each by its own count.

    Only the ceiling of a browser refuses: a network can be that of a ward, and a phone that of somebody else, who would
    be kept from asking, or whose asking a refusal would tell of.
    """
    here = config.current()
    fine = {
        "many_from_device": _hit("device", here.asks_per_device_day, "day", client_fingerprint.device()),
        "many_from_network": _hit("network", here.asks_per_network_hour, "hour", client_fingerprint.network()),
    }
    return [flag for flag, within in fine.items() if not within]


def _hit(name: str, most: int, span: str, who: str) -> bool:
    return limits.hit(f"{most} per {span}", "ask", name, who)


def _asked_already(details: RequestDetails, location: Location, key: str, own: list[tuple[str, Case]]) -> str | None:
    """The link of an earlier request of this browser that looks like this one.

    No other case is ever warned of: the answer would tell a stranger that somebody has asked before.
    """
    if not own or posting.sent_before(details, location, key):
        return None  # the same form once more leads to the same case
    return duplicates.likest(posting.telling_of(details, location), own)


def _post(draft: posting.Draft, placement: posting.Placement) -> Answer:
    for last_try in (False, True):
        try:
            with db.transaction():
                token = posting.post(draft, placement).token
            break
        except IntegrityError:  # the same form arrived twice at once; now the first one's case is there
            if last_try:
                raise
    answer = make_response(web.see_other("cases.mine", token=token))
    remember(answer, token)
    return client_fingerprint.remember(answer)


def _page(form: AskForm, *, finding: bool = False) -> Response:
    if form.csrf_token.errors:
        form.form_errors.append(_stale())
        form.csrf_token.errors = []
    page = web.page(
        "cases/ask.html",
        form=form,
        kinds=kinds.KINDS,
        needs=form.filled_needs(),
        wards=_wards(form),
        finding=finding,
        link=positions.is_link(one_line(form.place_text.data)) and form.typed_position() is None,
        consents=consent.text(consent.version(config.current().keep_personal_days), languages.chosen()),
    )
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


def _wards(form: AskForm) -> list[Place]:
    """The wards to choose from: the chosen one, those around the position, those that the typed text may mean."""
    found: dict[str, Place] = {}
    if form.ward.data and (chosen := _known(form.ward.data)):
        found[chosen.code] = chosen
    try:
        point = form.point()
    except ValueError:
        point = None
    if point is not None:
        found |= {ward.code: ward for _metres, ward in areas.nearest_wards(point)}
    text = one_line(form.place_text.data)
    if text and form.typed_position() is None and not positions.is_link(text):
        found |= {one["code"]: areas.get(one["code"]) for one in area_names.candidates(text)}
    return list(found.values())[:8]


def _known(code: str) -> Place | None:
    try:
        place = areas.get(code)
    except NotFound:
        return None
    return place if place.kind in ("ward", "commune", "special_zone") else None
