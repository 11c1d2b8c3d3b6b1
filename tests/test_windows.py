"""Counting in this process: a full window refuses, opens again by itself, and what is over takes no memory."""

import time

import pytest
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from connect.windows import Here


class Later:
    """Has the module believe that time has passed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by_s, now = 0.0, time.time
        monkeypatch.setattr(time, "time", lambda: now() + self.by_s)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later.by_s = 61.0`."""
    return Later(monkeypatch)


def test_a_full_window_refuses_until_its_oldest_is_over(later: Later) -> None:
    limiter, twice = MovingWindowRateLimiter(Here()), parse("2 per minute")
    assert limiter.hit(twice, "she")
    later.by_s = 40.0
    assert limiter.hit(twice, "she") and not limiter.hit(twice, "she")
    assert limiter.hit(twice, "another")
    later.by_s = 61.0
    assert limiter.hit(twice, "she") and not limiter.hit(twice, "she")
    assert limiter.get_window_stats(twice, "she").remaining == 0


def test_names_whose_time_is_over_are_forgotten_by_those_who_come_later(later: Later) -> None:
    store, once, often = Here(), parse("1 per second"), parse("1000 per second")
    limiter = MovingWindowRateLimiter(store)
    assert all(limiter.hit(once, f"somebody {n}") for n in range(400))
    assert len(store._windows) == 400
    later.by_s = 2.0
    for _ in range(400):
        limiter.hit(often, "she")
    assert len(store._windows) == 1


def test_names_that_still_count_are_kept_while_others_are_forgotten() -> None:
    limiter, once, often = MovingWindowRateLimiter(Here()), parse("1 per day"), parse("1000 per day")
    assert all(limiter.hit(once, f"somebody {n}") for n in range(50))
    for _ in range(100):
        limiter.hit(often, "she")
    assert not any(limiter.hit(once, f"somebody {n}") for n in range(50))


def test_clearing_forgets_one_and_a_reset_all() -> None:
    store, once = Here(), parse("1 per day")
    limiter = MovingWindowRateLimiter(store)
    assert limiter.hit(once, "a") and limiter.hit(once, "b")
    limiter.clear(once, "a")
    assert limiter.hit(once, "a") and not limiter.hit(once, "b")
    assert store.reset() == 2
    assert limiter.hit(once, "b")
