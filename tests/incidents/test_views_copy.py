"""What an exercise has practised is turned on for real by one press, through the doors of the switchboard."""

import re
from html import unescape
from types import MappingProxyType

import pytest
from flask import Flask

from connect import clock as the_clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents import queries
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import Settings, Status, Verb
from tests.builders import make_person
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, HCMC, is_on, make_incident, switch_off, switch_on
from tests.visit import Visit

SHORT = Settings(leases_s=MappingProxyType({3: 1800}), interval_days=7)


@pytest.fixture
def exercise(official: Person) -> Incident:
    """An exercise with a utility off, and another on with settings of its own."""
    made = make_incident(official, status=Status.EXERCISE, name_vi="Diễn tập lũ", name_en="Flood drill")
    switch_off(made, official, "food")
    switch_on(made, official, "shopping", settings=SHORT, reason="")
    return made


def press(visit: Visit, incident: Incident, exercise: Incident, status: int = 303, **over: str) -> str:
    page = visit.get("incidents.copy", public_id=incident.public_id, area=HCMC, **{"from": exercise.public_id}).text
    seen = dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page))
    body = {"area": HCMC, "from": exercise.public_id, "press": "now", **seen, **over}
    return unescape(visit.post("incidents.copy", body, status, public_id=incident.public_id).text)


def test_each_line_stands_beside_what_is_in_force_and_one_press_makes_all_real(
    app: Flask, official: Person, incident: Incident, exercise: Incident
) -> None:
    visit = Visit(app).as_(official)
    page = unescape(visit.get("incidents.copy", public_id=incident.public_id, area=HCMC).text)
    assert "Diễn tập lũ" in page and "Chưa đủ người đi chợ" in page and "2 dòng" in page
    assert is_on("food")
    press(visit, incident, exercise)
    assert not is_on("food") and is_on("shopping")
    board = queries.board(areas.get(HCMC).path, the_clock.now())
    assert board["shopping"].settings == SHORT
    history = unescape(visit.follow().text)
    assert history.count("Sao chép từ buổi diễn tập: Diễn tập lũ") == 2 and "24 giờ" not in history
    again = unescape(visit.get("incidents.copy", public_id=incident.public_id, area=HCMC).text)
    assert "Không có gì để sao chép" in again


def test_four_eyes_stay_as_they_are(
    app: Flask, official: Person, incident: Incident, exercise: Incident, clock: Clock
) -> None:
    press(Visit(app).as_(official), incident, exercise)
    lines = {one.utility: one for one in queries.lines_of(0, [areas.get(HCMC).id])}
    assert (lines["shopping"].verb, lines["shopping"].alone_until is not None) == (Verb.ON, True)
    clock.forward(hours=25)
    assert [one.is_on for one in [queries.board(areas.get(HCMC).path, the_clock.now())["food"]]] == [False]


def test_planned_for_an_hour_later_it_needs_nobody(
    app: Flask, official: Person, incident: Incident, exercise: Incident
) -> None:
    press(Visit(app).as_(official), incident, exercise, press="later")
    assert is_on("food")
    assert {one.verb for one in queries.lines_of(0, [areas.get(HCMC).id])} == {Verb.PLAN}


def test_somebody_else_spoke_meanwhile_and_nothing_is_copied(
    app: Flask, official: Person, incident: Incident, exercise: Incident
) -> None:
    visit = Visit(app).as_(official)
    page = visit.get("incidents.copy", public_id=incident.public_id, area=HCMC).text
    seen = dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page))
    switch_off(incident, make_person("official", HCMC), "shopping")
    body = {"area": HCMC, "from": exercise.public_id, "press": "now", **seen}
    assert "Chưa sao chép gì" in unescape(visit.post("incidents.copy", body, 409, public_id=incident.public_id).text)
    assert is_on("food")


def test_unsigned_medical_advice_is_left_out(app: Flask, official: Person, incident: Incident) -> None:
    exercise = make_incident(official, status=Status.EXERCISE)
    switch_on(exercise, official, "medical_advice", reason="")
    visit = Visit(app).as_(official)
    page = unescape(visit.get("incidents.copy", public_id=incident.public_id, area=HCMC).text)
    assert "phải ký danh sách dấu hiệu nguy hiểm" in page and 'name="press"' not in page


def test_nobody_copies_from_an_exercise_of_another_province_or_into_one(
    app: Flask, official: Person, incident: Incident, exercise: Incident
) -> None:
    far = make_person("official", HANOI)
    theirs = make_incident(far, HANOI)
    visit = Visit(app).as_(far)
    visit.get("incidents.copy", 404, public_id=incident.public_id)
    visit.get("incidents.copy", 404, public_id=theirs.public_id, **{"from": exercise.public_id})
    Visit(app).as_(official).get("incidents.copy", 404, public_id=exercise.public_id)
    assert db.session.query(Switch).count() == 2
