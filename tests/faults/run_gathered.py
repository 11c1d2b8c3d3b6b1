"""A run of forty is gathered while neighbours take what they can, and two coordinators want the same orders.

The lines: no case is ever held by two; no door is shown to anybody who did not hold it at that moment; what was told to
be taken is there, once. Processes that gather are killed half way and pressed again. Proved by what the database kept.
"""

import itertools
import multiprocessing
import os
import queue
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.app import create_app
from connect.cases.claims import actions as claims
from connect.cases.claims.models import Claim, Disclosure
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case, CaseEvent
from connect.cases.transitions import Actor
from connect.errors import ConnectError
from connect.operations import key_rotation
from connect.shopping.gathering import queries, views
from connect.shopping.gathering.rules import Outcome
from connect.shopping.orders.models import Order, OrderEvent
from connect.shopping.runs.models import Run, RunStop
from connect.shopping.sheets import queries as sheets
from tests.builders import make_person
from tests.faults.claims import on_postgres, on_sqlite
from tests.shopping.gathering.builders import Made, rival_of

STOPS = 40
NEIGHBOURS = 3  # processes
KILLED_AFTER = 3  # orders that it has taken
TAKE = {"claim", "hand_on"}
GIVE = {"release", "lapse", "cannot_reach", "help", "withdraw", "recall", "expire"}
Figures = dict[str, int]


def race(settings: dict[str, Any], seed: int, *, careless: bool = False) -> Figures:
    """One run gathered by two coordinators among neighbours; the figures."""
    app = create_app(**settings)
    with app.app_context():
        with db.transaction():
            key_rotation.ensure()
        made = Made(stops=STOPS, teams=4)
        rival = rival_of(made)
        crowd = [[make_person(verified=True).id for _ in range(5)] for _ in range(NEIGHBOURS)]
        runs = [(made.run.id, made.coordinator.id), (rival.id, rival.coordinator_id)]
        cases = [order.case_id for order in made.orders]
        with db.transaction() as session:  # neighbours may come too: the cut-off lies ahead for them
            made.window.cut_off_at = clock.now() + timedelta(hours=1)
            made.window.deliver_from = made.window.deliver_until = clock.now() + timedelta(hours=9)
            made.window.deliver_until += timedelta(hours=1)
            session.add(made.window)
        db.session.remove()
        db.extension.engine.dispose()
    told = _all_at_once(settings, runs, crowd, cases, seed, careless)
    with app.app_context():
        found = _check(cases, told)
        db.session.remove()
        db.extension.engine.dispose()
    return found


def _all_at_once(
    settings: dict[str, Any], runs: list[tuple[int, int]], crowd: list[list[int]], cases: list[int], seed: int,
    careless: bool,
) -> Counter[tuple[str, int]]:  # fmt: skip
    context = multiprocessing.get_context("spawn")
    told, own = context.Queue(), context.Queue()  # whoever is killed may take the lock of a queue along
    neighbours = [context.Process(target=_neighbours, args=(settings, mine, cases, seed + n, told, careless))
                  for n, mine in enumerate(crowd)]  # fmt: skip
    pressed = [context.Process(target=_gather, args=(settings, *one, to, careless))
               for one, to in zip(runs, (own, told), strict=True)]  # fmt: skip
    for one in (*neighbours, *pressed):
        one.start()
    found: Counter[tuple[str, int]] = Counter()
    _kill_half_way(pressed[0], own, found)
    again = context.Process(target=_gather, args=(settings, *runs[0], told, careless))
    again.start()
    alive = [*neighbours, *pressed, again]
    while any(one.is_alive() for one in alive) or not told.empty():
        with suppress(Exception):
            found[told.get(timeout=0.2)] += 1
    for one in alive:
        one.join()
    return found


