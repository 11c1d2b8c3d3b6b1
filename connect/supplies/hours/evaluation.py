"""When a place is open, worked out by opening-hours-py from the expression that our code writes.

Moments that go in and come out of the library are in the site's `zoneinfo` zone: it refuses `datetime.timezone.utc`.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from connect import lazy_import
from connect.supplies.hours import expression
from connect.supplies.hours.rules import Hours

if TYPE_CHECKING:
    import opening_hours
else:
    opening_hours = lazy_import.module("opening_hours")

HORIZON_DAYS = 190  # nothing is worked out further ahead; by then it is worked out again
ENOUGH = 12  # spans from yesterday's midnight on: three a day and a night each, for two days, and two more


class Interval(NamedTuple):
    """Open from one moment until another."""

    start: datetime
    end: datetime


class Opens(NamedTuple):
    """The interval that is running or comes next, and the one after it. An empty one says: not within the horizon."""

    now: Interval
    next: Interval


def opens(hours: Hours, holidays: frozenset[date], now: datetime, zone: str) -> Opens:
    """The two intervals as they are from a moment on."""
    here = now.astimezone(ZoneInfo(zone)).date()
    ahead = [one for one in _from_day(hours, holidays, here, zone) if one.end > now]
    end = _midnight(here + timedelta(days=HORIZON_DAYS), zone).astimezone(UTC)
    never = Interval(end, end)
    return Opens(*[*ahead, never, never][:2])


@lru_cache(maxsize=8192)
def _from_day(hours: Hours, holidays: frozenset[date], day: date, zone: str) -> list[Interval]:
    """Intervals from the midnight before a day on: many shops of a town have the same hours, on the same day."""
    first, last = day - timedelta(days=1), day + timedelta(days=HORIZON_DAYS)
    known = opening_hours.OpeningHours(
        expression.compiled(hours, holidays, first - timedelta(days=1), last), timezone=ZoneInfo(zone),
        auto_country=False, auto_timezone=False,
    )  # fmt: skip
    found = known.intervals(_midnight(first, zone), _midnight(last, zone))
    open_ = ((start, end) for start, end, state, _word in found if state == opening_hours.State.OPEN)
    return list(islice(_joined(open_), ENOUGH))


def _joined(found: Iterable[tuple[datetime, datetime]]) -> Iterator[Interval]:
    """Intervals that touch as one, in UTC."""
    running: Interval | None = None
    for start, end in found:
        begins, ends = start.astimezone(UTC), end.astimezone(UTC)
        if running and begins <= running.end:
            running = Interval(running.start, ends)
            continue
        if running:
            yield running
        running = Interval(begins, ends)
    if running:
        yield running


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
