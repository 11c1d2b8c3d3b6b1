"""Combos raced: many processes take, change and give back the same hundred combos as fast as they can.

The line: of 100 combos exactly 100 are held in the end, however many wanted one, and what the window counts is what was
confirmed. Each taking writes a line in its own transaction; these lines are the truth that the counts are held beside.
"""

import multiprocessing
import random
import time
from collections import Counter
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.app import create_app
from connect.errors import Busy, Conflict
from connect.operations import key_rotation
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow, WindowCombo, WindowEvent
from connect.shopping.windows.rules import Verb
from tests.builders import make_window
from tests.faults.claims import on_postgres, on_sqlite

TOTAL = 100
GIVE_BACK_UNTIL = 0.6  # of the takers of a process: those after them want all that came back


def race(settings: dict[str, Any], *, takers: int, processes: int, careless: bool = False) -> dict[str, int]:
    """Races on a site of our own, of which `settings` say where it is; the figures."""
    app = create_app(**settings)
    with app.app_context():
        with db.transaction():
            key_rotation.ensure()  # as a site does when it starts
        window = make_window(total=TOTAL, most_orders=2_000)
        number, combo = window.id, window.combos[0].id
        db.session.remove()
        db.extension.engine.dispose()
    each = takers // processes
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        work = [(settings, number, combo, first * each, each, careless) for first in range(processes)]
        told = sum(pool.starmap(_one_process, work, chunksize=1), Counter())
    with app.app_context():
        return {"takers": each * processes, **told, **_check(number, combo, told)}


def _one_process(
    settings: dict[str, Any], window: int, combo: int, first: int, takers: int, careless: bool
) -> Counter[str]:
    app, dice, told = create_app(**settings), random.Random(first), Counter()
    take = _careless if careless else _take
    with app.app_context():
        for n in range(takers):
            for act, held in _wishes(dice, n < takers * GIVE_BACK_UNTIL):
                try:
                    take(window, combo, first + n, *held)
                except Conflict:
                    told["refused"] += 1
                    if act == "take":
                        break
                except Busy:
                    told["busy"] += 1
                    break
                except Exception:  # whatever else comes would be a page of error
                    told["failed"] += 1
                    break
                else:
                    told[act] += 1
                    told["confirmed"] += held[1] - held[0]
                    told["places"] += (not held[0]) - (not held[1])
                    if act == "give_back":
                        break
            db.session.remove()
    return told


def _wishes(dice: random.Random, may_give_back: bool) -> list[tuple[str, tuple[int, int]]]:
    """The wishes of one taker, each with how many combos are held before and after it."""
    if not may_give_back or dice.random() < 0.25:
        return [("take", (0, 1))]
    return [("take", (0, 1)), ("give_back", (1, 0))] if dice.random() < 0.7 else [("take", (0, 2)), ("change", (2, 1))]


def _take(window: int, combo: int, taker: int, was: int, now: int) -> None:
    """As the pages of orders do it."""
    with db.transaction() as session:
        found = session.get_one(ShoppingWindow, window)
        if not was:
            taking.take(found, {combo: now})
        elif now:
            taking.change(found, {combo: was}, {combo: now})
        else:
            taking.give_back(found, {combo: was})
        _write(window, taker, was, now)


def _careless(window: int, combo: int, taker: int, was: int, now: int) -> None:
    """Planted: reads what is left, and writes what it counted then."""
    left = db.session.execute(sa.select(WindowCombo.total, WindowCombo.taken).where(WindowCombo.id == combo)).one()
    places = db.session.execute(sa.select(ShoppingWindow.taken).where(ShoppingWindow.id == window)).scalar_one()
    db.session.rollback()
    if left[1] + now - was > left[0]:
        raise Conflict("sold out")
    with db.transaction() as session:
        session.execute(sa.update(WindowCombo).where(WindowCombo.id == combo).values(taken=left[1] + now - was))
        session.execute(
            sa.update(ShoppingWindow)
            .where(ShoppingWindow.id == window)
            .values(taken=max(0, places + (not was) - (not now)))
        )
        _write(window, taker, was, now)


def _write(window: int, taker: int, was: int, now: int) -> None:
    """The line by which the truth is counted: who, and how many before and after."""
    db.session.add(
        WindowEvent(window_id=window, at=clock.now(), verb=Verb.ADD, by_id=None, reason=f"{taker} {was} {now}")
    )


def _check(window: int, combo: int, told: Counter[str]) -> dict[str, int]:
    """Holds the counts beside the lines: none lost, none twice, none too many, and all of them held in the end."""
    lines = sa.select(WindowEvent.reason).where(WindowEvent.window_id == window, WindowEvent.reason != "")
    moves = [tuple(map(int, line.split())) for line in db.session.scalars(lines)]
    held, places = sum(now - was for _, was, now in moves), sum((not was) - (not now) for _, was, now in moves)
    taken = db.session.execute(sa.select(WindowCombo.taken).where(WindowCombo.id == combo)).scalar_one()
    counted = db.session.execute(sa.select(ShoppingWindow.taken).where(ShoppingWindow.id == window)).scalar_one()
    first = Counter(taker for taker, was, _ in moves if not was)
    return {
        "held": held,
        "lost": told["confirmed"] - held,
        "doubled": sum(n - 1 for n in first.values()),
        "oversold": max(0, held - TOTAL),
        "unsold": max(0, TOTAL - held),
        "sums_wrong": abs(taken - held) + abs(counted - places) + abs(told["places"] - places),
    }


def run(takers: int, processes: int = 16) -> dict[str, Any]:
    """The long run on both databases, after the planted bug was found on both. Its sums stand at the top."""
    figures: dict[str, Any] = {}
    for name, place in (("sqlite", on_sqlite), ("postgres", on_postgres)):
        with place() as settings:
            planted = race(settings, takers=2_000, processes=processes, careless=True)
            assert planted["oversold"] or planted["sums_wrong"], f"the harness is blind on {name}: {planted}"
        with place() as settings:
            started = time.monotonic()
            told = race(settings, takers=takers, processes=processes)
        figures[name] = {**told, "seconds": round(time.monotonic() - started), "planted": _short(planted)}
        print(f"  combos, {name:<9} {figures[name]}", flush=True)
    return {key: sum(one[key] for one in figures.values()) for key in SUMS} | figures


SUMS = ("lost", "doubled", "oversold", "unsold", "sums_wrong")


def _short(told: dict[str, int]) -> dict[str, int]:
    return {key: told[key] for key in SUMS}
