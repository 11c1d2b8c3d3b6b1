"""Settling: both sides say the same, then it stands; a mistake is a counter-entry that both sides see."""

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.errors import Conflict, RuleBroken
from connect.shopping.money import actions, queries, rules
from connect.shopping.money.rules import Agreed, Side
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import Pay, State
from tests.builders import make_person
from tests.shopping.money.brought import make_brought

pytestmark = pytest.mark.usefixtures("app")
CASH = Agreed(310_000, Pay.CASH)


@pytest.fixture
def order(app: Flask) -> Order:
    return make_brought()


def say(order: Order, side: Side, word: Agreed = CASH, person: Person | None = None) -> Order:
    with db.transaction():
        return actions.say(order, side, word, person)


def counter(order: Order, amount: int, seen: int, reason: str = "Tính thiếu trứng") -> None:
    with db.transaction():
        actions.set_right(order, Side.TEAM, amount, reason, seen)


def test_the_same_sum_and_way_of_both_sides_settles(order: Order) -> None:
    assert say(order, Side.HOUSEHOLD).state == State.DELIVERED
    assert say(order, Side.TEAM, Agreed(300_000, Pay.CASH)).state == State.DELIVERED
    assert say(order, Side.TEAM, Agreed(310_000, Pay.TRANSFER)).state == State.DELIVERED
    assert say(order, Side.TEAM, person=make_person()).state == State.SETTLED
    assert rules.total(queries.entries(order)) == 310_000
    assert [one.number for one in queries.entries(order)] == [1, 2, 3, 4]


def test_the_same_word_twice_is_one_entry(order: Order) -> None:
    say(order, Side.HOUSEHOLD)
    say(order, Side.HOUSEHOLD)
    say(order, Side.TEAM)
    assert say(order, Side.TEAM).state == State.SETTLED
    assert len(queries.entries(order)) == 2


def test_after_settling_no_sum_is_said_again_and_nothing_is_changed(order: Order) -> None:
    say(order, Side.HOUSEHOLD)
    say(order, Side.TEAM)
    for side in Side:
        with pytest.raises(Conflict):
            say(order, side, Agreed(1, Pay.CASH))
    assert rules.total(queries.entries(order)) == 310_000


def test_a_counter_entry_is_added_and_never_below_zero_nor_twice(order: Order) -> None:
    say(order, Side.HOUSEHOLD)
    with pytest.raises(Conflict):
        counter(order, -10_000, 1)
    say(order, Side.TEAM)
    counter(order, -10_000, 2)
    with pytest.raises(Conflict):  # the press came twice, or the other side was faster
        counter(order, -10_000, 2)
    for amount, reason in ((-400_000, "sai"), (0, "sai"), (5, ""), (5, "STK 0071001234567 Vietcombank")):
        with pytest.raises(RuleBroken):
            counter(order, amount, 3, reason)
    found = queries.entries(order)
    assert rules.total(found) == 300_000 and found[0].sum == found[1].sum == 310_000
    assert found[2].reason == "Tính thiếu trứng"


@pytest.mark.parametrize(
    "word",
    [
        Agreed(-1, Pay.CASH), Agreed(rules.MOST_MONEY + 1, Pay.CASH), Agreed(1, Pay.CASH, "Hội"),
        Agreed(1, Pay.SPONSORED, "STK 0071001234567 Vietcombank"),
    ],
)  # fmt: skip
def test_a_sum_that_cannot_be_is_refused(order: Order, word: Agreed) -> None:
    with pytest.raises(RuleBroken):
        say(order, Side.TEAM, word)
    assert not queries.entries(order)


def test_before_it_is_brought_there_is_nothing_to_settle() -> None:
    with pytest.raises(Conflict):
        say(make_brought(state=State.GATHERED), Side.HOUSEHOLD)


def test_totals_are_by_run_sponsor_and_area(order: Order) -> None:
    say(order, Side.HOUSEHOLD, Agreed(200_000, Pay.SPONSORED))
    say(order, Side.TEAM, Agreed(200_000, Pay.SPONSORED, "Hội Chữ thập đỏ"))
    other = make_brought(window=order.window, run_id=3)
    (_, waiting, _), (key, settled, _) = sorted(queries.totals(order.window), key=lambda one: one[0][1])
    assert key[:2] == (None, "Hội Chữ thập đỏ") and (settled.orders, settled.settled, settled.open) == (1, 200_000, 0)
    assert (waiting.orders, waiting.open, waiting.estimate) == (1, 1, other.estimate)
