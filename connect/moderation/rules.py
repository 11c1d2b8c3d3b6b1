"""Which decisions are looked at twice, when a wait is too long, what figures say, when an area has helpers enough.

No web, no database, no clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from connect.crypto.tokens import keyed

DECISIONS = ("approve", "reject")  # of which some are decided a second time


def sampled(key: str, public_id: str, percent: float) -> bool:
    """Whether a decision on this case goes to a second moderator.

    Drawn by a keyed hash and not by dice: nobody can foresee it, nobody can steer it, and it can be shown
    afterwards why this one and not that one.
    """
    return int(keyed(key, "second opinion", public_id)[:8], 16) < percent / 100 * 16**8


def quantile(values: Sequence[float], q: float) -> float | None:
    """The value below which a share q (0 to 1) of the values lies, by the nearest rank; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else None


# How long something may wait at the desk, by urgency, before the queue raises the alarm.
LATE = {
    3: timedelta(minutes=10),
    2: timedelta(hours=2),
    1: timedelta(hours=24),
    0: timedelta(hours=72),
}


def is_late(urgency: int, since: datetime, now: datetime) -> bool:
    """Whether something of this urgency (0 to 3) has waited too long for a moderator."""
    return now - since > LATE[urgency]


def why_singly(state: str, urgency: int, guarded: bool, verbs: Sequence[str]) -> str:
    """Why a request cannot be put on the list together with others: decided, urgent, guarded, touched; empty if it can.

    `verbs` are those of its history. The very first line alone means that nothing was flagged, changed, asked,
    contested, corrected or taken back: whatever anybody or anything has found worth a line is decided by itself.
    """
    wrong = {
        "decided": state != "pending_review", "urgent": urgency > 1, "guarded": guarded, "touched": verbs != ["post"],
    }  # fmt: skip
    return next((why for why, holds in wrong.items() if holds), "")


# --- Coverage ---------------------------------------------------------------------------------------------

ACTIVE_H = 24  # whoever handed something over within so many hours counts as active
STRETCHED_H = 3 * 4 * 24  # hours of waiting for each helper: three households of four, each waiting for a day


def cover_of(people: int, person_hours: float, helpers: int) -> str:
    """How an area is provided for: nobody_helps, stretched, covered or nobody_waits.

    `people` wait for `person_hours` together (four people for three hours are twelve); `helpers` are active there.
    """
    if not people:
        return "nobody_waits"
    if not helpers:
        return "nobody_helps"
    return "stretched" if person_hours >= STRETCHED_H * helpers else "covered"


def need_of_more(person_hours: float, helpers: int) -> float:
    """By what areas are put in order: the hours of waiting for each helper once one more has come.

    So that an area without any is comparable with one that has too few, and one short wait without a helper does not
    stand before thousands with one.
    """
    return person_hours / (helpers + 1)
