"""Showing what a case holds in confidence: the requester's words, and the only way to a contact."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from connect import geo
from connect.areas.models import Area
from connect.cases import actions
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.disclosure.case_view import CaseView
from connect.cases.disclosure.masking import words as masking
from connect.cases.rules import CaseRole
from connect.cases.runs.rules import RUN
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.registry import claims


@dataclass(frozen=True, slots=True)
class Contact:
    """The names, phones and exact place with which a helper finds the door."""

    name: str
    phone: str
    reporter_name: str | None
    reporter_phone: str | None
    door: str
    ward: Area
    point: geo.Point
    accuracy_m: float | None
    place_by: str


@dataclass(frozen=True, slots=True)
class Told:
    """The requester's own words, and the vulnerable people of the home as bits of `rules.VULNERABLE`."""

    words: str
    vulnerable: int


def told(view: CaseView) -> Told | None:
    """The requester's words as far as this viewer may read them, or None when not at all."""
    if view.sight.words == "no":
        return None
    secret = actions.secret_of(view.case)
    if view.sight.words == "all":
        return Told(secret.words, secret.vulnerable)
    return Told(covered(secret.words, secret.name, secret.reporter_name or ""), secret.vulnerable)


def covered(words: str, *names: str) -> str:
    """Somebody's words without the given names, and without all that could lead to a phone or a door."""
    return masking.masked(masking.without_names(words, *names))


def reveal(view: CaseView, reason: str) -> Contact:
    """The only way to somebody else's contact and place: checks the rule and writes the Disclosure with it.

    The view must have been read in the transaction at work. Raises NotFound, NotAllowed or RuleBroken, see `limits`.
    """
    if not view.sight.exists:
        raise NotFound
    secret = actions.secret_of(view.case)
    actions.require_kept(view.case)
    if view.sight.contact != "ask" or view.by.person is None:
        raise NotAllowed(_l("Only the helper who holds this case may see the contact."))
    role = _role_of(view)
    if role == CaseRole.MODERATOR and len(reason) < 3:
        raise RuleBroken(_l("Say why you need to see the contact. The requester can read it."))
    disclosure_limits.check(view, role)
    disclosure_limits.record(view.case, view.person, role, _reason(view, role, reason)[:200])
    return Contact(
        name=secret.name, phone=secret.phone, reporter_name=secret.reporter_name, reporter_phone=secret.reporter_phone,
        door=secret.door, ward=secret.area, point=geo.Point(secret.lat, secret.lon), accuracy_m=secret.accuracy_m,
        place_by=secret.place_by,
    )  # fmt: skip


def _reason(view: CaseView, role: str, reason: str) -> str:
    """Of a look in a run always the run, wherever the contact was opened."""
    return claims.name_of_run(view.claim.run) or reason if role == RUN and view.claim and view.claim.run else reason


def _role_of(view: CaseView) -> str:
    """The role in which a contact is shown: looks of a run count apart, see `runs.limits`."""
    if CaseRole.CLAIMER not in view.roles:
        return CaseRole.MODERATOR
    return RUN if view.claim and view.claim.run is not None else CaseRole.CLAIMER
