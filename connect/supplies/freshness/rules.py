"""The worth of a word by its age; without a database or clock. `queries` says the same in SQL.

Whatever shows or searches goods asks here, so nothing can be told as there for longer than its word holds, whether or
not any job ran.
"""

from datetime import datetime, timedelta
from enum import StrEnum, unique

SURE_FOR = timedelta(hours=48)  # so long what was said is told as it was said
HEARD_FOR = timedelta(hours=72)  # and so long as hearsay; after that nobody knows


@unique
class Freshness(StrEnum):
    """The worth of the last word, the best first."""

    SURE = "sure"
    HEARD = "heard"
    UNKNOWN = "unknown"


KNOWN = (Freshness.SURE, Freshness.HEARD)


def of(said_at: datetime | None, now: datetime) -> Freshness:
    """The worth of a word that was said at this moment; of none nobody knows anything."""
    if said_at is None or said_at < now - HEARD_FOR:
        return Freshness.UNKNOWN
    return Freshness.HEARD if said_at < now - SURE_FOR else Freshness.SURE


def is_known(said_at: datetime | None, now: datetime) -> bool:
    """Whether a word is still worth anything."""
    return of(said_at, now) in KNOWN


def turns_at(said_at: datetime, now: datetime) -> datetime | None:
    """The moment from which a word is worth less than now; None once nobody knows."""
    ends = {Freshness.SURE: SURE_FOR, Freshness.HEARD: HEARD_FOR}.get(of(said_at, now))
    return said_at + ends if ends else None


# --- Reminding an owner -----------------------------------------------------------------------------------

# How old a word is when its owner is asked for a new one: before it is hearsay, before it is worth nothing in anybody's
# eyes, and before the point is listed no more. Whatever is missed while the worker stands is not made up for.
ASKED_AFTER = (timedelta(hours=42), timedelta(days=5), timedelta(days=12))
BUYERS = len(ASKED_AFTER)  # the step of a reminder that buyers say that something is sold out


def step_of(said_at: datetime, now: datetime) -> int | None:
    """The number of the reminder whose time it is; None while the word is young."""
    over = [number for number, age in enumerate(ASKED_AFTER) if said_at <= now - age]
    return over[-1] if over else None