def _kill_half_way(one: Any, told: Any, found: Counter[tuple[str, int]]) -> None:
    """The first to press is killed once it has taken some; what it has told by then is counted."""
    while one.is_alive() and found.total() < KILLED_AFTER:
        with suppress(queue.Empty):
            found[told.get(timeout=0.1)] += 1
    if one.pid and one.is_alive():
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGKILL)
    one.join()
    with suppress(queue.Empty):
        while True:
            found[told.get(timeout=0.2)] += 1


def _gather(settings: dict[str, Any], run_id: int, by: int, told: Any, careless: bool) -> None:
    """A coordinator presses: each stop by the door; then the leaders' sheets are printed."""
    app = create_app(**settings)
    with app.app_context():
        ids = list(
            db.session.scalars(sa.select(RunStop.id).where(RunStop.run_id == run_id, RunStop.team_id.is_not(None)))
        )
        db.session.rollback()
        for number in ids:
            with suppress(ConnectError):
                outcome = (careless_gather if careless else views.gathered)(run_id, number, by)
                if outcome == Outcome.GATHERED:
                    told.put(("gathered", number))
            db.session.remove()
        _print(run_id, by)
        db.session.remove()


def _print(run_id: int, by: int) -> None:
    with suppress(ConnectError), db.transaction() as session:
        run, printer = session.get_one(Run, run_id), session.get_one(Person, by)
        for team in run.teams:
            sheets.doors(run, team, printer)


def _neighbours(
    settings: dict[str, Any], people: list[int], cases: list[int], seed: int, told: Any, careless: bool
) -> None:
    """Neighbours take what they can, look, and give some of it back."""
    app, dice = create_app(**settings), random.Random(seed)
    with app.app_context():
        for number in range(5 * len(people)):
            case, person = dice.choice(cases), people[number % len(people)]
            with suppress(ConnectError):
                (careless_claim if careless else _claim)(case, person)
                told.put(("claimed", case))
                _look_and_give_back(case, person, dice.random() < 0.5)
            db.session.remove()


def _claim(case: int, person: int) -> None:
    with db.transaction() as session:
        claims.claim(case_view.of(session.get_one(Case, case), Actor(session.get_one(Person, person))))


def _look_and_give_back(case: int, person: int, back: bool) -> None:
    with suppress(ConnectError), db.transaction() as session:
        view = case_view.of(session.get_one(Case, case), Actor(session.get_one(Person, person)))
        disclosures.reveal(view, "to deliver")
    if back:
        with suppress(ConnectError), db.transaction() as session:
            view = case_view.of(session.get_one(Case, case), Actor(session.get_one(Person, person)))
            claims.release(view, "no_time")


# --- Planted ----------------------------------------------------------------------------------------------


def careless_gather(run_id: int, stop_id: int, by: int) -> Outcome:
    """Planted: reads whether the case is free, and writes what it decided then, past the door; shows the door too."""
    stop = db.session.get_one(RunStop, stop_id)
    case, order, leader = stop.order.case_id, stop.order_id, stop.team.leader_id if stop.team else 0
    return _write(
        case, leader, Outcome.GATHERED, lambda: sa.update(Order).where(Order.id == order).values(run_id=run_id)
    )


def careless_claim(case: int, person: int) -> None:
    """Planted: the same by neighbours."""
    _write(case, person, Outcome.GATHERED, lambda: None)


def _write(case: int, person: int, outcome: Outcome, more: Callable[[], Any]) -> Outcome:
    free = db.session.scalar(sa.select(Case.state).where(Case.id == case)) == "open"
    db.session.rollback()
    time.sleep(0.05)
    if not free or not person:
        return Outcome.LOST
    with db.transaction() as session:
        session.execute(sa.update(Case).where(Case.id == case).values(state="claimed"))
        values = {"verb": "claim", "from_state": "open", "to_state": "claimed", "actor": "volunteer"}
        session.add(CaseEvent(case_id=case, at=clock.now(), person_id=person, **values))
        seen = Disclosure(case_id=case, person_id=person, role="run", reason="x", at=clock.now())
        session.add(seen)
        if (also := more()) is not None:
            session.execute(also)
    return outcome


