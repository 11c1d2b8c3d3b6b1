"""Deleting what is personal of a case: at its end, and when the requester asks for it."""

from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.cases import queries, rules
from connect.cases.actions import leave, secret_of
from connect.cases.changes.models import CaseChange
from connect.cases.duplicates import queries as duplicates
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import State, Verb
from connect.cases.transitions import THE_CLOCK, THE_REQUESTER, Actor, amend, move
from connect.registry import personal_data

# What becomes of each personal column; `wipe` gives the place back the grain that everybody knew.
WIPED: dict[str, Any] = {
    "name": "", "phone": "", "door": "", "words": "", "reporter_name": None, "reporter_phone": None,
    "sms_agreed_at": None, "vulnerable": 0, "guards": 0, "accuracy_m": None, "place_by": "ward", "delivery_code": "",
    "device_hash": None, "network_hash": None, "sibling_id": None, "health_agreed_at": None, "again_at": None,
}  # fmt: skip
# What stays: that a consent was given, and that this link and this form led to this case.
STAYS = (
    "case_id",
    "token_hash",
    "token",
    "form_hash",
    "lang",
    "consent_version",
    "consent_at",
    "compared_at",
    "wiped_at",
)


def wipe(case: Case, by: Actor = THE_REQUESTER) -> bool:
    """Deletes all that is personal of a case, which ends if it had not; False when that was done before.

    Kinds, quantities, cell, times and the history without its texts stay, for the counts.
    """
    secret = secret_of(case)
    if secret.wiped_at is not None:
        return False
    if case.state == State.HELPED and not rules.never_closes(case.guarded, case.urgency):
        move(case, Verb.CLOSE, THE_CLOCK)  # given is given, whoever leaves then
    elif case.state in rules.NOT_ENDED:
        leave(case)
    if by.requester:
        personal_data.erase_wished(case)
    personal_data.erase("case", case)  # before the rest: what outlives a case may still need to read it
    for name, value in WIPED.items():
        setattr(secret, name, value)
    secret.lat, secret.lon, secret.area_id = case.lat, case.lon, case.area_id
    secret.phone_hash = f"-{case.id}"
    secret.wiped_at = clock.now()
    db.session.execute(sa.update(CaseSecret).where(CaseSecret.sibling_id == case.id).values(sibling_id=None))
    duplicates.forget(case.id)
    db.session.execute(sa.delete(CaseChange).where(CaseChange.case_id == case.id))
    for event in queries.history(case):
        event.note = None
    for look in queries.disclosures(case):
        look.reason = ""
    amend(case, by, "wipe", {})
    return True
