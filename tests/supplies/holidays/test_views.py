"""The officials' page of public holidays."""

from datetime import date

from flask import Flask

from connect.supplies.holidays import queries
from tests.builders import make_person
from tests.conftest import Clock
from tests.visit import Visit

MOVED = {"day": "2026-12-31", "what": "off", "name": "Nghỉ cầu Tết Dương lịch", "grounds": "5015/TB-BNV"}


def test_an_official_of_a_city_sets_a_day_right_and_everybody_of_staff_reads_by_which_decision(
    app: Flask, visit: Visit, clock: Clock
) -> None:
    clock.at("2026-12-01 03:00")
    visit.as_(make_person("official", "79"))
    assert "29 Tết" in visit.get("supplies.holidays", year=2027).text
    visit.post("supplies.holidays", MOVED)
    assert date(2026, 12, 31) in queries.days()
    visit.as_(make_person("official", "26740"))
    page = visit.get("supplies.holidays").text
    assert "Nghỉ cầu Tết Dương lịch" in page and "5015/TB-BNV" in page
    assert 'name="grounds"' not in page, "a ward's official asks those of the province"


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(app: Flask, visit: Visit, clock: Clock) -> None:
    clock.at("2026-12-01 03:00")
    visit.as_(make_person("official", "79"))
    wrong = ({"day": "2026-11-01"}, {"day": "31/12"}, {"name": ""}, {"day": "2027-01-01"}, {"grounds": ""})
    for over in wrong:
        page = visit.post("supplies.holidays", MOVED | over, status=422).text
        assert 'class="note grave summary"' in page
        assert over.get("grounds", "5015/TB-BNV") in page
    assert date(2026, 12, 31) not in queries.days()
