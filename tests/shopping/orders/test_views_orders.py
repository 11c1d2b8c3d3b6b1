"""The people of a run buy, ask and bring; the household answers; what belongs to nobody here is nothing."""

from datetime import timedelta

import pytest

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.cases.models import Case
from connect.shopping.orders.keeping import jobs
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import Outcome, State
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from tests.builders import gather, make_order, make_person, make_window, token_of
from tests.visit import Visit

pytestmark = pytest.mark.usefixtures("app")
SHOP = {
    "came-1": "bought", "got-1": "1", "paid-1": "299k", "came-2": "bought", "got-2": "5", "paid-2": "95.000",
    "came-3": "missing",
}  # fmt: skip


def now(order: Order) -> Order:
    return db.session.get_one(Order, order.id, populate_existing=True)


def outcomes(order: Order) -> list[Outcome | None]:
    return [line.outcome for line in now(order).lines]


@pytest.fixture
def leader() -> Person:
    return make_person(verified=True)


@pytest.fixture
def order(leader: Person) -> Order:
    return make_order(leader=leader)


@pytest.fixture
def team(visit: Visit, leader: Person) -> Visit:
    return visit.as_(leader)


def act(team: Visit, order: Order, verb: str, status: int = 303, **form: str) -> str:
    return team.post("shopping.order_of_act", form, status, public_id=order.public_id, verb=verb).text


def test_an_order_is_bought_and_delivered_by_the_code_and_its_case_with_it(team: Visit, order: Order) -> None:
    act(team, order, "buy", **SHOP)
    assert (now(order).state, outcomes(order)) == (State.BOUGHT, ["bought", "bought", "missing"])
    act(team, order, "set-out")
    assert now(order).state == State.OUT
    act(team, order, "deliver", 422, code="0" if cases.secret_of(order.case).delivery_code != "0000" else "1111")
    act(team, order, "deliver", code=cases.secret_of(order.case).delivery_code)
    assert (now(order).state, order.case.state) == (State.DELIVERED, "confirmed")
    assert db.session.get_one(ShoppingWindow, order.window_id).taken == 1


def test_what_is_dearer_than_the_limit_is_asked_and_a_yes_buys_it(team: Visit, order: Order, visit: Visit) -> None:
    act(team, order, "buy", **SHOP | {"paid-2": "120k"})
    assert (now(order).state, outcomes(order)[1]) == (State.GATHERED, Outcome.ASKED)
    link = token_of(order.case)
    assert "120.000" in visit.get("cases.mine", token=link).text
    visit.post("shopping.order_answer", {"word": "yes"}, token=link, number=2)
    assert (outcomes(order)[1], now(order).lines[1].paid) == (Outcome.BOUGHT, 120_000)
    act(team, order, "buy", **SHOP | {"paid-2": "120k"})
    assert now(order).state == State.BOUGHT
    visit.post("shopping.order_answer", {"word": "no"}, token=link, number=2)
    assert outcomes(order)[1] == Outcome.BOUGHT


def test_half_an_hour_of_silence_lets_the_rule_decide_and_nothing_dearer_is_bought(team: Visit, order: Order) -> None:
    act(team, order, "buy", **SHOP | {"paid-2": "120k"})
    with clock.told(clock.now() + timedelta(minutes=29)):
        assert not jobs.decide_silent_lines()
    with clock.told(clock.now() + timedelta(minutes=31)):
        team.post("shopping.order_answer", {"word": "yes"}, token=token_of(order.case), number=2)
        assert outcomes(order)[1] == Outcome.ASKED
        assert jobs.decide_silent_lines() == 1
    assert outcomes(order)[1] == Outcome.MISSING


def test_more_than_the_budget_is_refused_and_nothing_is_written(visit: Visit, leader: Person) -> None:
    order = make_order(leader=leader, budget=350_000)
    text = act(visit.as_(leader), order, "buy", 422, **SHOP)
    assert "44.000" in text and outcomes(order) == [None, None, None]


def test_where_the_household_wants_nothing_else_nothing_else_is_bought(team: Visit, order: Order) -> None:
    act(team, order, "buy", 422, **SHOP | {"came-3": "instead", "paid-3": "30k", "there-3": "Bánh tét"})
    assert outcomes(order) == [None, None, None]


