"""Everything the site keeps about one request, for the requester; and about a helper's part in requests."""

from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries, rules
from connect.cases.asking import consent, requester_view
from connect.cases.changes.models import CaseChange
from connect.cases.claims.models import Claim, Disclosure, Handover
from connect.cases.clinical import siblings
from connect.cases.models import Case, CaseEvent, CaseSecret, Need
from connect.cases.rules import State
from connect.registry import personal_data
from connect.registry.personal_data import columns, heading, part

# Numbers that stay inside, told in words instead; and fingerprints of a helper, which the requester could compare.
INNER = ("id", "case_id", "area_id", "person_id", "duplicate_of_id", "network", "device", "own_post", "sibling_id")


def of_case(case: Case) -> dict[str, Any]:
    """All that is kept about a request and its requester, ready for JSON, without what `requester_view` keeps back."""
    secret, events = db.session.get_one(CaseSecret, case.id), queries.history(case)
    at_once = requester_view.is_at_once(events)
    return heading() | {
        "request": _request(case, at_once) | {"area": case.area.code},
        "personal": columns(secret, *INNER) | {"area": secret.area.code},
        "consent": {"version": secret.consent_version, "text": _consent_text(secret)} | _health(secret),
        "sent_with": [one.public_id for one in siblings.of(case)],
        "needs": [columns(need, *INNER) for need in case.needs],
        "history": [_event(event, at_once) for event in requester_view.history(events, at_once)],
        "waiting_change": _change(case),
        "reminders": [] if at_once else [columns(one, *INNER) for one in queries.reminders(case)],
        "helpers": [columns(claim, *INNER) | {"name": claim.person.name} for claim in queries.claims(case)],
        "handed_over": [{"item": item} | columns(gift, "id", "claim_id", "need_id") for gift, item in _gifts(case)],
        "contact_shown_to": [columns(look, *INNER) | {"name": look.person.name} for look in queries.disclosures(case)],
        **personal_data.tell("case", case),
    }


def _request(case: Case, at_once: bool) -> dict[str, Any]:
    """The public half; where it is shown at once, without what a look changes."""
    never_closes = rules.never_closes(case.guarded, case.urgency)
    told = requester_view.state(case.state, case.clock_at, clock.now(), at_once, never_closes)
    looked = ("version", "verified_at", "changed_at") if at_once and told == State.OPEN else ()
    known = {"state": requester_view.word(told, at_once), "reason": requester_view.reason(case.reason)}
    return columns(case, *looked, *INNER) | known


def _event(event: CaseEvent, at_once: bool) -> dict[str, Any]:
    states = {
        name: requester_view.SENT if at_once and getattr(event, name) in requester_view.ALIKE else getattr(event, name)
        for name in ("from_state", "to_state")
    }
    return columns(event, *INNER) | states | {"reason": requester_view.reason(event.reason)}


def _change(case: Case) -> dict[str, Any] | None:
    row = db.session.get(CaseChange, case.id)
    return columns(row, *INNER) if row else None


def _consent_text(secret: CaseSecret) -> tuple[str, ...]:
    return consent.text(secret.consent_version, secret.lang)


def _health(secret: CaseSecret) -> dict[str, tuple[str, ...]]:
    agreed = secret.health_agreed_at is not None
    return {"health": consent.health(secret.consent_version, secret.lang)} if agreed else {}


def _gifts(case: Case) -> list[tuple[Handover, str]]:
    statement = sa.select(Handover, Need.item).join(Need, Need.id == Handover.need_id).where(Need.case_id == case.id)
    return [(gift, item) for gift, item in db.session.execute(statement.order_by(Handover.id))]


@part("requests_taken", "claims")
def _taken(person: Person) -> list[dict[str, Any]]:
    return _with_codes(sa.select(Claim, Case.public_id).where(Claim.person_id == person.id), Claim)


@part("contacts_shown_to_you", "disclosures")
def _shown(person: Person) -> list[dict[str, Any]]:
    return _with_codes(sa.select(Disclosure, Case.public_id).where(Disclosure.person_id == person.id), Disclosure)


@part("your_acts_on_requests", "case_events")
def _acts(person: Person) -> list[dict[str, Any]]:
    return _with_codes(sa.select(CaseEvent, Case.public_id).where(CaseEvent.person_id == person.id), CaseEvent)


def _with_codes(statement: Any, table: Any) -> list[dict[str, Any]]:
    rows = db.session.execute(statement.join(Case, Case.id == table.case_id).order_by(table.id))
    return [{"request": code} | columns(row, *INNER) for row, code in rows]


personal_data.fate(
    "case_secrets", "case_changes", "case_events", "disclosures",
    told="in the requester's download", gone="wiped with the case, by cases.wiping.wipe",
)  # fmt: skip
personal_data.fate("claims", "alarms", gone="stays for the counts, about nobody: the account has no name any more")
personal_data.fate(
    "stops", "watched_phones", "alarms", told="guards requesters; whoever it is about must not know of it"
)
