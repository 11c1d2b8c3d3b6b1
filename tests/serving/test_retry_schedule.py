"""Appointments for those who are turned away: as far apart as others are let in."""

import itertools

import pytest

from connect.serving.retry_schedule import GUESSED, LEAST, Slots


def crowd(slots: Slots, seconds: int, let_in: int, turned: int) -> list[float]:
    """So many seconds of a crowd, evenly: when those of the last second should come again."""
    for second in range(1, seconds + 1):
        for number in range(let_in):
            slots.let_in(second + number / let_in)
        told = [slots.pause_s(second + number / turned) for number in range(turned)]
    return told


def test_one_who_is_turned_away_comes_again_after_the_first_pause() -> None:
    assert Slots(2, 60).pause_s(100.0) == 2


def test_no_two_are_asked_for_the_same_moment() -> None:
    slots = Slots(2, 60)
    told = [slots.pause_s(100.0) for _ in range(30)]
    assert [late - early for early, late in itertools.pairwise(told)] == pytest.approx([1 / GUESSED] * 29)


def test_the_next_moment_is_as_far_as_others_are_let_in() -> None:
    slots = Slots(2, 1000)
    crowd(slots, 20, let_in=100, turned=5)
    assert slots.rate == pytest.approx(100, rel=0.1)


def test_quiet_seconds_say_nothing_of_how_many_could_be_let_in() -> None:
    slots = Slots(2, 60)
    for second in range(100):
        slots.let_in(float(second))
    assert slots.rate == GUESSED


def test_nobody_is_asked_to_wait_longer_than_the_longest_pause() -> None:
    assert max(crowd(Slots(2, 60), 20, let_in=1, turned=500)) <= 60


def test_hope_does_not_end_when_nobody_is_let_in() -> None:
    slots = Slots(2, 60)
    for tenth in range(1000):
        slots.pause_s(tenth / 10)
    assert slots.rate == LEAST


def test_the_calendar_is_empty_again_after_the_crowd() -> None:
    slots = Slots(2, 60)
    crowd(slots, 10, let_in=10, turned=500)
    assert slots.pause_s(1000.0) < 3
