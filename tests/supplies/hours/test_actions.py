"""Hours on a point's row: what is stored, the condition in SQL, the sweep, and holidays that are set right."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from bench import open_hours
from connect import clock as the_clock, db
from connect.errors import NotAllowed, RuleBroken
from connect.supplies.holidays import actions as holidays, queries as holiday_queries
from connect.supplies.hours import actions, expression, jobs, queries, words
from connect.supplies.models import SupplyPoint
from tests.builders import make_person, make_point
from tests.conftest import Clock

SIX_DAYS = "Mo-Sa 06:00-18:00; PH off"


def opened(hours: str) -> SupplyPoint:
    """A point with these hours."""
    point = make_point()
    with db.transaction():
        actions.put(db.session.get_one(SupplyPoint, point.id), expression.read(hours))
    return db.session.get_one(SupplyPoint, point.id)


def is_open(point: SupplyPoint) -> bool:
    """What a search says of it now."""
    asked = sa.select(SupplyPoint.id).where(SupplyPoint.id == point.id, queries.is_open(the_clock.now()))
    return db.session.scalar(asked) is not None


def state(point: SupplyPoint) -> str:
    """What its page says of it now."""
    db.session.expire_all()
    return words.said(queries.opens(point), the_clock.now()).state


def test_a_point_keeps_its_expression_and_two_intervals(app: Flask, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")  # Tuesday, ten in Vietnam
    point = opened(SIX_DAYS)
    assert (point.hours, queries.hours_of(point)) == (SIX_DAYS, expression.read(SIX_DAYS))
    assert [f"{one:%d %H}" for one in (point.hours_from, point.hours_until, point.next_from, point.next_until)] == [
        "30 23", "01 11", "01 23", "02 11",
    ]  # fmt: skip
    with db.transaction():
        actions.put(point, None)
    assert (point.hours, point.hours_from, queries.hours_of(point)) == ("", None, None)
    assert state(point) == "unknown" and not is_open(point)


def test_the_page_and_the_search_agree_with_the_worker_stopped_for_hours(app: Flask, clock: Clock) -> None:
    points = [opened(hours) for hours in (SIX_DAYS, "Mo-Su 18:00-02:00", "24/7", "Mo-Su 06:00-07:00,08:00-08:30")]
    for hour in range(0, 30, 2):
        clock.at(f"2026-12-{1 + hour // 24:02} {hour % 24:02}:00")
        if hour % 12 == 0:
            jobs.roll_hours()
        for point in points:
            said, truly = state(point), open_hours.is_open(point.hours_rows, the_clock.now())
            assert (said in ("open", "closing")) == is_open(point) == (truly and said != "unknown")


def test_the_sweep_rolls_on_what_is_over_and_leaves_the_rest(app: Flask, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")
    point, always = opened(SIX_DAYS), opened("24/7")
    assert jobs.roll_hours() == 0
    clock.at("2026-12-01 11:00")
    assert jobs.roll_hours() == 1
    db.session.expire_all()
    assert f"{point.hours_until:%d %H}" == "02 11"
    assert always.hours_until is not None and state(always) == "open"


def test_whoever_changes_hours_during_a_sweep_is_not_overwritten(app: Flask, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")
    point = opened(SIX_DAYS)
    before = point.hours_until
    with db.transaction():
        actions._write([{"point": point.id, "was": "Mo 01:00-02:00", **actions.UNKNOWN}])
    db.session.expire_all()
    assert point.hours_until == before


def test_a_holiday_that_is_set_right_closes_at_once_and_is_worked_out_by_the_sweep(app: Flask, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")
    point, other = opened(SIX_DAYS), opened("Mo-Sa 06:00-18:00")
    official = make_person("official", "79")
    with db.transaction():
        holidays.correct(date(2026, 12, 1), is_off=True, name="Nghỉ bù", grounds="5015/TB-BNV", by=official)
    assert (state(point), is_open(point), state(other)) == ("unknown", False, "open")
    assert jobs.roll_hours() == 1
    assert (state(point), f"{point.hours_from:%d %H}") == ("closed", "01 23")
    with pytest.raises(RuleBroken), db.transaction():
        holidays.correct(date(2026, 12, 1), is_off=True, name="Nghỉ bù", grounds="x", by=official)
    with db.transaction():
        holidays.correct(date(2026, 12, 1), is_off=False, name="", grounds="5016/TB-BNV", by=official)
    jobs.roll_hours()
    assert state(point) == "open"


def test_a_holiday_that_is_moved_far_ahead_changes_nothing_that_is_worked_out(app: Flask, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")
    point, official = opened(SIX_DAYS), make_person("official", "VN")
    with db.transaction():
        holidays.correct(date(2027, 2, 10), is_off=False, name="", grounds="5015/TB-BNV", by=official)
    assert state(point) == "open"
    assert date(2027, 2, 10) not in holiday_queries.days()
    moved = next(one for one in holiday_queries.of_year(2027) if one.day == date(2027, 2, 10))
    assert not moved.is_off and moved.vi == "Mùng năm Tết Nguyên Đán"


def test_only_officials_of_a_province_or_more_set_holidays_right(app: Flask) -> None:
    for role, area in (("official", "26740"), ("moderator", "79")):
        person = make_person(role, area)
        with pytest.raises(NotAllowed), db.transaction():
            holidays.correct(date(2027, 1, 4), is_off=True, name="x", grounds="y", by=person)


def test_the_table_reaches_ten_years_ahead_and_says_its_source() -> None:
    table = holiday_queries.table()
    assert table.last - table.first == 10 and "holidays" in table.source
    for year in range(table.first, table.last + 1):
        days = sorted(day for day in table.names if day.year == year)
        assert len(days) >= 11, "New Year, five days of Tết, Hùng Kings, 30 April, 1 May, two of National Day"
        tet = [day for day, (vi, _en) in table.names.items() if day.year == year and vi == "Tết Nguyên Đán"]
        assert len(tet) == 1 and tet[0] + timedelta(days=1) in table.names
