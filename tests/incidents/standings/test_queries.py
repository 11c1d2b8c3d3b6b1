"""A process follows the switchboard by what is new: lines that were added are read alone, and all else is kept."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.incidents import actions, queries
from connect.incidents.models import Incident
from connect.incidents.rules import Settings
from connect.incidents.standings import queries as standings
from tests.builders import make_person
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, incident, is_on, make_incident, official, switch_off, switch_on

__all__ = ["incident", "official"]


@pytest.fixture
def other(app: Flask, make_app: Callable[..., Flask]) -> Flask:
    """Another process of the same site."""
    return make_app(database_url=config.current().sqlalchemy_url)


def test_only_what_is_new_is_read(
    other: Flask, incident: Incident, official: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = switch_off(incident, official)
    with other.app_context():
        assert not is_on("food")
        db.session.remove()
    switch_on(incident, official)
    read: list[int] = []
    monkeypatch.setattr(standings, "_newer", lambda than, real=standings._newer: (read.append(than), real(than))[1])
    with other.app_context():
        assert is_on("food", fresh=True) and is_on("food", "26740")
        db.session.remove()
    assert read == [first.id]


def test_a_line_leaves_the_boards_of_other_areas_as_they_are(incident: Incident, official: Person) -> None:
    elsewhere = make_incident(make_person("official", HANOI), HANOI)
    switch_off(incident, official)  # this process knows the catalogue by now
    now = the_clock.now()
    here, there = queries.board("/VN/79/26740/", now), queries.board("/VN/01/", now)
    switch_off(elsewhere, make_person("official", HANOI), area=HANOI)
    assert queries.board("/VN/79/26740/", now, fresh=True) is here
    assert queries.board("/VN/01/", now, fresh=True) is not there


def test_wards_of_which_nothing_is_said_share_the_board_above(incident: Incident, official: Person) -> None:
    switch_off(incident, official)
    now = the_clock.now()
    assert queries.board("/VN/79/26740/", now) is queries.board("/VN/79/", now)
    switch_on(incident, official, area="26740")
    assert queries.board("/VN/79/26740/", now) is not queries.board("/VN/79/", now)


def test_an_incident_that_ends_takes_its_lines_with_it_in_every_process(
    other: Flask, incident: Incident, official: Person, clock: Clock
) -> None:
    switch_off(incident, official)
    with other.app_context():
        assert not is_on("food")
        db.session.remove()
    with db.transaction():
        actions.end(incident, by=official)
    clock.forward(seconds=6)
    with other.app_context():
        assert is_on("food")
        db.session.remove()


def test_the_paths_that_say_something_of_a_setting_are_told(incident: Incident, official: Person) -> None:
    assert queries.saying("hotline", the_clock.now()) == set()
    switch_on(incident, official, settings=Settings(hotline="1022"))
    assert queries.saying("hotline", the_clock.now()) == {"/VN/79/"}
    assert queries.saying("moderation", the_clock.now()) == set()
