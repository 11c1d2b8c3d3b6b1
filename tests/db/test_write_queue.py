"""Turns are served in order, to few at once, and those who wait are bounded in number and time."""

import threading
from collections.abc import Callable

import pytest

from connect.db.write_queue import NoTurn, Turns


def waiting(turns: Turns, number: int) -> None:
    while len(turns._waiting) < number:
        pass


def start(run: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_who_came_first_is_served_first() -> None:
    turns, served, threads = Turns(1), [], []

    def come(number: int) -> None:
        with turns.one(9, 60):
            served.append(number)

    with turns.one(9, 60):
        for number in range(5):
            threads.append(start(lambda number=number: come(number)))  # type: ignore[misc]
            waiting(turns, number + 1)
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def test_who_leaves_hands_over_and_cannot_take_the_next_turn_before_those_who_wait() -> None:
    turns, served = Turns(1), []

    def come() -> None:
        with turns.one(9, 60):
            served.append("other")

    with turns.one(9, 60):
        thread = start(come)
        waiting(turns, 1)
    with turns.one(9, 60):
        served.append("again")
    thread.join()
    assert served == ["other", "again"]


def test_more_than_may_wait_are_sent_away_at_once() -> None:
    turns = Turns(1)
    with turns.one(0, 60):
        assert turns.is_full(0)
        with pytest.raises(NoTurn), turns.one(0, 60):
            pass
    assert not turns.is_full(0)


def test_a_turn_that_does_not_come_is_given_up_and_left_to_others() -> None:
    turns = Turns(1)
    with turns.one(9, 60), pytest.raises(NoTurn), turns.one(9, 0):
        pass
    with turns.one(0, 0):
        pass


def test_as_many_as_there_are_places_go_in_at_once() -> None:
    turns = Turns(2)
    with turns.one(0, 0), turns.one(0, 0), pytest.raises(NoTurn), turns.one(0, 0):
        pass
