"""Inviting to a drill, coming in and leaving. Its life is played in `tests/cases/drill`."""

from html import unescape

import pytest
from flask import Flask

from connect.accounts.models import Person
from connect.incidents.models import Incident
from connect.incidents.rules import Status
from tests.incidents.conftest import make_incident
from tests.visit import Visit


@pytest.fixture
def exercise(official: Person) -> Incident:
    """An exercise to which nobody is invited yet."""
    return make_incident(official, status=Status.EXERCISE)


def test_an_official_makes_the_link_and_a_stranger_comes_in_and_out_by_it(
    app: Flask, exercise: Incident, official: Person
) -> None:
    office = Visit(app).as_(official)
    assert "Chưa mời ai" in unescape(office.get("incidents.drill_of", public_id=exercise.public_id).text)
    office.post("incidents.drill_of", public_id=exercise.public_id)
    page = office.follow().text
    path = page.partition('id="drill-link"')[2].partition('value="')[2].partition('"')[0].partition("localhost")[2]
    stranger = Visit(app)
    assert "Mời bạn tham gia diễn tập" in unescape(stranger.get(path).text)
    stranger.post(path)
    assert "DIỄN TẬP" in stranger.follow().text and stranger.last.request.path == "/cases/drill"
    stranger.post("incidents.drill_leave")
    assert "DIỄN TẬP" not in stranger.follow().text and stranger.last.request.path == "/"


def test_a_real_incident_invites_nobody(app: Flask, incident: Incident, official: Person) -> None:
    office = Visit(app).as_(official)
    office.get("incidents.drill_of", 404, public_id=incident.public_id)
    office.post("incidents.drill_of", status=404, public_id=incident.public_id)
