"""The pages of both sides of a sum, and the totals of whoever coordinates."""

import pytest
from flask import Flask

from connect import db
from connect.shopping.money import queries
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State
from tests.builders import make_person, make_window, token_of
from tests.shopping.money.brought import make_brought
from tests.visit import Visit

SAID = {"sum": "310.000", "way": "cash"}


def state_of(order: Order) -> State:
    db.session.rollback()
    return db.session.get_one(Order, order.id, populate_existing=True).state


def test_both_sides_say_the_same_on_their_pages_and_a_mistake_is_set_right(app: Flask, visit: Visit) -> None:
    leader = make_person()
    order = make_brought(by=leader)
    token = token_of(order.case)
    said = visit.get("shopping.money_mine", token=token).text
    assert "349.000" in said and "310.000" in said and "không mua được" in said
    visit.post("shopping.money_mine", SAID, token=token)
    visit.as_(leader).post("shopping.money_order", SAID | {"sum": "310000"}, public_id=order.public_id)
    assert state_of(order) == State.SETTLED
    more = {"more": "less", "amount": "10.000", "reason": "Tính dư túi", "seen": "2"}
    visit.post("shopping.money_order", more, public_id=order.public_id)
    visit.post("shopping.money_order", more, 409, public_id=order.public_id)
    said = visit.get("shopping.money_mine", token=token).text
    assert "Tính dư túi" in said and "300.000" in said


@pytest.mark.parametrize(
    "wrong", [{"sum": "nhiều"}, {"sum": "310"}, {"sum": "-5"}, {"way": "bitcoin"}, {"sum": "99.000.000"}]
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(app: Flask, visit: Visit, wrong: dict[str, str]) -> None:
    order = make_brought()
    sent = SAID | wrong
    said = visit.post("shopping.money_mine", sent, 422, token=token_of(order.case)).text
    assert sent["sum"] in said
    assert not queries.entries(order)


def test_the_sums_of_an_order_are_of_its_sides_alone(app: Flask, visit: Visit) -> None:
    order = make_brought()
    visit.as_(make_person()).get("shopping.money_order", 404, public_id=order.public_id)
    visit.post("shopping.money_order", SAID, 404, public_id=order.public_id)
    visit.get("shopping.money_mine", 404, token="a" * 26)
    visit.get("shopping.money_window", 404, public_id=order.window.public_id)


def test_a_coordinator_takes_the_totals_along_and_no_cell_is_a_formula(app: Flask, visit: Visit) -> None:
    official = make_person("official", "79")
    window = make_window(official)
    make_brought(window)
    visit.as_(official)
    assert "349.000" in visit.get("shopping.money_window", public_id=window.public_id).text
    file = visit.get("shopping.money_window_csv", public_id=window.public_id).text
    assert "349000" in file and "=" not in file
