"""A run under way, page by page: the second person's yes, taking orders, another leader, the end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import queries as cases
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits
from connect.crypto import audit_log
from connect.shopping.gathering import jobs
from connect.shopping.gathering.rules import Outcome
from connect.shopping.runs import actions as plans
from connect.shopping.runs.models import Run
from tests.builders import make_person, take, token_of
from tests.cases.runs.builders import make_member
from tests.shopping.gathering.builders import Made
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def of(made: Made) -> dict[str, str]:
    return {"public_id": made.run.public_id}


# --- The second person ------------------------------------------------------------------------------------


def test_a_run_waits_for_a_second_person_who_reads_whom_it_lets_in(visit: Visit) -> None:
    made = Made(approved=False)
    visit.as_(made.coordinator)
    assert f'/shopping/runs/{made.run.public_id}"' in visit.get("shopping.my_runs").text
    visit.as_(made.second)
    assert made.run.public_id in visit.get("shopping.my_runs").text
    page = visit.get("shopping.run_approve", **of(made)).text
    assert made.leader.name in page and "Nguyễn Thị Lan" not in page and "Số 12" not in page
    seen = {"version": str(made.run.version)}
    other = make_member(made.organization)
    with db.transaction():  # its coordinator changes who goes, after the page was opened
        plans.lead(made.run, made.run.teams[0], other, made.coordinator, made.run.version)
    assert "đã thay đổi" in visit.post("shopping.run_approve", seen, 409, **of(made)).text
    visit.post("shopping.run_approve", {"version": str(made.run.version)}, **of(made))
    db.session.expire_all()
    assert (made.run.state, made.run.approved_by_id) == ("approved", made.second.id)


@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_nobody_approves_their_own_run(visit: Visit, who: str) -> None:
    made = Made(approved=False)
    visit.as_(getattr(made, who))
    visit.post("shopping.run_approve", status=404, **of(made))
    db.session.expire_all()
    assert made.run.state == "planned"


def test_nothing_is_taken_before_the_yes(visit: Visit) -> None:
    made = Made(approved=False)
    visit.as_(made.coordinator)
    visit.post("shopping.run_gather", status=409, **of(made))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 0


# --- Taking -----------------------------------------------------------------------------------------------


def test_what_a_neighbour_has_is_listed_and_all_else_is_taken(visit: Visit) -> None:
    made = Made(stops=4)
    take(made.orders[1].case, make_person(verified=True))
    visit.as_(made.coordinator)
    visit.post("shopping.run_gather", **of(made))
    page = visit.follow().text
    assert "3 đơn" in page and "1 đơn đã có người" in page
    db.session.expire_all()
    assert [one.state for one in made.orders] == ["gathered", "placed", "gathered", "gathered"]
    assert [stop.why_left for stop in made.stops if stop.team_id is None] == ["taken"]
    assert {made.gather().count(Outcome.HAD)} == {3}
    for endpoint in ("shopping.run", "shopping.run_stops"):  # and stays listed there
        page = visit.get(endpoint, **of(made)).text
        assert "Không còn trong chuyến: 1 điểm giao" in page and made.orders[1].public_id in page


def test_a_household_that_has_stopped_the_leader_does_not_come_along(visit: Visit) -> None:
    made = Made()
    assert made.gather() == [Outcome.GATHERED] * 3
    with db.transaction():
        disclosure_limits.stop_helper(made.orders[0].case)
    visit.as_(made.coordinator)
    visit.post("shopping.run_gather", **of(made))
    assert "Không còn trong chuyến: 1 điểm giao" in visit.follow().text
    assert len(cases.claims(made.orders[0].case)) == 1
    assert made.orders[0].state == "placed"


def test_the_requester_reads_who_comes_and_when_and_can_say_not_this_person(visit: Visit) -> None:
    made = Made()
    made.gather()
    case = made.orders[0].case
    page = visit.get("cases.mine", token=token_of(case)).text
    assert made.leader.name in page and made.organization.name in page and "Chuyến" in page
    visit.post("cases.mine_do", token=token_of(case), verb="stop")
    db.session.expire_all()
    assert (case.state, made.orders[0].state, made.orders[0].run_id) == ("open", "placed", None)


# --- The team's pages -------------------------------------------------------------------------------------


def test_a_leader_sees_one_contact_at_a_time_and_nobody_else_any(visit: Visit) -> None:
    made = Made(stops=2, teams=2)
    made.gather()
    visit.as_(made.leader)
    page = visit.get("shopping.run_stops", **of(made)).text
    assert "Nguyễn Thị Lan" not in page and "Số 12" not in page
    order = visit.get("shopping.order_of", public_id=made.orders[0].public_id).text
    assert f'href="/shopping/runs/{made.run.public_id}/stops"' in order
    assert "Nguyễn Thị Lan" in visit.post("cases.contact", status=200, public_id=made.orders[0].case.public_id).text
    visit.post("cases.contact", status=409, public_id=made.orders[1].case.public_id)
    visit.as_(make_person("volunteer"))
    visit.get("shopping.run_stops", status=404, **of(made))
    visit.as_(made.second)
    visit.post("cases.contact", status=409, public_id=made.orders[0].case.public_id)


def test_before_the_start_and_after_the_end_there_is_no_contact(visit: Visit, clock) -> None:
    made = Made(starts_at=clock.moment + timedelta(hours=1))
    made.gather()
    visit.as_(made.leader)
    case = made.orders[0].case
    visit.post("cases.contact", status=403, public_id=case.public_id)
    assert "Xem điện thoại" not in visit.get("shopping.run_stops", **of(made)).text
    clock.forward(hours=1)
    visit.post("cases.contact", status=200, public_id=case.public_id)
    clock.forward(hours=4)
    visit.post("cases.contact", status=409, public_id=case.public_id)


def test_another_leader_has_the_doors_and_the_former_one_none(visit: Visit) -> None:
    made = Made(stops=2)
    made.gather()
    visit.as_(made.coordinator)
    page = visit.get("shopping.run_handover", number=1, **of(made)).text
    assert made.second.public_id not in page  # who said yes to the run does not lead in it
    visit.post("shopping.run_handover", {"leader": made.second.public_id}, status=422, number=1, **of(made))
    visit.post("shopping.run_handover", {"leader": made.coordinator.public_id}, number=1, **of(made))
    case = made.orders[0].case
    visit.post("cases.contact", status=200, public_id=case.public_id)
    visit.as_(made.leader)
    visit.post("cases.contact", status=409, public_id=case.public_id)
    assert [event.verb for event in cases.history(case)].count("hand_on") == 1
    visit.as_(made.coordinator)
    assert f"giờ do {made.coordinator.name} dẫn" in visit.get("shopping.run", **of(made)).text


def test_a_run_that_is_over_holds_nothing(visit: Visit) -> None:
    made = Made(stops=2)
    made.gather()
    visit.as_(made.leader)
    visit.post("shopping.run_set_out", **of(made))
    visit.post("shopping.run_finish", **of(made))
    db.session.expire_all()
    assert db.session.get_one(Run, made.run.id).state == "done"
    assert [order.case.state for order in made.orders] == ["open", "open"]
    visit.post("cases.contact", status=409, public_id=made.orders[0].case.public_id)


def test_the_clock_ends_what_nobody_has_ended_or_approved(app: Flask, clock) -> None:
    made, waiting = Made(stops=1), Made(stops=1, approved=False)
    made.gather()
    assert jobs.end_what_is_over() == 0
    clock.forward(hours=5)
    assert (jobs.end_what_is_over(), jobs.end_what_is_over()) == (2, 0)
    db.session.expire_all()
    assert (made.run.state, waiting.run.state) == ("done", "cancelled")


def test_the_yes_stands_in_the_log(app: Flask) -> None:
    made = Made()
    logged = sa.select(audit_log.AuditEntry.person_id).where(audit_log.AuditEntry.what == "run")
    assert list(db.session.scalars(logged)) == [made.second.id]
