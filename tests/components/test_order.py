"""An order as its household and its helpers read it."""

from datetime import UTC, datetime
from types import SimpleNamespace

from connect.shopping.orders import words
from connect.shopping.orders.rules import By, Instead, Outcome, State, Verb
from tests.components.conftest import Piece

GIVEN = {"order_words": words}
AT = datetime(2026, 12, 1, 10, tzinfo=UTC)


def line(number: int, outcome: Outcome | None = None, **over: object) -> SimpleNamespace:
    values = {"combo": None, "item": "rice", "quantity": 5, "instead": Instead.ASK, "price": None, "top_price": 90_000}
    kept = {"got": None, "paid": None, "total": 90_000}
    return SimpleNamespace(number=number, outcome=outcome, **values | kept | over)


def test_a_state_is_a_word(piece: Piece) -> None:
    assert "on the way" in piece("order", "order_state", SimpleNamespace(state=State.OUT), given=GIVEN)


def test_a_line_says_what_it_may_cost_and_what_came_of_it(piece: Piece) -> None:
    order = SimpleNamespace(lines=[line(1), line(2, Outcome.MISSING), line(3, Outcome.BOUGHT, paid=85_000, got=4)])
    said = piece("order", "order_lines", order, {}, given=GIVEN)
    assert "at most 90.000" in said.replace(",", ".") and "if not to be had: ask me" in said
    assert "not to be had" in said and "85.000" in said.replace(",", ".") and "4 of 5" in said


def test_own_words_are_shown_as_they_are_given_and_never_as_markup(piece: Piece) -> None:
    order = SimpleNamespace(lines=[line(1, item=None, quantity=1)])
    assert "Bánh &lt;b&gt;" in piece("order", "order_lines", order, {1: "Bánh <b>"}, given=GIVEN)
    assert "own words" in piece("order", "order_lines", order, {}, given=GIVEN)


def test_a_history_says_who_did_what_and_why(piece: Piece) -> None:
    event = SimpleNamespace(verb=Verb.DROP, by=By.COORDINATOR, reason="no_money", at=AT)
    said = piece("order", "order_history", [event], given=GIVEN)
    assert "Taken out of the run" in said and "the coordinator" in said and "could not be paid" in said
