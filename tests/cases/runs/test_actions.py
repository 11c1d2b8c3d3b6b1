"""Cases of a run: who holds them, from when to when, and what of the house's numbers they leave alone."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as site_clock, config, db
from connect.accounts import actions as accounts, vouching
from connect.accounts.models import Organization, Person
from connect.cases import actions, queries, transitions
from connect.cases.claims import actions as claim_actions, alarms, handover
from connect.cases.claims.ending_limits import ENDS_A_DAY, ENDS_IN_A_ROW
from connect.cases.claims.models import Claim
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.models import Case
from connect.cases.runs import actions as runs, limits, queries as run_queries
from connect.cases.runs.rules import Run
from connect.cases.transitions import Actor
from connect.errors import Conflict, NotAllowed, RuleBroken
from tests.builders import make_case, make_person, take
from tests.cases.runs.builders import make_member, make_team

CODE = "Chuyến ABCD"


def a_run(number: int = 7, organization: Organization | None = None, **over: Any) -> Run:
    """A run that was approved, is under way, and lasts four hours."""
    now = site_clock.now()
    opens_at = over.get("opens_at", now - timedelta(minutes=1))
    return Run(number, CODE, organization.id if organization else None, opens_at, now + timedelta(hours=4))


@pytest.fixture
def organization(app: Flask) -> Organization:
    return make_team()


@pytest.fixture
def leader(organization: Organization) -> Person:
    return make_member(organization)


def gather(case: Case, leader: Person, run: Run) -> Claim:
    with db.transaction():
        return runs.claim_for_run(case, leader, run)


def look(case: Case, leader: Person, beside: Person | None = None) -> disclosures.Contact:
    with db.transaction():
        return runs.reveal(case, leader, CODE, beside)


def held_long(case: Case, leader: Person, run: Run) -> None:
    """Taken ten minutes ago, and looked at."""
    with site_clock.told(site_clock.now() - timedelta(minutes=10)):
        gather(case, leader, run)
    look(case, leader)


# --- Taking -----------------------------------------------------------------------------------------------


def test_a_run_takes_more_than_one_helper_may_hold_and_leaves_their_own_numbers_alone(organization, leader) -> None:
    run = a_run(organization=organization)
    cases = [make_case() for _ in range(config.current().open_claims_cap + 2)]
    assert {gather(case, leader, run).until for case in cases} == {run.ends_at}
    assert {case.state for case in cases} == {"claimed"}
    assert [claim.case_id for claim in run_queries.claims_of(run.number)] == [case.id for case in cases]
    own = take(make_case(), leader)
    assert own.run is None and own.until < site_clock.now() + claim_actions.lease_of(own.case) + timedelta(seconds=1)


def test_pressed_again_it_answers_what_the_run_has_and_takes_nothing_twice(organization, leader) -> None:
    run, case = a_run(organization=organization), make_case()
    assert gather(case, leader, run).id == gather(case, leader, run).id
    assert len(queries.claims(case)) == 1


def test_what_a_neighbour_has_is_not_taken_and_no_other_run_gets_what_one_has(organization, leader) -> None:
    run, taken, kept = a_run(organization=organization), make_case(), make_case()
    neighbour = make_person(verified=True)
    take(taken, neighbour)
    with pytest.raises(Conflict):
        gather(taken, leader, run)
    gather(kept, leader, run)
    with pytest.raises(Conflict):
        gather(kept, make_member(organization), a_run(8, organization))
    with pytest.raises(Conflict):
        gather(kept, leader, a_run(8, organization))
    with pytest.raises(Conflict):
        take(kept, neighbour)


def test_a_leader_nobody_answers_for_takes_nothing(organization) -> None:
    run = a_run(organization=organization)
    for stranger in (make_person(), make_member(make_team())):
        with pytest.raises(RuleBroken):
            gather(make_case(), stranger, run)
    assert gather(make_case(), make_person(verified=True), run)


def test_a_safeguarded_home_the_leaders_own_request_and_a_blocked_area_come_along_in_no_run(
    organization, leader
) -> None:
    run = a_run(organization=organization)
    mine, guarded, there = make_case(phone=leader.phone), make_case(guards=1), make_case()
    with db.transaction():
        accounts.block_in(leader, there.area, None)
    for case in (mine, guarded, there):
        with pytest.raises(RuleBroken):
            gather(case, leader, run)


def test_the_doors_of_a_day_stop_the_organisation_until_a_moderator_has_looked(make_app, clock) -> None:
    with make_app(moderation="peer_to_peer", run_doors_a_day=2).app_context():
        team = make_team()
        leader, moderator = make_member(team), make_person("moderator")
        cases = [make_case() for _ in range(3)]
        gather(cases[0], leader, a_run(1, team))
        assert team.paused_at is None
        gather(cases[1], leader, a_run(2, team))
        assert (team.paused_for, limits.doors_today(team)) == ("doors", 2)
        for number, other in ((1, leader), (3, make_person(verified=True))):
            with pytest.raises(RuleBroken):
                gather(cases[2], other, a_run(number, team))
        clock.forward(minutes=1)
        with db.transaction():
            vouching.settle(team, moderator, go_on=True)
        assert gather(cases[2], leader, a_run(3, team))


# --- From its start to its end ----------------------------------------------------------------------------


def test_nobody_sees_a_contact_before_the_run_is_approved_and_has_begun_nor_after_its_end(
    organization, leader, clock
) -> None:
    case, start, official = make_case(), site_clock.now() + timedelta(hours=1), make_person("official")
    unapproved = a_run(organization=organization, opens_at=None)
    approved = Run(7, CODE, organization.id, start, unapproved.ends_at)
    gather(case, leader, unapproved)
    with pytest.raises(NotAllowed):
        look(case, leader)
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.allow(case, transitions.THE_REQUESTER)  # a yes of the household is no way round
    with db.transaction():
        runs.open_for_run(case, approved, official)
    with pytest.raises(NotAllowed):
        look(case, leader)
    clock.forward(hours=1, minutes=1)
    assert look(case, leader).name == "Nguyễn Thị Lan"
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.extend(case_view.of(case, Actor(leader)))
    clock.forward(hours=3)
    with pytest.raises(Conflict):
        look(case, leader)
    assert case.is_free(site_clock.now())


def test_a_look_in_a_run_is_written_down_with_its_code_for_the_leader_and_for_whoever_prints(
    organization, leader
) -> None:
    case, printer = make_case(), make_member(organization)
    gather(case, leader, a_run(organization=organization))
    look(case, leader, printer)
    written = {(one.person_id, one.role, one.reason) for one in queries.disclosures(case)}
    assert written == {(leader.id, "run", CODE), (printer.id, "run", CODE)}


def test_looks_and_words_of_a_run_use_up_nothing_of_the_leaders_own_day(organization, leader) -> None:
    run = a_run(organization=organization)
    for number in range(max(ENDS_A_DAY["proven"], ENDS_IN_A_ROW["proven"]) + 1):
        case = make_case()
        held_long(case, leader, run)
        with db.transaction():
            if number % 2:
                claim_actions.cannot_reach(case_view.of(case, Actor(leader)), "no_answer")
            else:
                handover.hand_over(case_view.of(case, Actor(leader)), {need.item: need.quantity for need in case.needs})
    assert alarms.open_about(leader.id) is None
    own = make_case()
    take(own, leader)
    with db.transaction():
        assert disclosures.reveal(case_view.of(own, Actor(leader)), "to deliver")


def test_the_end_of_a_run_is_no_lapse_of_its_leader(organization, leader, clock) -> None:
    for _ in range(5):
        gather(make_case(), leader, a_run(organization=organization))
    clock.forward(hours=5)
    assert queries.standing_of(leader.id, None) == "good"


def test_no_word_ends_a_case_of_a_run_that_the_leader_never_looked_at(organization, leader, clock) -> None:
    case = make_case()
    gather(case, leader, a_run(organization=organization))
    clock.forward(minutes=30)
    with pytest.raises(RuleBroken), db.transaction():
        claim_actions.cannot_reach(case_view.of(case, Actor(leader)), "no_answer")


# --- Another leader, and nobody ---------------------------------------------------------------------------


def test_a_change_of_leader_moves_access_and_stands_in_the_history(organization, leader) -> None:
    case, other, run = make_case(), make_member(organization), a_run(organization=organization)
    coordinator = make_member(organization)
    gather(case, leader, run)
    look(case, leader)
    with db.transaction():
        runs.hand_on(case, run, other, coordinator)
    with pytest.raises(Conflict):
        look(case, leader)
    assert look(case, other)
    assert [(one.person_id, one.end) for one in queries.claims(case)] == [(leader.id, "handed_on"), (other.id, None)]
    assert [event.verb for event in queries.history(case)].count("hand_on") == 1
    assert case.is_held(site_clock.now())


def test_not_this_person_ends_it_and_the_same_leader_gets_it_back_on_no_way(organization, leader) -> None:
    case, other, run = make_case(), make_member(organization), a_run(organization=organization)
    gather(case, leader, run)
    with db.transaction():
        disclosure_limits.stop_helper(case)
    for number in (7, 8):
        with pytest.raises(RuleBroken):
            gather(case, leader, a_run(number, organization))
    gather(case, other, run)
    with pytest.raises(RuleBroken), db.transaction():
        runs.hand_on(case, run, leader, other)
    with pytest.raises(NotAllowed):
        look(case, other, beside=leader)  # nor on paper, for somebody else
    assert queries.disclosures(case) == []


def test_let_go_it_is_the_neighbours_at_once(organization, leader) -> None:
    case, run, coordinator = make_case(), a_run(organization=organization), make_member(organization)
    gather(case, leader, run)
    with db.transaction():
        runs.let_go(case, run, coordinator)
    assert (case.state, queries.claims(case)[0].end) == ("open", "released")
    assert take(case, make_person(verified=True))
    with pytest.raises(Conflict), db.transaction():
        runs.let_go(case, run)


def test_a_locked_leader_and_a_locked_printer_see_nothing(organization, leader) -> None:
    case, printer = make_case(), make_member(organization)
    gather(case, leader, a_run(organization=organization))
    with db.transaction():
        accounts.lock(printer, "looks")
    with pytest.raises(NotAllowed):
        look(case, leader, printer)
    with db.transaction():
        accounts.lock(leader, "looks")
    with pytest.raises(NotAllowed):
        look(case, leader)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 1
    assert actions.secret_of(case).name
