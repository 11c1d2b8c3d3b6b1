"""When nothing is to reach a contact: its quiet hours, also over midnight, and its pause. Without a database.

Hours are minutes of the day in the site's zone. Where a zone turns its clocks, hours are still those on the wall.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 24 * 60
NONE = (0, 0)  # hours that begin when they end: none at all


class Quiet(NamedTuple):
    """Quiet hours in minutes of the day; two alike mean none, None means those of the site."""

    begins: int | None
    ends: int | None

    def or_those_of(self, site: tuple[int | None, int | None]) -> "Quiet":
        """The own hours, or those of the site where there are none."""
        return self if self.begins is not None else Quiet(*site)


def silent_until(
    now: datetime, zone: ZoneInfo, quiet: Quiet, paused_until: datetime | None, *, breaks_quiet: bool
) -> datetime | None:
    """Until when nothing is to reach a contact; None: now is fine.

    A pause holds back everything. `breaks_quiet`: the message is of a danger to life, which heeds no quiet hours.
    A pause that ends within quiet hours ends with them.
    """
    at = paused_until if paused_until is not None and paused_until > now else now
    rested = None if breaks_quiet else quiet_until(at, zone, *quiet)
    return rested or (at if at > now else None)


def quiet_until(now: datetime, zone: ZoneInfo, begins: int | None, ends: int | None) -> datetime | None:
    """The end of the quiet hours that hold now; None outside of them."""
    if begins is None or ends is None or begins == ends:
        return None
    here = now.astimezone(zone)
    minute = here.hour * 60 + here.minute
    holds = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    if not holds:
        return None
    day = here + timedelta(days=1) if minute >= ends else here
    return day.replace(hour=ends // 60, minute=ends % 60, second=0, microsecond=0).astimezone(UTC)


def morning_of(day: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins in the site's zone, at which a pause until that day ends."""
    return day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=zone).astimezone(UTC)


def clock_time(minutes: int) -> str:
    """Minutes of the day as a clock shows them.

    >>> clock_time(1320), clock_time(5)
    ('22:00', '00:05')
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_of(shown: str | None) -> int | None:
    """The minutes of the day of "22:00"; None of anything else.

    >>> minutes_of("22:00"), minutes_of("6:5"), minutes_of("24:00")
    (1320, None, None)
    """
    hour, colon, minute = (shown or "").partition(":")
    if not (colon and len(hour) == len(minute) == 2 and f"{hour}{minute}".isascii() and f"{hour}{minute}".isdecimal()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found < DAY else None
