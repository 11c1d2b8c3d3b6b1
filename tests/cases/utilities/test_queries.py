"""The settings of a switch hold for the cases of its place; of several utilities the strictest."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask

from connect import clock as the_clock, config, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import actions
from connect.cases.claims import actions as claims
from connect.cases.duplicates import household_aid
from connect.cases.rules import State
from connect.cases.transitions import Actor
from connect.cases.utilities import queries as utilities, rules
from connect.incidents.models import Incident
from connect.incidents.rules import Settings
from tests.builders import make_case, make_person, post_case, take
from tests.incidents.conftest import incident, make_incident, official, switch_off, switch_on

__all__ = ["incident", "official"]
FOOD_AND_SOAP = {"rice": 10, "pads": 2}


def set_(incident: Incident, official: Person, utility: str = "food", **values: Any) -> None:
    switch_on(incident, official, utility, settings=Settings(**values))


@pytest.mark.parametrize(
    ("modes", "strictest"),
    [
        (["peer_to_peer", "dispatch_moderated"], "dispatch_moderated"),
        (["dispatch_moderated", "fully_moderated"], "fully_moderated"),
        (["peer_to_peer", "dispatch_assisted"], "dispatch_assisted"),
        (["moderation_on_request", "dispatch_assisted"], "dispatch_assisted"),
        (["peer_to_peer"], "peer_to_peer"),
    ],
)
def test_of_several_modes_the_strictest_holds(modes: list[str], strictest: str) -> None:
    assert rules.strictest_mode(modes) == strictest == rules.strictest_mode(modes[::-1])


def test_without_any_line_all_is_as_the_site_is_set(app: Flask) -> None:
    case, site = make_case(needs=FOOD_AND_SOAP), config.current()
    assert claims.lease_of(case) == timedelta(seconds=site.lease_normal_s)
    assert utilities.freshness_of(case) == timedelta(seconds=site.fresh_s)
    board = utilities.board_at(case.area)
    assert utilities.mode(case.area, board, ["food"]) == site.moderation
    assert utilities.hotline(board, ["food"]) == site.hotline


def test_the_shortest_lease_of_its_utilities_holds(incident: Incident, official: Person) -> None:
    case = make_case(needs=FOOD_AND_SOAP)
    set_(incident, official, leases_s=MappingProxyType({1: 90_000_000, 2: 60}))
    assert claims.lease_of(case) == timedelta(seconds=config.current().lease_normal_s), "of soap it is the site's"
    set_(incident, official, "daily_goods", leases_s=MappingProxyType({1: 600}))
    assert claims.lease_of(case) == timedelta(minutes=10)


def test_a_case_is_as_fresh_as_the_switch_says(incident: Incident, official: Person) -> None:
    set_(incident, official, fresh_s=7200)
    case, _token = post_case(needs=FOOD_AND_SOAP)
    assert case.clock_at - case.waiting_since == timedelta(hours=2)
    moderator = make_person("moderator")
    with db.transaction():
        actions.approve(case, Actor(moderator))
    assert case.clock_at - the_clock.now() <= timedelta(hours=2)


def test_a_switch_wins_over_the_mode_of_the_area(incident: Incident, official: Person) -> None:
    set_(incident, official, moderation="peer_to_peer")
    assert post_case(needs={"rice": 5})[0].state == State.OPEN
    assert post_case(needs=FOOD_AND_SOAP)[0].state == State.PENDING_REVIEW


def test_a_household_is_provided_for_as_long_as_the_switch_says(incident: Incident, official: Person) -> None:
    board = utilities.board_at(areas.get("26740"))
    assert utilities.interval(board, "food") == timedelta(days=14)
    set_(incident, official, interval_days=3)
    case = make_case()
    household_aid.note(case, {"food"})
    board = utilities.board_at(case.area)
    assert utilities.interval(board, "food") == timedelta(days=3)
    assert utilities.interval(board, "elsewhere") is None


def test_a_case_belongs_to_the_incident_that_switched_it_on(incident: Incident, official: Person) -> None:
    other = make_incident(official, name_en="Flood")
    assert post_case(needs={"pads": 1})[0].incident_id == other.id, "two cover it, and this one is newer"
    set_(incident, official)
    assert post_case(needs=FOOD_AND_SOAP)[0].incident_id == incident.id


def test_a_case_of_a_utility_that_is_off_can_still_be_taken(incident: Incident, official: Person) -> None:
    switch_off(incident, official)
    with pytest.raises(utilities.SwitchedOff):
        post_case()
    db.session.rollback()
    switch_on(incident, official)
    case = make_case()
    switch_off(incident, official)
    take(case, make_person(verified=True))
    assert case.state == State.CLAIMED