# --- What the database says -------------------------------------------------------------------------------


def _check(cases: list[int], told: Counter[tuple[str, int]]) -> Figures:
    gathered = sum(many for (what, _), many in told.items() if what == "gathered")
    taken = sum(many for (what, _), many in told.items() if what == "claimed")
    return {
        "two_holders": sum(map(_two_holders, cases)), "wrong_disclosures": sum(map(_wrong_disclosures, cases)),
        "lost": _lost(told), "doubled": _doubled(cases), "gathered": gathered, "claimed": taken,
    }  # fmt: skip


def _two_holders(case: int) -> int:
    """Takings without a giving back between them, and claims that overlap."""
    history = sa.select(CaseEvent.verb).where(CaseEvent.case_id == case).order_by(CaseEvent.id)
    moves = [verb for verb in db.session.scalars(history) if verb in TAKE | GIVE]
    twice = sum(one in TAKE and other == "claim" for one, other in itertools.pairwise(moves))
    spans = [(one.taken_at, one.ended_at or one.until) for one in _claims(case)]
    return twice + sum(other[0] < one[1] for one, other in itertools.pairwise(spans))


def _claims(case: int) -> list[Claim]:
    return list(db.session.scalars(sa.select(Claim).where(Claim.case_id == case).order_by(Claim.taken_at, Claim.id)))


def _wrong_disclosures(case: int) -> int:
    """Looks of anybody who neither held the case then nor printed for whoever held it in a run."""
    held = _claims(case)
    seen = db.session.scalars(sa.select(Disclosure).where(Disclosure.case_id == case))
    return sum(not any(_may_look(one, claim) for claim in held) for one in seen)


def _may_look(seen: Disclosure, claim: Claim) -> bool:
    if not claim.taken_at <= seen.at <= (claim.ended_at or claim.until) or claim.allowed_at is None:
        return False
    if seen.person_id == claim.person_id:
        return seen.at >= claim.allowed_at
    run = db.session.get(Run, claim.run) if claim.run is not None else None
    return run is not None and seen.person_id == run.coordinator_id and seen.reason == queries.name_of(run)


def _lost(told: Counter[tuple[str, int]]) -> int:
    """Stops of which it was told that they are taken, and whose order no run has or had."""
    lost = 0
    for (what, number), many in told.items():
        if what == "gathered":
            order = db.session.get_one(RunStop, number).order_id
            there = sa.select(sa.func.count()).where(OrderEvent.order_id == order, OrderEvent.verb == "gather")
            lost += max(0, many - (db.session.scalar(there) or 0))
        else:
            there = sa.select(sa.func.count()).where(Claim.case_id == number, Claim.run.is_(None))
            lost += max(0, many - (db.session.scalar(there) or 0))
    return lost


def _doubled(cases: list[int]) -> int:
    """Orders that a run has without holding their case, or whose case a run holds without having them; and twice."""
    wrong = 0
    for case in cases:
        order = db.session.scalar(sa.select(Order).where(Order.case_id == case))
        live = [one for one in _claims(case) if one.ended_at is None and one.run is not None]
        wrong += order is not None and order.run_id != (live[0].run if live else None)
        wrong += len(live) > 1
    return wrong


def run(times: int, seed: int) -> Figures:
    """So many runs on each database, after the planted bug was found on both; the sums."""
    sums: Counter[str] = Counter()
    for name, place in (("sqlite", on_sqlite), ("postgres", on_postgres)):
        with place() as settings:
            planted = race(settings, seed, careless=True)
            assert planted["two_holders"] and planted["wrong_disclosures"], f"the harness is blind on {name}: {planted}"
            for number in range(times):
                figures = race(settings, seed + number)
                sums.update(figures)
                print(f"  run gathered, {name:<9} {figures}", flush=True)
            sums["planted"] += planted["two_holders"]
    bad = ("two_holders", "wrong_disclosures", "lost", "doubled")
    return {name: sums[name] for name in (*bad, "gathered", "claimed", "planted")}
