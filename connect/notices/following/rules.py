"""Rules of following: the subjects of a subscription as bits, how many places, what comes once a day.

Without a database.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from connect.notices.alerts.cap import Category

MOST_PLACES = 5
KIND = "notice"  # of the messages about one notice
PLACES = 1_000  # a row of the ledger is a notice and its version: 1,000 times the one and the other
WITHDRAWN = 0  # in the place of the version
# The place of a subject is its bit: append, never reorder.
BITS = {
    one: 1 << place
    for place, one in enumerate((
        Category.GEO, Category.MET, Category.SAFETY, Category.SECURITY, Category.RESCUE, Category.FIRE,
        Category.HEALTH, Category.ENV, Category.TRANSPORT, Category.INFRA, Category.CBRNE, Category.OTHER,
    ))
}  # fmt: skip
ALL_CATEGORIES = sum(BITS.values())


def mask(chosen: Iterable[Category]) -> int:
    """The subjects that were chosen as bits; none chosen are all of them.

    >>> mask([Category.GEO, Category.SAFETY]), mask([]) == ALL_CATEGORIES
    (5, True)
    """
    return sum(BITS[one] for one in set(chosen)) or ALL_CATEGORIES


def chosen(bits: int) -> list[Category]:
    """The subjects of these bits."""
    return [one for one, bit in BITS.items() if bits & bit]


# --- The daily summary ------------------------------------------------------------------------------------

DIGEST_HOURS = (7, 18)  # of the site's day
MOST_ORDINARY = 2  # severity; what is graver comes at once
REST = timedelta(days=2)  # how long what was still to be told is told after the choice was taken back


class Digests(NamedTuple):
    """When ordinary notices come together, and of which time; without an hour they never did."""

    hour: int | None
    begins: datetime | None
    until: datetime | None  # None: they still do

    def covers(self, told_at: datetime) -> bool:
        """Whether a notice of that moment belongs to a summary, and does not come by itself."""
        if self.hour is None or self.begins is None or told_at < self.begins:
            return False
        return self.until is None or told_at < self.until


def choose_digest(before: Digests, hour: int | None, now: datetime) -> Digests:
    """The state after a choice: nothing that waits is lost, whether it is taken up, moved or taken back."""
    if hour is None:
        return before._replace(until=now) if before.hour is not None and before.until is None else before
    if before.hour is not None and (before.until is None or now - before.until < REST):
        return Digests(hour, before.begins, None)
    return Digests(hour, now, None)


def digest_row(day: date, hour: int) -> int:
    """The number of a summary: its day and hour.

    >>> digest_row(date(2026, 11, 24), 7) % 100
    7
    """
    return day.toordinal() * 100 + hour


def digest_moment(row: int, zone: ZoneInfo) -> datetime:
    """The moment of a summary: what was told before it stands in it."""
    return datetime.combine(date.fromordinal(row // 100), time(row % 100), zone).astimezone(UTC)
