"""Open or closed at random moments, by the library and by a slow reading; what is said of a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from bench import open_hours
from connect.supplies.hours import evaluation, expression, words

ZONE = "Asia/Ho_Chi_Minh"
SIX_DAYS = "Mo-Sa 06:00-18:00; PH off"


def at(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> datetime:
    """A moment of Vietnam, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def test_nothing_is_shown_open_that_is_closed_around_midnight_holidays_and_a_late_sweep() -> None:
    found = open_hours.wrong(600, 3)
    assert (found["open_wrong"], found["closed_wrong"]) == (0, 0)
    assert found["unknown"] < found["moments"] / 100
    assert found["open"] > found["moments"] / 5


@pytest.mark.parametrize("planted", sorted(open_hours.PLANTED))
def test_the_slow_reading_finds_each_planted_bug(planted: str) -> None:
    assert open_hours.wrong(1500, 3, open_hours.PLANTED[planted])["open_wrong"] > 0


def said(app: Flask, hours: str, now: datetime, *, swept: datetime | None = None, lang: str = "vi") -> words.Said:
    """What is said at a moment, of intervals that were worked out at that moment or earlier."""
    opens = evaluation.opens(expression.read(hours), open_hours.holidays_set_right(), swept or now, ZONE)
    with app.test_request_context(), force_locale(lang):
        return words.said(opens, now)


@pytest.mark.parametrize(
    ("hours", "now", "state", "vi", "en"),
    [
        (SIX_DAYS, at(1, 10), "open", "Mở đến 18:00", "Open until 18:00"),
        (SIX_DAYS, at(1, 17), "closing", "Mở đến 18:00", "Open until 18:00"),
        (SIX_DAYS, at(1, 5, 59), "closed", "Mở lại 6:00", "Opens again 6:00"),
        (SIX_DAYS, at(1, 18), "closed", "Mở lại 6:00 ngày mai", "Opens again 6:00 tomorrow"),
        (SIX_DAYS, at(5, 18), "closed", "Mở lại thứ Hai 6:00", "Opens again Monday 6:00"),
        (SIX_DAYS, at(3, 18, month=2, year=2027), "closed", "Mở lại 10/02/2027 6:00", "Opens again 10/02/2027 6:00"),
        ("Mo-Su 18:00-02:00", at(1, 20), "open", "Mở đến 2:00 ngày mai", "Open until 2:00 tomorrow"),
        ("Mo-Su 18:00-02:00", at(1, 1, 30), "closing", "Mở đến 2:00", "Open until 2:00"),
        ("Mo-Su 08:00-24:00", at(1, 20), "open", "Mở đến 24:00", "Open until 24:00"),
        ("24/7", at(1, 20), "open", "Mở cửa cả ngày đêm", "Open day and night"),
        ("Mo 06:00-07:00; 2026 Dec 01-2027 Nov 30 off", at(1, 12), "closed",
         "Đóng cửa, chưa rõ ngày mở lại", "Closed until further notice"),
    ],
)  # fmt: skip
def test_what_is_said_comes_from_the_next_change(
    app: Flask, hours: str, now: datetime, state: str, vi: str, en: str
) -> None:
    assert (said(app, hours, now).state, said(app, hours, now).text) == (state, vi)
    assert said(app, hours, now, lang="en").text == en


def test_two_spans_that_touch_are_one(app: Flask) -> None:
    assert said(app, "Sa 18:00-06:00; Su 06:00-12:00", at(5, 20)).text == "Mở đến 12:00 ngày mai"


def test_a_sweep_that_is_a_whole_interval_late_leaves_hours_unknown_and_never_open(app: Flask) -> None:
    hours = "Mo-Su 06:00-07:00,07:15-08:00,08:15-10:00"
    assert said(app, hours, at(1, 7, 30), swept=at(1, 6, 30)).state == "closing"
    assert said(app, hours, at(1, 9), swept=at(1, 6, 30)).state == "unknown"
    assert said(app, hours, at(1, 9), swept=at(1, 6, 30)).text == "Giờ mở cửa không rõ"


def test_holidays_are_those_by_which_hours_were_worked_out() -> None:
    found = evaluation.opens(expression.read(SIX_DAYS), frozenset({date(2026, 12, 1)}), at(1, 10), ZONE)
    assert found.now.start == at(2, 6)
