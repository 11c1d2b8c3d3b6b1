"""Until when a notice stands in the feeds, and the order in which it does."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self

from connect.notices.alerts.cap import SEVERITIES, Status
from connect.notices.rules import CANCELLED_SHOWN, UNSENT, State

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
LAST = int((datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) / MICROSECOND)
LARGEST = 2**63 - 1  # a number of a row


def listed_until(
    state: State, status: Status, starts_at: datetime, ends_at: datetime, withdrawn_at: datetime | None
) -> datetime | None:
    """From which moment a notice stands in no feed any more; None: in none at all.

    One that was cancelled while it was in force stays for some hours, marked. What is no word to the public (a draft,
    an exercise, a test) never stands among what is.
    """
    if state in UNSENT or status != Status.ACTUAL:
        return None
    if withdrawn_at is None:
        return ends_at
    return withdrawn_at + CANCELLED_SHOWN if starts_at <= withdrawn_at < ends_at else None


class Key(NamedTuple):
    """The place of a notice in the order of a feed, which goes downwards by it: the gravest, then the newest."""

    severity: int
    starts_at: datetime
    id: int

    def carried(self) -> list[int]:
        """It as a cursor holds it: numbers."""
        return [self.severity, int((self.starts_at - EPOCH) / MICROSECOND), self.id]

    @classmethod
    def read(cls, carried: object) -> Self | None:
        """The key in a cursor; None of anything else, whatever it is."""
        match carried:
            case [bool(), *_] | [_, bool(), _] | [*_, bool()]:
                return None
            case [int(severity), int(begun), int(number)]:
                fits = severity in SEVERITIES.values() and 0 <= begun <= LAST and 0 < number <= LARGEST
                return cls(severity, EPOCH + begun * MICROSECOND, number) if fits else None
        return None
