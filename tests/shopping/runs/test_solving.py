"""The worker plans what waits, by the homes only where none can be measured, and again when a stop has gone."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.cases import actions as cases
from connect.cases.models import Case
from connect.crypto.audit_log import AuditEntry
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.shopping.runs import actions, planner, queries, rules
from connect.shopping.runs.actions import Start
from connect.shopping.runs.models import Run, RunEvent, RunStop
from connect.shopping.runs.routes import Plan, Why
from connect.shopping.runs.rules import State
from connect.shopping.runs.solving import actions as solving, jobs, reading
from tests.builders import BEN_THANH, make_person, make_point, take
from tests.shopping.runs.planned import (
    closed_window,
    make_run,
    make_team_of,
    place_order,
    place_orders,
    planned_run,
    solve,
    terms,
    with_team,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "ROUNDS", 30)


def looks() -> list[AuditEntry]:
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "plan_run")))


def the_stops(run: Run) -> list[RunStop]:
    db.session.expire_all()
    return queries.stops_of(run)


def test_a_run_is_planned_and_every_stop_is_placed_or_explained() -> None:
    run, _by, _people = planned_run(6)
    found = the_stops(run)
    assert run.state == State.PLANNED
    assert [stop.number for stop in found] == [1, 2, 3, 4, 5, 6]
    assert {stop.team_id for stop in found} == {run.teams[0].id}
    assert run.exact and run.metres and run.metres % 1000 == 0 and run.minutes and run.minutes % 5 == 0
    assert all(stop.arrives_at.minute % 5 == 0 and not stop.arrives_at.second for stop in found if stop.arrives_at)
    (look,) = looks()
    assert (look.about, look.detail) == (f"run {run.id}", "6 homes")


def test_a_chosen_start_or_few_stops_are_planned_without_the_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the way from three chosen places to one stop would find a home."""
    read = Counter[str]()
    monkeypatch.setattr(reading, "homes", lambda _cases: read.update(["homes"]))
    chosen, _by, _people = planned_run(6, start=Start(None, "Sân nhà văn hoá", BEN_THANH))
    few, _by, _people = planned_run(4)
    assert (chosen.state, chosen.exact) == (State.PLANNED, False)
    assert (few.state, few.exact) == (State.PLANNED, False)
    assert not read and looks() == []


def test_who_plans_on_and_on_learns_nothing_more_by_the_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_EXACT", 2)
    run, by, _people = planned_run(5)
    assert solve(run, by).exact
    assert not solve(run, by).exact
    assert len(looks()) == 2


def test_a_plan_that_a_process_died_in_is_taken_up_again() -> None:
    group, by, people = make_team_of()
    window = closed_window(by, group)
    place_orders(window, 5)
    run = with_team(make_run(by, window), people[0], by)
    with db.transaction():
        actions.plan(run, by, run.version)
    with db.transaction():
        assert solving.take_up() is not None
    assert jobs.solve() == 0
    with clock.told(clock.now() + rules.AGAIN_AFTER):
        assert jobs.solve() == 1
    db.session.refresh(run)
    assert run.state == State.PLANNED


def test_two_processes_do_not_plan_one_run() -> None:
    run, by, _people = planned_run(5)
    with db.transaction():
        actions.plan(run, by, run.version)
    with db.transaction():
        first = solving.take_up()
        assert first is not None
        late = solving.read(first)
    with clock.told(clock.now() + rules.AGAIN_AFTER):
        jobs.solve()
    with pytest.raises(Conflict), db.transaction():
        solving.write(run, late, Plan((), {}, 1))
    assert all(stop.team_id for stop in the_stops(run))


def test_a_solver_that_fails_makes_it_a_draft_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run, by, _people = planned_run(5)
    monkeypatch.setattr(planner, "plan", lambda _problem: 1 / 0)
    assert solve(run, by).state == State.DRAFT


