"""The recent aid of a household: it warns a moderator, forbids nothing, and is never a list of names.

A household is known by its phone and by its door, each as a keyed hash; either alone is enough, because families
share phones and neighbours share doors, and a moderator decides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.cases.claims.models import HouseholdGift
from connect.cases.duplicates import address
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import DRILL
from connect.cases.utilities import queries as utilities
from connect.cases.utilities.rules import INTERVALS
from connect.crypto.fingerprints import fingerprint
from connect.registry import retention


@dataclass(frozen=True, slots=True)
class EarlierAid:
    """One kind of help that a household has had within its interval."""

    kind: str
    at: datetime
    same: str  # phone or door


def note(case: Case, kinds: set[str]) -> None:
    """Writes down that the household of a case was given something of these kinds; one of a drill is none."""
    if case.guarded == DRILL:
        return
    board = utilities.board_for(case)
    rows = [
        {"household": mark, "kind": kind, "case_id": case.id, "at": clock.now()}
        for kind in sorted(kinds)
        if utilities.interval(board, kind)
        for mark in _marks(case)
    ]
    if rows:
        db.session.execute(sa.insert(HouseholdGift), rows)


def earlier_aid(case: Case) -> list[EarlierAid]:
    """The aid of a case's household on other cases within the interval of its kind, of the kinds still wanted here."""
    found: dict[str, EarlierAid] = {}
    if case.guarded == DRILL:
        return []
    marks, board = _marks(case), utilities.board_for(case)
    for kind in {need.kind for need in case.needs if need.rest}:
        if not (lasts := utilities.interval(board, kind)):
            continue
        statement = (
            sa.select(HouseholdGift.household, HouseholdGift.at)
            .where(
                HouseholdGift.household.in_(marks),
                HouseholdGift.kind == kind,
                HouseholdGift.at > clock.now() - lasts,
                HouseholdGift.case_id != case.id,
            )
            .order_by(HouseholdGift.at.desc())
            .limit(1)
        )
        for mark, at in db.session.execute(statement):
            found[kind] = EarlierAid(kind, at, marks[mark])
    return sorted(found.values(), key=lambda one: one.kind)


retention.rows(
    "household_gifts", max(INTERVALS.values(), default=timedelta()), HouseholdGift,
    lambda before: HouseholdGift.at <= before,
)  # fmt: skip


def _marks(case: Case) -> dict[str, str]:
    """The keyed hashes of the household of a case, and what each is of."""
    secret = db.session.get_one(CaseSecret, case.id)
    texts = {f"phone {secret.phone}": "phone"} if secret.phone else {}
    if door := address.read(secret.door).normal:
        texts[f"door {secret.area_id} {door}"] = "door"
    return {fingerprint("household", text): says for text, says in texts.items()}
