"""Where a thing is that was lent, and what happened to it."""

from datetime import UTC, datetime
from types import SimpleNamespace

from connect.offers.loans import words
from connect.offers.loans.rules import By, Condition, State, Verb
from tests.components.conftest import Piece

DUE = datetime(2027, 1, 18, 17, tzinfo=UTC)  # the end of the day where the site is
GIVEN = {"loan_words": words}


def loan(state: State = State.LENT, condition: Condition | None = None) -> SimpleNamespace:
    return SimpleNamespace(state=state, condition=condition, due_at=DUE)


def test_late_is_said_before_all_else_and_the_day_is_the_last_one(piece: Piece) -> None:
    assert "Overdue since 18/01/2027" in piece("loan", "loan_state", loan(), True, given=GIVEN)
    said = piece("loan", "loan_state", loan(), False, given=GIVEN)
    assert "Lent" in said and "until 18/01/2027" in said and "Overdue" not in said


def test_what_is_back_says_how_it_came_back(piece: Piece) -> None:
    said = piece("loan", "loan_state", loan(State.BACK, Condition.DAMAGED), False, given=GIVEN)
    assert "Taken back" in said and "Damaged" in said and "until" not in said


def test_a_line_says_which_side_it_was_and_its_words(piece: Piece) -> None:
    event = SimpleNamespace(verb=Verb.LOSE, by=By.HOLDER, condition=None, due_at=DUE, words="Rơi <mất>", at=DUE)
    said = piece("loan", "loan_history", [event], given=GIVEN)
    assert "the holder" in said and "Rơi &lt;mất&gt;" in said