def test_a_stop_that_a_neighbour_took_is_planned_around() -> None:
    run, _by, _people = planned_run(6)
    first = the_stops(run)[0].order
    take(db.session.get_one(Case, first.case_id), make_person(verified=True))
    gone = db.session.get_one(Case, the_stops(run)[1].order.case_id)
    with db.transaction():
        cases.withdraw(gone)
    assert jobs.keep_up() == 1
    jobs.solve()
    db.session.refresh(run)
    assert run.state == State.PLANNED
    left = {stop.order_id: stop.why_left for stop in the_stops(run) if stop.team_id is None}
    assert left[first.id] == Why.TAKEN
    assert [stop.number for stop in the_stops(run) if stop.team_id] == [1, 2, 3, 4]
    assert jobs.keep_up() == 0


def test_what_is_in_another_run_is_left_out_and_says_so() -> None:
    run, by, people = planned_run(5)
    other = solve(with_team(make_run(by, run.window), people[1], by), by)
    assert {stop.why_left for stop in the_stops(other)} == {Why.ELSEWHERE}
    with db.transaction():
        actions.cancel(run, by, run.version)
    assert {stop.why_left for stop in the_stops(solve(other, by))} == {None}


def test_a_held_stop_stays_with_its_team_and_is_let_go_again() -> None:
    run, by, people = planned_run(6)
    with_team(run, people[1], by)
    solve(run, by)
    stop = the_stops(run)[0]
    code, other = stop.order.public_id, next(one for one in run.teams if one.id != stop.team_id)
    with db.transaction():
        actions.shift(run, code, other, by, run.version)
    jobs.solve()
    db.session.refresh(run)
    held = queries.stop_of(run, code)
    assert (held.team_id, held.locked) == (other.id, True)
    with db.transaction():
        actions.shift(run, code, None, by, run.version)
    jobs.solve()
    assert not queries.stop_of(run, code).locked


def test_a_change_of_leader_is_recorded_and_leaves_the_plan() -> None:
    run, by, people = planned_run(5)
    with db.transaction():
        actions.lead(run, run.teams[0], people[1], by, run.version)
    event, name = queries.history(run)[0]
    assert (event.verb, event.detail["now"], name) == ("leader", people[1].id, by.name)
    assert run.state == State.PLANNED and run.teams[0].leader_id == people[1].id
    stranger = make_person(verified=True)
    with pytest.raises(RuleBroken), db.transaction():
        actions.lead(run, run.teams[0], stranger, by, run.version)


def test_a_window_of_others_a_foreign_ward_and_an_old_page_are_refused() -> None:
    run, by, people = planned_run(5)
    stranger = make_team_of()[1]
    wards = [one.place.id for one in queries.wards_of(run.window)]
    start = Start(make_point(point=BEN_THANH))
    with pytest.raises(NotAllowed), db.transaction():
        actions.make(stranger, run.window, wards, start, back=False)
    with pytest.raises(RuleBroken), db.transaction():
        actions.make(by, run.window, [*wards, 1], start, back=False)
    with pytest.raises(Conflict), db.transaction():
        actions.plan(run, by, run.version - 1)
    with pytest.raises(RuleBroken), db.transaction():
        actions.add_team(run, terms(run.window, people[0]), by, run.version)  # leads one already


def test_before_the_cut_off_nothing_is_planned() -> None:
    group, by, people = make_team_of()
    window = closed_window(by, group)
    place_order(window)
    run = with_team(make_run(by, window), people[0], by)
    with clock.told(window.cut_off_at - timedelta(hours=1)), pytest.raises(Conflict), db.transaction():
        actions.plan(run, by, run.version)
    with clock.told(window.deliver_until + timedelta(minutes=1)), pytest.raises(Conflict), db.transaction():
        actions.plan(run, by, run.version)


def test_a_case_for_checked_people_never_comes_along(app: Flask) -> None:
    group, by, people = make_team_of()
    window = closed_window(by, group)
    orders = place_orders(window, 6)
    with db.transaction():
        db.session.get_one(Case, orders[0].case_id).guarded = 1
    run = solve(with_team(make_run(by, window), people[0], by), by)
    assert orders[0].id not in {stop.order_id for stop in the_stops(run)}


def test_history_names_every_step() -> None:
    run, _by, _people = planned_run(5)
    verbs = [event.verb for event in db.session.scalars(sa.select(RunEvent).where(RunEvent.run_id == run.id))]
    assert verbs == ["make", "change", "plan", "solved"]
