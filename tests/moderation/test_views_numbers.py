"""The pages of numbers: each ward of one's own areas, in the order that is asked for, the same as a file."""

import csv
import io
import re

import pytest
from flask import Flask

from connect import geo
from connect.areas import queries as areas
from connect.cases.models import Case
from connect.cases.statistics import day_counts, jobs
from connect.moderation.views.numbers import PAGE
from tests.builders import BEN_THANH, make_case, make_person
from tests.statements import statements_of
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)
THU_DUC = geo.Point(10.8494, 106.7537)


def official(app: Flask, lang: str = "en", area: str = "79") -> Visit:
    return Visit(app, lang).as_(make_person("official", area=area))


def names(text: str) -> list[str]:
    """The wards of the table, in order."""
    return re.findall(r'role="rowheader" scope="row"><a href="[^"]*">([^<]+)</a>', text)


def ward(case: Case) -> str:
    return areas.by_id(case.area_id).name


def rows(visit: Visit, **asked: str) -> list[list[str]]:
    text = visit.get("moderation.numbers_csv", **asked).get_data(as_text=True)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_where_nothing_was_asked_the_page_says_so(app: Flask) -> None:
    text = official(app).get("moderation.numbers").text
    assert "Nobody has asked yet" in text and 'class="chart"' not in text


def test_the_page_tells_what_is_needed_taken_and_helped_and_the_words_of_its_chart(app: Flask, clock) -> None:
    clock.at("2026-11-24 03:00")
    for _ in range(4):
        make_case("open")
    clock.forward(days=1)
    make_case("claimed")
    for _ in range(6):
        make_case("helped")
    jobs.count_days()
    text = official(app).get("moderation.numbers").text
    assert [text.count(f"<b>{n}</b>") for n in (4, 1, 6)] == [1, 1, 1]
    assert "Since 25/11 more are helped than still need help." in text
    assert "still need help: 0 on 12/11, 4 on 25/11, rising." in text
    assert text.count("<desc") == 1 and text.count('<pattern id="woven"') == 1
    assert '<th scope="row">24/11</th><td class="n">0</td><td class="n">0</td><td class="n">4</td>' in text


def test_whose_areas_these_are(app: Flask) -> None:
    here, there = make_case("open"), make_case("open", HANOI)
    visit = official(app)
    assert names(visit.get("moderation.numbers").text) == [ward(here)]
    assert [row[1] for row in rows(visit)[1:]] == [ward(here)]
    whole = official(app, area="VN")
    assert set(names(whole.get("moderation.numbers").text)) == {
        areas.label(areas.by_id(c.area_id)) for c in (here, there)
    }
    for endpoint in ("moderation.numbers", "moderation.numbers_csv", "moderation.numbers_desk"):
        Visit(app).as_(make_person()).get(endpoint, 403)
        Visit(app).get(endpoint, 303)


def test_what_nobody_may_see_is_counted_nowhere(app: Flask) -> None:
    for case in (make_case("pending_review"), make_case("open", guards=1), make_case("withdrawn")):
        assert case
    visit = official(app)
    assert names(visit.get("moderation.numbers").text) == []
    assert len(rows(visit)) == 1


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({}, "busy"), ({"sort": "need", "order": "asc"}, "quiet"), ({"sort": "done"}, "quiet"),
        ({"sort": "share"}, "busy"),
        ({"sort": "wait"}, "busy"), ({"sort": "secret", "order": "x"}, "busy"),
    ],
)  # fmt: skip
def test_the_table_is_in_the_order_that_is_asked_for(app: Flask, clock, asked: dict[str, str], first: str) -> None:
    busy = [make_case("open"), make_case("open")][0]
    clock.forward(hours=3)
    quiet = make_case("helped", THU_DUC)
    assert busy.area_id != quiet.area_id
    visit = official(app)
    expected = {"busy": ward(busy), "quiet": ward(quiet)}[first]
    assert names(visit.get("moderation.numbers", **asked).text)[0] == expected
    assert rows(visit, **asked)[1][1] == expected


def test_many_wards_come_in_pages_without_repeat_or_gap(app: Flask) -> None:
    for n in range(3 * PAGE):
        make_case("open", geo.Point(BEN_THANH.lat + 0.03 * (n % 6), BEN_THANH.lon + 0.03 * (n // 6)))
    visit, seen = official(app, area="VN"), list[str]()
    count = len(rows(visit)) - 1
    assert count > PAGE
    for page in range(1, -(-count // PAGE) + 1):
        seen += names(visit.get("moderation.numbers", page=page, sort="place").text)
    assert len(seen) == len(set(seen)) == count
    assert "There is no such page" in visit.get("moderation.numbers", page="999").text
    for junk in ("0", "-1", "x", "²", "9" * 40):
        assert f"1 to {PAGE} of {count}" in visit.get("moderation.numbers", page=junk).text


def test_a_page_costs_the_same_statements_however_many_wards(app: Flask) -> None:
    visit, counted = official(app), []
    for points in ([BEN_THANH], [THU_DUC, geo.Point(10.80, 106.65), geo.Point(10.73, 106.62)]):
        for point in points:
            make_case("open", point)
        with statements_of(app) as statements:
            visit.get("moderation.numbers")
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_the_file_has_a_line_for_each_ward_in_plain_numbers(app: Flask, clock) -> None:
    clock.at("2026-11-24 03:00")
    case = make_case("open")
    answer = official(app, "vi").get("moderation.numbers_csv")
    assert answer.mimetype == "text/csv" and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="numbers-2026-11-24.csv"'
    head, line = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert head[:4] == ["Mã", "Phường/xã", "Tỉnh/thành phố", "còn cần"]
    assert line == [areas.by_id(case.area_id).code, ward(case), "Thành phố Hồ Chí Minh", "1", "0", "0", "10:00 24/11"]


def test_a_moderator_reads_the_own_numbers_and_how_the_desk_does(app: Flask, clock) -> None:
    clock.at("2026-11-24 03:00")
    make_case("pending_review")
    make_case("open")
    text = Visit(app, "en").as_(make_person("moderator", area="79")).get("moderation.numbers_desk").text
    assert "Looked at today, by hour" in text and "1 in all, most at 10:00: 1." in text
    assert "You looked at 0 requests" in text
    assert 'aria-sort="descending"' in text and "1 to 1 of 1" in text


def test_numbers_of_a_thousand_and_more_are_written_as_people_write_them(app: Flask, monkeypatch) -> None:
    case = make_case("open")
    monkeypatch.setattr(day_counts, "levels", lambda _paths: {case.area_id: day_counts.Level(2913, 385, 1_000_864)})
    for lang, said in (("vi", "2.913 1.000.864"), ("en", "2,913 1,000,864")):
        text = official(app, lang).get("moderation.numbers").text
        assert all(f"<b>{one}</b>" in text and f"<span>{one}</span>" in text for one in said.split())
        assert not re.search(r">\d{4,}<", text)


def test_the_coverage_is_a_file_in_the_order_of_the_page(app: Flask, clock) -> None:
    near = make_case("open", people=2)
    far = make_case("open", THU_DUC, people=9)
    clock.forward(hours=2)
    visit = official(app)
    for asked, first in (({}, far), ({"sort": "people", "order": "asc"}, near)):
        answer = visit.get("moderation.coverage_csv", **asked)
        assert answer.mimetype == "text/csv"
        lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
        assert lines[1][0] == areas.by_id(first.area_id).code and len(lines) == 3
    assert lines[1][2] == "nobody helps here"
