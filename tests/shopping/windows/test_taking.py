"""Places and combos of a window: as many as there are, whoever is faster, and everything comes back."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.shopping.windows import actions, taking
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase
from connect.shopping.windows.taking import PastCutOff, SoldOut
from tests.builders import make_window

pytestmark = pytest.mark.usefixtures("app")


def counted(window: ShoppingWindow) -> tuple[int, int]:
    """The places that are taken, and the first combos."""
    found = db.session.get_one(ShoppingWindow, window.id, populate_existing=True)
    return found.taken, found.combos[0].taken


def take(window: ShoppingWindow, n: int = 1) -> None:
    with db.transaction():
        taking.take(window, {window.combos[0].id: n} if n else {})


def test_taking_counts_a_place_and_combos_and_giving_back_frees_both(app: Flask) -> None:
    window = make_window(total=5)
    take(window, 2)
    take(window, 0)
    assert counted(window) == (2, 2)
    with db.transaction():
        taking.give_back(window, {window.combos[0].id: 2})
    assert counted(window) == (1, 0)


def test_more_than_there_is_takes_nothing_and_says_what_is_left(app: Flask) -> None:
    window = make_window(total=3)
    take(window, 2)
    with pytest.raises(SoldOut) as caught:
        take(window, 2)
    assert caught.value.left == {window.combos[0].id: 1} and not caught.value.is_full
    assert counted(window) == (1, 2)


def test_a_full_window_takes_no_order(app: Flask) -> None:
    window = make_window(most_orders=1)
    take(window)
    with pytest.raises(SoldOut) as caught:
        take(window, 0)
    assert caught.value.is_full


def test_a_change_of_the_last_combo_keeps_the_place_and_never_loses_what_it_held(app: Flask) -> None:
    window = make_window(total=2, most_orders=1)
    take(window, 2)
    combo = window.combos[0].id
    for was, now, left in ((2, 1, 1), (1, 2, 2)):
        with db.transaction():
            taking.change(window, {combo: was}, {combo: now})
        assert counted(window) == (1, left)
    with pytest.raises(SoldOut), db.transaction():
        taking.change(window, {combo: 2}, {combo: 3})
    assert counted(window) == (1, 2)


def test_nobody_takes_less_than_nothing(app: Flask) -> None:
    window = make_window()
    take(window, 3)
    with pytest.raises(ValueError, match="below zero"), db.transaction():
        taking.take(window, {window.combos[0].id: -1})
    assert counted(window) == (1, 3)


def test_a_combo_of_another_window_is_not_to_be_had(app: Flask) -> None:
    here, there = make_window(), make_window()
    with pytest.raises(SoldOut), db.transaction():
        taking.take(here, {there.combos[0].id: 1})
    assert counted(there) == (0, 0)


def test_the_clock_closes_to_the_second_and_giving_back_is_possible_after(app: Flask) -> None:
    window = make_window()
    second = timedelta(seconds=1)
    for at, phase in ((window.cut_off_at, Phase.CLOSED), (window.opens_at - second, Phase.PLANNED)):
        with clock.told(at), pytest.raises(PastCutOff) as caught:
            take(window)
        assert caught.value.phase == phase
    with clock.told(window.cut_off_at - second):
        take(window)
    with clock.told(window.cut_off_at + second):
        with pytest.raises(PastCutOff), db.transaction():
            taking.change(window, {window.combos[0].id: 1}, {})
        with db.transaction():
            taking.give_back(window, {window.combos[0].id: 1})
    assert counted(window) == (0, 0)


def test_a_cancelled_window_takes_nothing(app: Flask) -> None:
    window = make_window()
    with db.transaction():
        actions.cancel(window, db.session.get_one(Person, window.coordinator_id), window.version, "Mưa to")
    with pytest.raises(PastCutOff) as caught:
        take(window)
    assert caught.value.phase == Phase.CANCELLED


def test_of_twelve_at_once_as_many_take_the_last_five_as_there_are(app: Flask) -> None:
    window = make_window(total=5)
    number, combo, won = window.id, window.combos[0].id, []
    db.session.remove()

    def run() -> None:
        with app.app_context():
            try:
                with db.transaction():
                    taking.take(db.session.get_one(ShoppingWindow, number), {combo: 1})
                won.append(1)
            except SoldOut:
                pass

    together([partial(run)] * 12)
    assert len(won) == 5
    assert counted(db.session.get_one(ShoppingWindow, number)) == (5, 5)


def together(jobs: list[Callable[[], None]]) -> None:
    """Runs all at once to their ends."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
