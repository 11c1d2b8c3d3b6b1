"""The table of an offer's moves, its times and what goes of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connect.offers import rules
from connect.offers.rules import By, Sort, State, Verb

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(days=3), NOW - timedelta(minutes=1)
N, P, U, E, X = State.OPEN, State.PAUSED, State.USED_UP, State.ENDED, State.EXPIRED
# By whom, from which states; all that is not here must be refused.
MAY = {
    Verb.CONFIRM: (By.GIVER, {N, P}),
    Verb.CHANGE: (By.GIVER, {N, P}),
    Verb.PAUSE: (By.GIVER, {N}),
    Verb.RESUME: (By.GIVER, {P}),
    Verb.TAKE: (By.GIVER, {N}),
    Verb.GIVE_BACK: (By.CLAIM, {N, P, U, E, X}),
    Verb.HAND_OVER: (By.CLAIM, {N, P, U, E, X}),
    Verb.USE_UP: (By.CLAIM, {N, P}),
    Verb.EXPIRE: (By.CLOCK, set()),  # not before its time
    Verb.REOPEN: (By.GIVER, {U, X}),
    Verb.END: (By.GIVER, {N, P, U, X}),
}


@pytest.mark.parametrize("verb", Verb)
def test_a_move_is_made_by_whom_and_from_where_the_table_says(verb: Verb) -> None:
    by, sources = MAY[verb]
    for state in State:
        for who in By:
            may = rules.may_move(verb, state=state, clock_at=LATER, now=NOW, by=who)
            assert may == (who == by and state in sources), (state, who)


@pytest.mark.parametrize(
    ("verb", "state", "by", "may"),
    [
        (Verb.EXPIRE, N, By.CLOCK, True), (Verb.EXPIRE, P, By.CLOCK, True), (Verb.EXPIRE, E, By.CLOCK, False),
        (Verb.TAKE, N, By.GIVER, False), (Verb.CONFIRM, N, By.GIVER, False), (Verb.REOPEN, N, By.GIVER, True),
        (Verb.GIVE_BACK, N, By.CLAIM, True), (Verb.END, N, By.GIVER, True),
    ],
)  # fmt: skip
def test_an_offer_whose_time_is_over_is_expired_before_the_clock_has_noted_it(
    verb: Verb, state: State, by: By, may: bool
) -> None:
    assert rules.may_move(verb, state=state, clock_at=BEFORE, now=NOW, by=by) == may


def test_every_state_can_be_left_for_its_end_and_an_end_is_one() -> None:
    assert all(state in rules.MOVES[Verb.END].sources for state in State if state != E)
    assert not [verb for verb, move in rules.MOVES.items() if E in move.sources and move.target]


def test_an_offer_expires_at_its_end_or_three_weeks_after_the_last_word() -> None:
    assert rules.clock_at(NOW + timedelta(days=10), NOW) == NOW + timedelta(days=10)
    assert rules.clock_at(NOW + timedelta(days=60), NOW) == NOW + timedelta(days=21)
    assert not rules.is_asked(N, NOW - timedelta(days=13, hours=23), NOW)
    assert rules.is_asked(P, NOW - timedelta(days=14), NOW)
    assert not rules.is_asked(X, NOW - timedelta(days=14), NOW)


@pytest.mark.parametrize(
    ("sort", "taken", "handed", "used"),
    [
        (Sort.GOODS, 10, {"rice": 4, "milk": 9}, 4), (Sort.GOODS, 10, {"rice": 30}, 10),
        (Sort.GOODS, 10, {"milk": 3}, 0),
        (Sort.LABOUR, 3, {"milk": 1}, 3), (Sort.VEHICLE, 1, {}, 0), (Sort.MONEY, 500, {"rice": 0}, 0),
    ],
)  # fmt: skip
def test_what_was_handed_over_goes_of_it_and_never_more_than_was_set_aside(
    sort: Sort, taken: int, handed: dict[str, int], used: int
) -> None:
    assert rules.used_of(sort, taken, "rice" if sort == Sort.GOODS else None, handed) == used


@pytest.mark.parametrize(
    ("quantity", "days", "faults"),
    [
        (1, 1, []), (0, 1, ["quantity"]), (10_000, 1, ["quantity"]), (1, 0, ["past"]), (1, 62, ["long"]),
        (0, -1, ["quantity", "past"]),
    ],
)  # fmt: skip
def test_an_offer_has_something_and_lasts_sixty_days_at_most(quantity: int, days: int, faults: list[str]) -> None:
    assert list(rules.trouble_with(Sort.GOODS, quantity, NOW + timedelta(days=days), NOW)) == faults


def test_a_month_begins_where_the_site_is() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    late = datetime(2026, 11, 30, 18, tzinfo=UTC)  # already December there
    assert rules.month_start(late, zone) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert rules.month_start(NOW, zone) == datetime(2026, 10, 31, 17, tzinfo=UTC)
