"""Officials of a province, an incident in it, and lines in one call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect import clock as the_clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.incidents import actions, queries
from connect.incidents.actions import Wanted
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import IncidentKind, Status
from tests.builders import make_person

HCMC, HANOI = "79", "01"


def make_incident(by: Person, *codes: str, status: Status = Status.ACTUAL, **over: Any) -> Incident:
    """An incident that has begun, in a city."""
    values: dict[str, Any] = {
        "kind": IncidentKind.EPIDEMIC, "name_vi": "Đợt dịch", "name_en": "The wave", "starts_at": the_clock.now(),
        "ends_at": None,
    } | over  # fmt: skip
    with db.transaction():
        return actions.make(by=by, status=status, places=[areas.get(code) for code in codes or (HCMC,)], **values)


def wanted(incident: Incident, utility: str = "food", area: str = HCMC, *, on: bool = False, **over: Any) -> Wanted:
    """A line as an official would want it who has just looked at the board."""
    place = areas.get(area)
    newest = queries.newest(queries.board_of(incident), utility, place.id)
    values: dict[str, Any] = {"seen": newest.number if newest else 0, "reason": "Chưa đủ người đi chợ."} | over
    return Wanted(utility, place, on, **values)


Switching = Callable[..., Switch]


@pytest.fixture
def official(app: Flask) -> Person:
    """An official of Ho Chi Minh City."""
    return make_person("official", HCMC)


@pytest.fixture
def incident(official: Person) -> Incident:
    """An actual incident in Ho Chi Minh City."""
    return make_incident(official)


def switch_off(incident: Incident, by: Person, utility: str = "food", area: str = HCMC, **over: Any) -> Switch:
    """Turns a utility off now."""
    with db.transaction():
        return actions.turn_off(incident, wanted(incident, utility, area, **over), by=by)


def switch_on(incident: Incident, by: Person, utility: str = "food", area: str = HCMC, **over: Any) -> Switch:
    """Turns a utility on now, alone."""
    with db.transaction():
        return actions.turn_on(incident, wanted(incident, utility, area, on=True, **over), by=by)


def plan_on(
    incident: Incident, by: Person, hours: float, utility: str = "food", area: str = HCMC, **over: Any
) -> Switch:
    """Plans a utility to be on, some hours from now."""
    starts_at = the_clock.now() + timedelta(hours=hours)
    with db.transaction():
        return actions.plan(incident, wanted(incident, utility, area, on=True, starts_at=starts_at, **over), by=by)


def is_on(utility: str = "food", area: str = HCMC, **more: Any) -> bool:
    """Whether a utility can be asked for in an area at this moment."""
    return queries.board(areas.get(area).path, the_clock.now(), **more)[utility].is_on
