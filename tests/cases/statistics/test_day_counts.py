"""Days are told as they ended at the site, out of the history, whenever the worker came to it."""

from datetime import date, timedelta

from flask import Flask

from connect import db, geo
from connect.areas import queries as areas
from connect.cases.statistics import day_counts, jobs
from connect.cases.statistics.day_counts import Day, Level
from connect.cases.statistics.models import DayCount
from tests.builders import BEN_THANH, make_case
from tests.statements import statements_of
from tests.visit import Visit

HUE = geo.Point(16.4637, 107.5909)


def by_day(days: list[Day]) -> dict[date, Level]:
    return {one.day: one.level for one in days if one.level != Level()}


def test_without_history_there_is_today_alone(app: Flask) -> None:
    assert day_counts.of_country() == [Day(day_counts.today(), Level())]
    assert day_counts.of_areas(["/VN/"], Level(need=3)) == [Day(day_counts.today(), Level(need=3))]
    assert day_counts.of_wards({}) == {}


def test_each_day_tells_what_it_ended_with(app: Flask, clock) -> None:
    first = day_counts.today()
    make_case("open")
    clock.forward(days=1)
    make_case("claimed")
    make_case("helped")
    clock.forward(days=1)
    make_case("helped", HUE)
    make_case("withdrawn")
    make_case("pending_review")
    jobs.count_days()
    days = day_counts.of_country()
    assert len(days) == 14
    assert [one.day for one in days] == sorted(one.day for one in days)
    assert by_day(days) == {
        first: Level(need=1),
        first + timedelta(days=1): Level(need=1, taken=1, done=1),
        first + timedelta(days=2): Level(need=1, taken=1, done=2),
    }


def test_a_day_is_one_of_the_site_and_not_of_greenwich(app: Flask, clock) -> None:
    today = day_counts.today()
    clock.moment = day_counts._end_of(today) - timedelta(minutes=1)
    make_case("open")
    clock.forward(minutes=2)
    assert day_counts.today() == today + timedelta(days=1)
    make_case("open")
    jobs.count_days()
    assert by_day(day_counts.of_country()) == {today: Level(need=1), today + timedelta(days=1): Level(need=2)}


def test_the_worker_counts_a_day_once_and_says_how_many(app: Flask, clock) -> None:
    make_case("open")
    assert jobs.count_days() == 13
    assert jobs.count_days() == 0
    clock.forward(days=1)
    assert jobs.count_days() == 1
    clock.forward(days=3)
    assert jobs.count_days() == 3


def test_two_workers_at_once_keep_one_line_of_a_day(app: Flask) -> None:
    make_case("open")
    lines = day_counts.count(day_counts.missing())
    for _ in range(2):
        with db.transaction():
            day_counts.keep(lines)
    assert len(db.session.query(DayCount).all()) == len(lines) == 13


def test_what_a_day_ended_with_stays_whatever_comes_after(app: Flask, clock) -> None:
    today = day_counts.today()
    make_case("open")
    clock.forward(days=1)
    jobs.count_days()
    make_case("confirmed")
    assert by_day(day_counts.of_country())[today] == Level(need=1)


def test_guarded_cases_are_in_no_day(app: Flask, clock) -> None:
    make_case("open", guards=1)
    clock.forward(days=1)
    jobs.count_days()
    assert by_day(day_counts.of_country()) == {}
    assert day_counts.levels(["/VN/"]) == {}


def test_wards_and_areas_are_told_apart_and_add_up(app: Flask, clock) -> None:
    today, one = day_counts.today(), make_case("open", BEN_THANH)
    other = make_case("helped", HUE)
    clock.forward(days=1)
    make_case("open", BEN_THANH)
    jobs.count_days()
    now = day_counts.levels(["/VN/"])
    assert now == {one.area_id: Level(need=2), other.area_id: Level(done=1)}
    wards = day_counts.of_wards(now)
    assert by_day(wards[one.area_id]) == {today: Level(need=1), day_counts.today(): Level(need=2)}
    assert {len(days) for days in wards.values()} == {14}
    city = areas.get("79").path
    assert day_counts.levels([city]) == {one.area_id: Level(need=2)}
    assert by_day(day_counts.of_areas([city], Level(need=2))) == by_day(wards[one.area_id])
    assert by_day(day_counts.of_areas(["/VN/"], Level(2, 0, 1))) == by_day(day_counts.of_country())
    assert day_counts.of_areas([], Level())[0].level == Level()


def test_days_are_forgotten_after_more_than_a_year(app: Flask, clock) -> None:
    make_case("open")
    jobs.count_days()
    clock.forward(days=401)
    assert jobs.retention.RULES["day_counts"].due(clock.moment - day_counts.KEPT) > 0


def test_the_front_page_pays_two_short_statements(app: Flask) -> None:
    for _ in range(3):
        make_case("open")
    with statements_of(app) as statements:
        day_counts.of_country()
    assert len(statements) == 2


def test_the_front_page_says_in_words_how_the_days_went(app: Flask, clock) -> None:
    clock.at("2026-11-24 03:00")
    for _ in range(3):
        make_case("open")
    assert 'class="spark' not in Visit(app).get("home.front").text, "there is one day, so no line"
    clock.forward(days=1)
    jobs.count_days()
    make_case("open")
    text = Visit(app).get("home.front").text
    assert 'aria-label="14 ngày: đang tăng"' in text and "tăng 1 so với hôm qua" in text
    assert text.count('class="spark') == 3
