"""Codes from paper: each counted once, five tries, sent later, and nobody else's."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from connect import db
from connect.cases import actions as cases, transitions as case_moves
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits
from connect.shopping.gathering import jobs, queries
from connect.shopping.gathering.codes import actions
from connect.shopping.gathering.models import PaperCode
from connect.shopping.orders.models import Order
from tests.builders import make_person, take
from tests.shopping.gathering.builders import Made
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")


def code_of(order: Order) -> str:
    return cases.secret_of(order.case).delivery_code


def wrong_code(order: Order) -> str:
    return f"{(int(code_of(order)) + 1) % 10_000:04}"


def typed(order: Order, code: str, key: str = "") -> dict[str, str]:
    return {f"code-{order.public_id}": code, f"key-{order.public_id}": key or str(uuid.uuid4())}


def on_the_road(stops: int = 2) -> Made:
    made = Made(stops=stops)
    made.gather()
    made.buy()
    made.look()
    return made


def test_the_leader_types_all_codes_at_once_and_the_right_ones_prove_their_deliveries(visit: Visit) -> None:
    made = on_the_road(3)
    visit.as_(made.leader)
    assert code_of(made.orders[0]) not in visit.get("shopping.run_codes", public_id=made.run.public_id).text
    form = typed(made.orders[0], code_of(made.orders[0])) | typed(made.orders[1], wrong_code(made.orders[1]))
    page = visit.post("shopping.run_codes_send", form, status=422, public_id=made.run.public_id).text
    assert "đã xác nhận giao" in page and "không phải mã của hộ này" in page and "còn 4 lần thử" in page
    db.session.expire_all()
    assert [order.case.state for order in made.orders] == ["confirmed", "claimed", "claimed"]
    visit.as_(made.coordinator)
    assert queries.name_of(made.run) in visit.get("shopping.money_window", public_id=made.window.public_id).text


def test_a_code_that_arrives_twice_counts_once(visit: Visit) -> None:
    made = on_the_road()
    visit.as_(made.leader)
    key, order = str(uuid.uuid4()), made.orders[0]
    for _ in range(3):
        visit.post("shopping.run_codes_send", typed(order, wrong_code(order), key), 422, public_id=made.run.public_id)
    assert actions.tries(order.case_id) == 1
    # The right code under the key of a wrong one is no second try.
    visit.post("shopping.run_codes_send", typed(order, code_of(order), key), 422, public_id=made.run.public_id)
    assert (actions.tries(order.case_id), order.case.state) == (1, "claimed")
    right = typed(order, code_of(order))
    for _ in range(2):
        visit.post("shopping.run_codes_send", right, public_id=made.run.public_id)
    db.session.expire_all()
    assert order.case.state == "confirmed"


def test_after_a_crash_between_the_count_and_the_look_the_same_code_is_looked_at(visit: Visit) -> None:
    made = on_the_road()
    key, order = str(uuid.uuid4()), made.orders[0]
    with db.transaction():
        assert actions.count(made.run, order, key, code_of(order), made.leader) is None
    visit.as_(made.leader)
    visit.post("shopping.run_codes_send", typed(order, code_of(order), key), public_id=made.run.public_id)
    db.session.expire_all()
    assert (order.case.state, actions.tries(order.case_id)) == ("confirmed", 0)


def test_five_tries_and_no_sixth(visit: Visit) -> None:
    made = on_the_road()
    visit.as_(made.leader)
    order = made.orders[0]
    for _ in range(6):
        visit.post("shopping.run_codes_send", typed(order, wrong_code(order)), 422, public_id=made.run.public_id)
    page = visit.post("shopping.run_codes_send", typed(order, code_of(order)), 422, public_id=made.run.public_id).text
    assert "Đã thử năm mã" in page
    assert (actions.tries(order.case_id), order.case.state) == (5, "claimed")


def test_nobody_types_codes_of_a_door_they_have_not_seen_or_of_another_run(visit: Visit) -> None:
    made, other = Made(), on_the_road()
    made.gather()
    made.buy()
    visit.as_(made.leader)
    form = typed(made.orders[0], code_of(made.orders[0]))
    assert "Xem điện thoại" in visit.post("shopping.run_codes_send", form, 422, public_id=made.run.public_id).text
    form = typed(other.orders[0], code_of(other.orders[0]))
    visit.post("shopping.run_codes_send", form, 422, public_id=made.run.public_id)
    visit.post("shopping.run_codes_send", form, 404, public_id=other.run.public_id)
    visit.as_(make_person("official"))
    visit.get("shopping.run_codes", status=404, public_id=other.run.public_id)
    db.session.expire_all()
    assert {order.case.state for order in (made.orders[0], other.orders[0])} == {"claimed"}


@pytest.mark.parametrize("noted", [True, False])
def test_what_was_read_out_without_network_still_counts_after_the_run(visit: Visit, clock, noted: bool) -> None:
    made = on_the_road()
    order, taken = made.orders
    clock.forward(hours=5)
    if noted:  # the clock has seen it
        with db.transaction():
            case_moves.move(order.case, "lapse", case_moves.THE_CLOCK)
    take(taken.case, make_person(verified=True))
    visit.as_(made.leader)
    form = typed(order, code_of(order)) | typed(taken, code_of(taken))
    visit.post("shopping.run_codes_send", form, 422, public_id=made.run.public_id)
    db.session.expire_all()
    assert [order.case.state, taken.case.state] == ["confirmed", "claimed"]
    visit.post("cases.contact", status=409, public_id=order.case.public_id)
    clock.forward(hours=13)
    visit.post("shopping.run_codes_send", typed(taken, code_of(taken)), 422, public_id=made.run.public_id)


def test_whom_the_household_has_stopped_proves_nothing_any_more(visit: Visit) -> None:
    made = on_the_road()
    order = made.orders[0]
    with db.transaction():
        disclosure_limits.stop_helper(order.case)
    visit.as_(made.leader)
    visit.post("shopping.run_codes_send", typed(order, code_of(order)), 422, public_id=made.run.public_id)
    db.session.expire_all()
    assert order.case.state == "open"


def test_the_coordinator_types_from_paper_and_scripts_get_json(visit: Visit) -> None:
    made = on_the_road()
    made.look(made.coordinator)
    visit.as_(made.coordinator)
    body = {"csrf_token": visit.token()} | typed(made.orders[0], code_of(made.orders[0]))
    path = f"/shopping/codes/{made.run.public_id}"
    answer = visit.client.post(path, data=body, headers={"Accept": "application/json"})
    assert answer.json["answers"][made.orders[0].public_id][0] == "delivered"
    assert db.session.scalar(sa.select(PaperCode.person_id)) == made.coordinator.id


def test_codes_of_a_run_that_was_finished_early_are_not_lost(visit: Visit, clock) -> None:
    made = on_the_road()
    order = made.orders[0]
    visit.as_(made.leader)
    visit.post("shopping.run_finish", public_id=made.run.public_id)
    assert jobs.let_go_what_is_over() == 0
    visit.post("shopping.run_codes_send", typed(order, code_of(order)), public_id=made.run.public_id)
    db.session.expire_all()
    assert order.case.state == "confirmed"
    held = sa.select(sa.func.count()).where(Claim.runs(clock.moment + timedelta(minutes=10)))
    assert db.session.scalar(held) == 0
