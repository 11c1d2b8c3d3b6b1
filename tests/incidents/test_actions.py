"""Writing lines: whose they are, what the second of two gets, and what one official can do alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, db
from connect.accounts.models import Person
from connect.crypto.audit_log import AuditEntry
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents import actions, queries
from connect.incidents.actions import Overtaken
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import Settings, Status
from tests.builders import make_person
from tests.conftest import Clock
from tests.incidents.conftest import HANOI, HCMC, is_on, make_incident, plan_on, switch_off, switch_on, wanted


def test_to_make_an_incident_switches_nothing(incident: Incident) -> None:
    assert is_on("food") and is_on("food", HANOI)


def test_what_is_turned_off_is_off_in_the_area_and_below_and_nowhere_else(incident: Incident, official: Person) -> None:
    switch_off(incident, official)
    assert [is_on("food", area) for area in (HCMC, "26740", HANOI)] == [False, False, True]
    assert is_on("daily_goods")


def test_a_planned_line_takes_force_by_the_clock_alone(incident: Incident, official: Person, clock: Clock) -> None:
    switch_off(incident, official)
    plan_on(incident, official, 16)
    clock.forward(hours=15, minutes=59)
    assert not is_on("food")
    clock.forward(minutes=1)
    assert is_on("food")


def test_what_would_begin_within_the_hour_cannot_be_planned(incident: Incident, official: Person) -> None:
    with pytest.raises(RuleBroken):
        plan_on(incident, official, 0.5)


@pytest.mark.parametrize("reason", ["", "?"])
def test_turning_off_needs_a_reason(incident: Incident, official: Person, reason: str) -> None:
    with pytest.raises(RuleBroken):
        switch_off(incident, official, reason=reason)
    assert is_on("food")


def test_an_official_of_another_province_cannot_write_here(incident: Incident) -> None:
    stranger = make_person("official", HANOI)
    with pytest.raises(NotAllowed):
        switch_off(incident, stranger)
    assert is_on("food")


def test_an_area_outside_the_incident_cannot_be_switched_by_it(incident: Incident) -> None:
    admin = make_person("admin", "VN")
    with pytest.raises(RuleBroken):
        switch_off(incident, admin, area=HANOI)


def test_the_second_of_two_is_told_what_the_first_said(incident: Incident, official: Person) -> None:
    late, second = wanted(incident), make_person("official", HCMC)
    first = switch_off(incident, official)
    with pytest.raises(Overtaken) as told, db.transaction():
        actions.turn_off(incident, late, by=second)
    assert told.value.line is not None and told.value.line.id == first.id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Switch)) == 1


def test_a_new_line_says_which_one_it_lies_over(incident: Incident, official: Person) -> None:
    first = switch_off(incident, official)
    assert plan_on(incident, official, 5).about_id == first.id
    assert switch_off(incident, official, "daily_goods").about_id is None


def test_what_is_shortened_ends_sooner_for_a_reason(incident: Incident, official: Person, clock: Clock) -> None:
    line, sooner = switch_off(incident, official), the_clock.now() + timedelta(hours=2)
    with pytest.raises(RuleBroken), db.transaction():
        actions.end_sooner(line, by=official, ends_at=sooner, seen=1, reason="")
    with db.transaction():
        actions.end_sooner(line, by=official, ends_at=sooner, seen=1, reason="Đã đủ người.")
    clock.forward(hours=1)
    assert not is_on("food")
    clock.forward(hours=1)
    assert is_on("food")


def test_a_plan_can_be_taken_back(incident: Incident, official: Person, clock: Clock) -> None:
    switch_off(incident, official)
    line = plan_on(incident, official, 5)
    with db.transaction():
        actions.end_sooner(line, by=official, ends_at=the_clock.now(), seen=2, reason="Chưa sẵn sàng.")
    clock.forward(hours=6)
    assert not is_on("food")


def test_nothing_is_prolonged_by_ending_it(incident: Incident, official: Person) -> None:
    line = switch_off(incident, official, ends_at=the_clock.now() + timedelta(hours=1))
    with pytest.raises(RuleBroken), db.transaction():
        actions.end_sooner(line, by=official, ends_at=the_clock.now() + timedelta(hours=2), seen=1, reason="Thêm giờ.")


# --- Alone ------------------------------------------------------------------------------------------------------


def test_what_one_turns_on_alone_is_over_after_a_day(incident: Incident, official: Person, clock: Clock) -> None:
    switch_off(incident, official)
    switch_on(incident, official)
    clock.forward(hours=23)
    assert is_on("food")
    clock.forward(hours=1)
    assert not is_on("food")


def test_a_second_official_of_an_area_above_confirms(incident: Incident, official: Person, clock: Clock) -> None:
    switch_off(incident, official)
    line = switch_on(incident, official)
    for nobody in (official, make_person("official", HANOI), make_person("official", "26740")):
        with pytest.raises(NotAllowed), db.transaction():
            actions.confirm(line, by=nobody, seen=2)
    above = make_person("official", "VN")
    with db.transaction():
        actions.confirm(line, by=above, seen=2)
    clock.forward(days=3)
    assert is_on("food")


def test_it_cannot_be_confirmed_twice_nor_once_it_is_over(incident: Incident, official: Person, clock: Clock) -> None:
    line, second = switch_on(incident, official), make_person("official", HCMC)
    clock.forward(hours=24)
    with pytest.raises(RuleBroken), db.transaction():
        actions.confirm(line, by=second, seen=1)
    clock.forward(hours=-2)
    with db.transaction():
        actions.confirm(line, by=second, seen=1)
    with pytest.raises(Conflict), db.transaction():
        actions.confirm(line, by=second, seen=1)


@pytest.mark.parametrize("again_in", [HCMC, "26740"])
def test_the_same_official_gets_no_second_day_alone(
    incident: Incident, official: Person, clock: Clock, again_in: str
) -> None:
    switch_off(incident, official)
    switch_on(incident, official)
    clock.forward(hours=20)
    switch_on(incident, official, area=again_in)
    clock.forward(hours=4)
    assert not is_on("food", again_in), "the second time ends with the first"
    with pytest.raises(RuleBroken):
        switch_on(incident, official, area=again_in)
    with pytest.raises(RuleBroken):
        other = make_incident(official)
        switch_on(other, official)


def test_a_word_of_another_official_begins_a_new_day(incident: Incident, official: Person, clock: Clock) -> None:
    switch_on(incident, official)
    clock.forward(hours=25)
    switch_on(incident, make_person("official", HCMC))
    clock.forward(hours=1)
    line = switch_on(incident, official)
    assert line.alone_until == the_clock.now() + timedelta(hours=24)


def test_a_week_later_it_is_another_emergency(incident: Incident, official: Person, clock: Clock) -> None:
    switch_on(incident, official)
    clock.forward(days=7)
    assert switch_on(incident, official).alone_until == the_clock.now() + timedelta(hours=24)


# --- Incidents --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_an_exercise_never_touches_the_public_board(official: Person, status: Status) -> None:
    drill = make_incident(official, status=status)
    switch_off(drill, official)
    assert is_on("food")
    assert not is_on("food", of=drill.id)
    assert queries.piece("/VN/79/26740/", the_clock.now()).incident_id is None


def test_with_the_incident_all_its_lines_end(incident: Incident, official: Person, clock: Clock) -> None:
    switch_off(incident, official)
    with db.transaction():
        actions.end(incident, by=official)
    assert is_on("food")
    with pytest.raises(RuleBroken):
        switch_off(incident, official)
    with pytest.raises(Conflict), db.transaction():
        actions.end(incident, by=official)


def test_only_who_answers_for_all_its_areas_ends_an_incident(app: Flask, official: Person) -> None:
    wide = make_incident(make_person("admin", "VN"), HCMC, HANOI)
    with pytest.raises(NotAllowed), db.transaction():
        actions.end(wide, by=official)


def test_each_line_stands_in_the_log(incident: Incident, official: Person) -> None:
    switch_off(incident, official)
    plan_on(incident, official, 9)
    found = db.session.scalars(sa.select(AuditEntry.what).order_by(AuditEntry.id)).all()
    assert found[-3:] == ["incident_made", "switch_off", "switch_planned"]


def test_settings_of_a_line_are_in_force_with_it(incident: Incident, official: Person) -> None:
    switch_on(incident, official, settings=Settings(hotline="1022", fresh_s=3600))
    found = queries.board("/VN/79/26740/", the_clock.now())["food"]
    assert (found.settings.hotline, found.settings.fresh_s, found.incident_id) == ("1022", 3600, incident.id)
