"""The board as a process keeps it: right at once where it is decided, within five seconds everywhere, and quick."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.incidents import kinds, queries
from connect.incidents.models import Incident
from tests.conftest import Clock
from tests.incidents.conftest import is_on, switch_off


@pytest.fixture
def other(app: Flask, make_app: Callable[..., Flask]) -> Flask:
    """Another process of the same site."""
    return make_app(database_url=config.current().sqlalchemy_url)


def test_another_process_sees_a_line_after_five_seconds_and_at_once_where_it_decides(
    other: Flask, incident: Incident, official: Person, clock: Clock
) -> None:
    with other.app_context():
        assert is_on("food")
        db.session.remove()
    switch_off(incident, official)
    with other.app_context():
        assert is_on("food"), "it asks at most every five seconds"
        assert not is_on("food", fresh=True)
        db.session.remove()
    with other.app_context():
        clock.forward(seconds=5)
        assert not is_on("food")
        db.session.remove()


def test_without_asking_at_once_it_is_right_five_seconds_later(
    other: Flask, incident: Incident, official: Person, clock: Clock
) -> None:
    with other.app_context():
        assert is_on("food")
        db.session.remove()
    switch_off(incident, official)
    clock.forward(seconds=5)
    with other.app_context():
        assert not is_on("food")
        db.session.remove()


def test_nothing_is_asked_of_the_database_in_between(
    incident: Incident, official: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_off(incident, official)
    assert not is_on("food")
    monkeypatch.setattr(db, "Reader", None)
    assert not is_on("food") and not is_on("food", "26740")


def test_the_board_stays_the_same_object_while_nothing_changes(incident: Incident, official: Person) -> None:
    now = the_clock.now()
    before = queries.board("/VN/79/", now)
    assert queries.board("/VN/79/", now, fresh=True) is before
    switch_off(incident, official)
    assert queries.board("/VN/79/", now, fresh=True) is not before


def test_a_changed_catalogue_is_followed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(queries.board("/VN/79/", the_clock.now())) == [kind.code for kind in kinds.KINDS]
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS[:2])
    assert len(queries.board("/VN/79/", the_clock.now())) == 2


def test_a_line_of_a_utility_that_is_gone_is_passed_over(incident: Incident, official: Person) -> None:
    line = switch_off(incident, official)
    with db.transaction():
        line.utility = "gone"
    queries.forget()
    assert is_on("food")
