"""The rules of a window: its times, what may still change, and how it comes again; and its words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale

from connect import clock
from connect.shopping.windows import rules, words
from connect.shopping.windows.rules import Clockwork, Phase, State, Times

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


USUAL = Times(at(1, 8), at(1, 17), at(2, 6), at(2, 11))
NOW = at(30, 12, month=11)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (at(1, 7, 59), Phase.PLANNED), (at(1, 8), Phase.OPEN), (at(1, 16, 59), Phase.OPEN), (at(1, 17), Phase.CLOSED),
        (at(2, 10, 59), Phase.CLOSED), (at(2, 11), Phase.OVER),
    ],
)  # fmt: skip
def test_the_clock_alone_says_where_a_window_stands(now: datetime, phase: Phase) -> None:
    assert rules.phase(State.OPEN, USUAL, now) == phase
    assert rules.phase(State.CANCELLED, USUAL, now) == Phase.CANCELLED


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, {}),
        ({"cut_off_at": at(1, 8)}, {"cut_off_at": "order"}),
        ({"cut_off_at": at(1, 8, 10)}, {"cut_off_at": "short"}),
        ({"opens_at": at(10, 8, month=11)}, {"cut_off_at": "long"}),
        ({"deliver_from": at(1, 16)}, {"deliver_from": "order"}),
        ({"deliver_until": at(2, 6)}, {"deliver_until": "order"}),
        ({"deliver_until": at(9, 6)}, {"deliver_until": "wait"}),
    ],
)
def test_times_that_do_not_fit_are_named(changed: dict[str, datetime], faults: dict[str, str]) -> None:
    assert rules.trouble_with(replace(USUAL, **changed), NOW) == faults


@pytest.mark.parametrize("name", rules.FIELDS)
def test_no_moment_of_a_window_that_stands_moves_to_earlier(name: str) -> None:
    now = at(1, 9)
    earlier = replace(USUAL, **{name: getattr(USUAL, name) - timedelta(minutes=1)})
    assert name in rules.trouble_with_later(USUAL, earlier, now)


def test_later_is_possible_but_not_for_a_cut_off_that_has_passed() -> None:
    later = replace(USUAL, cut_off_at=at(1, 18), deliver_until=at(2, 12))
    assert not rules.trouble_with_later(USUAL, later, at(1, 9))
    assert rules.trouble_with_later(USUAL, later, at(1, 17, 30)) == {"cut_off_at": "past"}
    assert not rules.trouble_with_later(USUAL, replace(USUAL, deliver_until=at(2, 12)), at(1, 17, 30))


def test_a_template_keeps_the_hours_of_the_wall_across_the_days_of_a_week() -> None:
    of = rules.clockwork_of(USUAL, 0b0010010, ZONE)  # Tuesday and Friday
    assert of == Clockwork(0b0010010, 480, 1020, 1440 + 360, 1440 + 660)
    assert rules.times_on(date(2026, 12, 4), of, ZONE) == Times(at(4, 8), at(4, 17), at(5, 6), at(5, 11))
    assert rules.days_due(of, at(1, 9), ZONE) == [date(2026, 12, 4), date(2026, 12, 8)]


@pytest.mark.parametrize(
    ("times", "vi", "en"),
    [
        (
            USUAL,
            "Chốt đơn 17:00 thứ Ba 1/12, giao sáng thứ Tư 6-11 giờ",
            "Order by 17:00 on Tuesday 1/12, delivered Wednesday morning, 6:00–11:00",
        ),
        (
            replace(USUAL, deliver_from=at(2, 13, 30), deliver_until=at(2, 18)),
            "Chốt đơn 17:00 thứ Ba 1/12, giao chiều thứ Tư 13:30-18 giờ",
            "Order by 17:00 on Tuesday 1/12, delivered Wednesday afternoon, 13:30–18:00",
        ),
        (
            replace(USUAL, deliver_from=at(8, 8), deliver_until=at(8, 17)),
            "Chốt đơn 17:00 thứ Ba 1/12, giao thứ Ba 8/12 8-17 giờ",
            "Order by 17:00 on Tuesday 1/12, delivered Tuesday 8/12, 8:00–17:00",
        ),
    ],
)
def test_a_window_is_said_by_weekday_and_hour_in_the_zone_of_the_site(
    app: Flask, times: Times, vi: str, en: str
) -> None:
    kept = Times(*(getattr(times, name).astimezone(UTC) for name in rules.FIELDS))
    with clock.told(NOW):
        for lang, said in (("vi", vi), ("en", en)):
            with force_locale(lang):
                assert words.of_times(kept) == said
