"""Times as people type them, spans that cross, and what of a week applies on a day."""

from datetime import date

import pytest

from connect.supplies.hours import expression, rules
from connect.supplies.hours.rules import Differing, Hours, Row, Span, Wrong

DAILY = tuple(range(7))
NIGHT = Span(18 * 60, 30 * 60)


@pytest.mark.parametrize(
    ("said", "minute"),
    [("6:00", 360), ("6h", 360), ("6h30", 390), ("6 giờ 30", 390), ("18.15", 1095), ("0630", 390), ("0:00", 0),
     ("24:00", 1440), (" 7 ", 420)],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(said: str, minute: int) -> None:
    assert rules.minute(said) == minute


@pytest.mark.parametrize("said", ["25:00", "24:01", "6:60", "6:5", "sáng", "-1", "06:00-07:00", "٦:٠٠", ""])
def test_what_is_no_time_of_day_is_refused_with_what_was_typed(said: str) -> None:
    with pytest.raises(Wrong) as refused:
        rules.minute(said)
    assert (refused.value.why, refused.value.values) == ("no_time", {"said": said})


def test_a_span_may_reach_past_midnight_and_never_be_empty() -> None:
    assert rules.span("18:00", "6:00") == NIGHT
    assert rules.span("0:00", "24:00") == rules.span("0:00", "0:00") == Span(0, 1440)
    assert rules.span("20:00", "0:00") == Span(1200, 1440)
    for start, end, why in (("6:00", "6:00", "no_length"), ("6:00", "", "half"), ("", "6:00", "half")):
        with pytest.raises(Wrong) as refused:
            rules.span(start, end)
        assert refused.value.why == why


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([Row((6,), (NIGHT,)), Row((0,), (Span(359, 600),))], (1, 0)),  # Sunday's night and Monday's morning
        ([Row((6,), (NIGHT,)), Row((0,), (Span(360, 600),))], None),
        ([Row((0,), (Span(300, 600),)), Row((6,), (NIGHT,))], (1, 6)),
        ([Row(DAILY, (Span(360, 660), Span(600, 720)))], (0, 0)),
        ([Row(DAILY, (Span(360, 660), Span(660, 720)))], None),
        ([Row(DAILY, (NIGHT, Span(300, 400)))], (0, 1)),
    ],
)
def test_spans_that_cross_are_found_around_the_week(rows: list[Row], found: tuple[int, int] | None) -> None:
    assert rules.crossing(rows) == found


def test_an_exception_goes_before_a_holiday_and_a_holiday_before_the_week() -> None:
    tet = date(2027, 2, 6)
    hours = Hours((Row(DAILY, (Span(360, 660),)),), True, (Differing(tet, tet, (Span(480, 540),), "mở cửa lấy lộc"),))
    off = {tet, date(2027, 2, 7)}
    assert rules.of_day(hours, tet, off) == (Span(480, 540),)
    assert rules.of_day(hours, date(2027, 2, 7), off) == ()
    assert rules.of_day(hours, date(2027, 2, 8), off) == [Span(360, 660)]


def test_hours_come_back_as_they_were_kept() -> None:
    hours = Hours((Row((0, 6), (NIGHT,)),), True, (Differing(date(2027, 2, 5), date(2027, 2, 9), (), "về quê"),))
    assert Hours.of(hours.as_kept()) == hours
    assert Hours.of({}) is Hours.of(None) is None


@pytest.mark.parametrize(
    "said",
    [
        "24/7", "Mo-Su 06:00-11:00,13:00-18:00", "Mo-Fr 06:00-18:00; Sa-Su 18:00-06:00; PH off",
        'Mo,We,Sa-Su 06:00-24:00; PH off; 2027 Feb 05-2027 Feb 09 off "về quê"; 2027 Feb 10 08:00-09:00',
    ],
)  # fmt: skip
def test_an_expression_is_read_back_as_it_was_written(said: str) -> None:
    assert expression.written(expression.read(said)) == said


@pytest.mark.parametrize(
    ("said", "why"),
    [("sáng tới chiều", "not_read"), ("Mo-Xx 06:00-18:00", "not_read"), ("Mo 25:00-26:00", "no_time"), ("", "no_days"),
     ("Mo-Su 06:00-11:00,10:00-12:00", "crossing"), ("Mo 06:00-07:00; 2027 Feb 31 off", "not_read"),
     ("Mo 06:00-07:00; 2027 Feb 03-2027 Feb 01 off", "backwards"), ("Mo 06:00-07:00-08:00", "not_read"),
     ("Mo 01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00", "many_spans"), ("Mo-Su off", "no_days"),
     ("Mo 06:00-07:00; 2027 Feb 03 off; 2027 Feb 01-2027 Feb 03 off", "twice")],
)  # fmt: skip
def test_what_cannot_be_hours_is_refused_by_its_reason(said: str, why: str) -> None:
    with pytest.raises(Wrong) as refused:
        expression.read(said)
    assert refused.value.why == why


def test_what_is_evaluated_has_nights_cut_and_the_day_after_a_holiday_without_its_night() -> None:
    hours = expression.read("Mo-Su 18:00-06:00; PH off")
    assert expression.compiled(hours, {date(2027, 4, 30), date(2027, 5, 1)}, date(2027, 4, 1), date(2027, 6, 1)) == (
        "Mo-Su 00:00-06:00,18:00-24:00; 2027 Apr 30 00:00-06:00; 2027 May 01 off; 2027 May 02 18:00-24:00"
    )
