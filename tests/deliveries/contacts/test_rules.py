"""Quiet hours and pauses: over midnight, in the site's zone, on days of 23 and 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connect.deliveries.contacts.rules import NONE, Quiet, clock_time, minutes_of, quiet_until, silent_until

HERE, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
NIGHT = Quiet(22 * 60, 6 * 60)


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = HERE, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(1, 21, 59), None), (at(1, 22), at(2, 6)), (at(1, 23, 59), at(2, 6)), (at(2, 0), at(2, 6)),
        (at(2, 5, 59), at(2, 6)), (at(2, 6), None), (at(2, 12), None),
    ],
)  # fmt: skip
def test_the_night_goes_over_midnight(now: datetime, until: datetime | None) -> None:
    assert quiet_until(now, HERE, *NIGHT) == until


def test_hours_within_a_day_hold_within_it() -> None:
    noon = (12 * 60, 13 * 60 + 30)
    assert quiet_until(at(1, 12, 10), HERE, *noon) == at(1, 13, 30)
    assert quiet_until(at(1, 13, 30), HERE, *noon) is None
    assert quiet_until(at(1, 3), HERE, *NONE) is None


def test_hours_are_those_on_the_wall_also_in_the_night_in_which_clocks_are_turned() -> None:
    spring = at(29, 1, 30, BERLIN, month=3)  # of 2026: at 2 it becomes 3
    assert quiet_until(spring, BERLIN, *NIGHT) == at(29, 6, 0, BERLIN, month=3)
    assert (at(29, 6, 0, BERLIN, month=3) - spring) == timedelta(hours=3, minutes=30)


def test_a_pause_holds_all_and_one_that_ends_at_night_ends_in_the_morning() -> None:
    noon, tomorrow_night, tomorrow_noon = at(1, 12), at(2, 23), at(2, 12)
    for paused, breaks, until in (
        (None, False, None), (tomorrow_noon, False, tomorrow_noon), (tomorrow_noon, True, tomorrow_noon),
        (tomorrow_night, False, at(3, 6)), (tomorrow_night, True, tomorrow_night), (at(1, 11), False, None),
    ):  # fmt: skip
        assert silent_until(noon, HERE, NIGHT, paused, breaks_quiet=breaks) == until
    assert silent_until(at(1, 23), HERE, NIGHT, None, breaks_quiet=True) is None
    assert silent_until(at(1, 23), HERE, NIGHT, None, breaks_quiet=False) == at(2, 6)


def test_own_hours_stand_before_those_of_the_site() -> None:
    assert Quiet(None, None).or_those_of(NIGHT) == NIGHT
    assert Quiet(*NONE).or_those_of(NIGHT) == NONE


def test_what_a_clock_shows_is_read_back() -> None:
    assert [minutes_of(clock_time(one)) for one in range(24 * 60)] == [*range(24 * 60)]
    for wrong in ("", None, "24:00", "22:60", "9:00", "22-00", "²2:00", "２２:００", "22:00:00"):
        assert minutes_of(wrong) is None