def test_a_line_without_a_price_comes_back_with_all_that_was_typed(team: Visit, order: Order) -> None:
    text = act(team, order, "buy", 422, **SHOP | {"paid-1": "", "there-2": "Gạo thơm lài"})
    assert "Gạo thơm lài" in text


def test_a_door_that_stays_shut_is_followed_up_and_a_broken_vehicle_places_it_again(team: Visit, order: Order) -> None:
    act(team, order, "buy", **SHOP)
    act(team, order, "fail", reason="vehicle")
    assert (now(order).state, order.case.state) == (State.PLACED, "open")
    gather(order, leader := make_person(verified=True))
    team.as_(leader)
    act(team, order, "buy", **SHOP)
    act(team, order, "fail", reason="no_answer")
    assert (now(order).state, order.case.state) == (State.FOLLOW_UP, "follow_up")


def test_a_gathered_order_is_not_taken_back_but_asked_out_and_the_coordinator_drops_it(
    team: Visit, order: Order, visit: Visit
) -> None:
    link = token_of(order.case)
    visit.post("cases.mine_do", token=link, verb="withdraw")
    assert (now(order).state, order.case.state) == (State.GATHERED, "claimed")
    visit.post("shopping.order_act", token=link, verb="wish-out")
    assert now(order).asked_out_at
    visit.as_(make_person("official", "79"))
    visit.post("shopping.order_of_act", {"reason": "asked"}, public_id=order.public_id, verb="drop")
    assert (now(order).state, now(order).case.state) == (State.DROPPED, "open")
    assert db.session.get_one(ShoppingWindow, order.window_id).taken == 0


def test_a_dropped_order_goes_into_the_next_window_only_where_that_was_agreed(visit: Visit, leader: Person) -> None:
    window = make_window()
    day = timedelta(days=1)
    onward = make_window(
        times=Times(
            window.opens_at, *(one + day for one in (window.cut_off_at, window.deliver_from, window.deliver_until))
        )
    )
    agreed, other = make_order(window, leader, next_too=True), make_order(window, make_person(verified=True))
    visit.as_(make_person("official", "79"))
    for one in (agreed, other):
        visit.post("shopping.order_of_act", {"reason": "too_much"}, public_id=one.public_id, verb="drop")
    assert [(now(one).state, now(one).window_id) for one in (agreed, other)] == [
        (State.PLACED, onward.id), (State.DROPPED, window.id),
    ]  # fmt: skip


def test_what_was_missing_is_ordered_again_in_one_press_and_once(team: Visit, order: Order, visit: Visit) -> None:
    act(team, order, "buy", **SHOP)
    act(team, order, "deliver", code=cases.secret_of(order.case).delivery_code)
    make_window()
    for _press in range(2):
        visit.post("shopping.order_act", token=token_of(order.case), verb="missing")
    found = db.session.query(Order).filter(Order.id != order.id).all()
    assert [[(line.words, line.quantity) for line in one.lines] for one in found] == [
        [("Bánh chưng, gọi Lan 0912 345 678", 1)]
    ]


def test_a_neighbour_reads_the_list_covered_and_brings_it_before_the_cut_off(visit: Visit) -> None:
    order, neighbour = make_order(), make_person(verified=True)
    assert "Bánh chưng" not in visit.get("cases.show", public_id=order.case.public_id).text
    shown = visit.as_(neighbour).get("cases.show", public_id=order.case.public_id).text
    assert "Bánh chưng" in shown and "0912" not in shown and "Gạo 5" in shown
    visit.post("cases.claim", public_id=order.case.public_id)
    assert db.session.get_one(Case, order.case_id).state == "claimed" and now(order).state == State.PLACED


def test_after_the_cut_off_no_neighbour_takes_what_is_planned(visit: Visit) -> None:
    order = make_order()
    visit.as_(make_person(verified=True))
    with clock.told(order.window.cut_off_at + timedelta(minutes=1)):
        visit.post("cases.claim", public_id=order.case.public_id)
    assert db.session.get_one(Case, order.case_id).state == "open"


def test_a_stranger_to_the_run_finds_no_order(visit: Visit, order: Order) -> None:
    visit.as_(make_person(verified=True)).get("shopping.order_of", 404, public_id=order.public_id)
    act(visit, order, "buy", 404, **SHOP)
