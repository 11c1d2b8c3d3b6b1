"""The moves of a loan are those of the table, for each side; what is late, free, and reminded of follows from dates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.offers.loans import rules
from connect.offers.loans.rules import By, Condition, State, Verb

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ALLOWED = {
    (Verb.EXTEND, State.LENT, By.LENDER),
    (Verb.SAY_RETURNED, State.LENT, By.HOLDER),
    (Verb.TAKE_BACK, State.LENT, By.LENDER), (Verb.TAKE_BACK, State.RETURNING, By.LENDER),
    (Verb.LOSE, State.LENT, By.LENDER), (Verb.LOSE, State.LENT, By.HOLDER),
    (Verb.LOSE, State.RETURNING, By.LENDER), (Verb.LOSE, State.RETURNING, By.HOLDER),
    (Verb.FIND, State.LOST, By.LENDER), (Verb.FIND, State.LOST, By.HOLDER),
    (Verb.MAKE_GIFT, State.LENT, By.LENDER), (Verb.MAKE_GIFT, State.LOST, By.LENDER),
}  # fmt: skip


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", rules.MOVES)
def test_every_move_is_possible_exactly_where_the_table_says(verb: Verb, state: State, by: By) -> None:
    assert rules.may_move(verb, state=state, by=by) == ((verb, state, by) in ALLOWED)


def test_a_thing_that_the_holder_finds_is_lent_as_before_and_one_that_the_lender_finds_is_back() -> None:
    assert rules.target(Verb.FIND, By.HOLDER) == State.LENT
    assert rules.target(Verb.FIND, By.LENDER) == State.BACK


def test_more_time_is_given_once() -> None:
    assert not rules.may_move(Verb.EXTEND, state=State.LENT, by=By.LENDER, extended=True)
    assert rules.may_move(Verb.TAKE_BACK, state=State.LENT, by=By.LENDER, extended=True)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("condition", [None, *Condition])
def test_only_what_is_back_and_good_is_free(state: State, condition: Condition | None) -> None:
    assert rules.is_free(state, condition) == (state == State.BACK and condition == Condition.GOOD)


@pytest.mark.parametrize(("state", "late"), [(State.LENT, True)] + [(one, False) for one in State if one != "lent"])
def test_overdue_is_what_is_out_beyond_its_time_and_not_said_to_be_returned(state: State, late: bool) -> None:
    assert rules.is_overdue(state, NOW, NOW) is late
    assert not rules.is_overdue(state, NOW + timedelta(seconds=1), NOW)


@pytest.mark.parametrize(("day", "end"), [
    (date(2026, 9, 5), date(2027, 1, 18)), (date(2027, 1, 18), date(2027, 5, 31)),
    (date(2027, 1, 17), date(2027, 1, 18)), (date(2027, 5, 30), date(2027, 5, 31)),
    (date(2027, 6, 15), date(2028, 1, 18)),
])  # fmt: skip
def test_a_term_ends_in_january_or_may(day: date, end: date) -> None:
    assert rules.term_end(day) == end


def test_a_school_may_keep_a_thing_until_the_end_of_the_term() -> None:
    due = date(2027, 1, 20)
    assert rules.latest_extension(due, school=False) == due + timedelta(days=90)
    assert rules.latest_extension(due, school=True) == date(2027, 5, 31)


@pytest.mark.parametrize(("days_before", "days"), [
    (15, None), (14, 14), (4, 14), (3, 3), (1, 3), (0, 0), (-6, 0), (-7, -7), (-13, -7), (-14, -14), (-400, -182),
])  # fmt: skip
def test_the_reminder_that_is_due_is_the_last_whose_moment_has_come(days_before: int, days: int | None) -> None:
    assert rules.reminder_now(NOW + timedelta(days=days_before), NOW) == days


def test_reminders_follow_one_another_and_end_after_half_a_year() -> None:
    at, seen = NOW - timedelta(days=1), []
    while (following := rules.next_reminder(NOW + timedelta(days=20), at)) is not None:
        seen.append((NOW + timedelta(days=20) - following).days)
        at = following
    assert seen == [14, 3, 0, *range(-7, -7 * 27, -7)]


def test_of_a_short_loan_the_early_reminders_are_left_out() -> None:
    assert rules.next_reminder(NOW + timedelta(days=5), NOW) == NOW + timedelta(days=2)
