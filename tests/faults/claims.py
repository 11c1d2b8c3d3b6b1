"""Claims raced: many processes take and give back the same few cases as fast as they can.

The line: no case is ever held by two. It is proved by the history that the door kept, which must alternate between
taken and given back, and by counting that every claim that was confirmed to somebody is there, once.
"""

import itertools
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from connect import db
from connect.accounts.models import Person
from connect.app import create_app
from connect.areas import actions as areas
from connect.cases.claims import actions as claim_actions
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseEvent
from connect.cases.transitions import THE_REQUESTER
from connect.errors import Busy, Conflict
from connect.operations import key_rotation
from tests.builders import make_case, make_person
from tests.postgres import Cluster

EACH = 25  # attempts of one person: nobody may take many more in a day
LOOKS = 20  # attempts of a careless one between two looks whether it has shown by now


def race(
    settings: dict[str, Any], *, attempts: int, processes: int, cases: int = 3, careless: bool = False
) -> dict[str, int]:
    """Races for `attempts` on a site of our own, of which `settings` say where it is; the figures."""
    app = create_app(**settings)
    with app.app_context():
        with db.transaction():
            key_rotation.ensure()  # as a site does when it starts
        prepared = [make_case().id for _ in range(cases)]
        people = 1 + attempts // processes // EACH
        crowd = [[make_person(verified=True).id for _ in range(people)] for _ in range(processes)]
        db.session.remove()
        db.extension.engine.dispose()
    each = attempts // processes
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        work = [(settings, mine, prepared, each, careless) for mine in crowd]
        told = sum(pool.starmap(_one_process, work, chunksize=1), Counter())
    with app.app_context():
        return {"attempts": sum(told.values()), **told, **_check(prepared, told["confirmed"])}


def _one_process(
    settings: dict[str, Any], people: list[int], cases: list[int], attempts: int, careless: bool
) -> Counter[str]:
    app, dice, told = create_app(**settings), random.Random(people[0]), Counter()
    take, free = (careless_claim, careless_give_back) if careless else (claim, give_back)
    with app.app_context():
        for number in range(attempts):
            if careless and not number % LOOKS:
                if any(map(_doubles, cases)):
                    break  # what was planted is found
                db.session.rollback()
            case, person = dice.choice(cases), people[number // EACH]
            try:
                take(case, person)
            except Conflict:
                told["refused"] += 1
            except Busy:
                told["busy"] += 1
            except Exception:  # whatever else comes would be a page of error
                told["failed"] += 1
            else:
                told["confirmed"] += 1
                free(case, person)
            db.session.remove()
    return told


def claim(case: int, person: int) -> None:
    """As the page does it."""
    with db.transaction() as session:
        claim_actions.claim(case_view.of(session.get_one(Case, case), Actor(session.get_one(Person, person))))


def give_back(case: int, _person: int) -> None:
    """So that there is something to race for again: the requester has it back, after which no helper has to pause."""
    with db.transaction() as session:
        claim_actions.release(case_view.of(session.get_one(Case, case), THE_REQUESTER), "stopped")


def careless_claim(case: int, person: int) -> None:
    """Planted: reads whether the case is free, and writes what it decided then."""
    free = db.session.execute(sa.select(Case.state).where(Case.id == case)).scalar_one()
    db.session.rollback()
    if free != "open":
        raise Conflict("taken")
    _write(case, person, "claim", "claimed")


def careless_give_back(case: int, person: int) -> None:
    """Planted: the other half of it."""
    _write(case, person, "release", "open")


def _write(case: int, person: int, verb: str, state: str) -> None:
    with db.transaction() as session:
        session.execute(sa.update(Case).where(Case.id == case).values(state=state))
        session.add(
            CaseEvent(
                case_id=case, at=db.EPOCH, verb=verb, from_state="", to_state=state, actor="volunteer", person_id=person
            )
        )


def _check(cases: list[int], confirmed: int) -> dict[str, int]:
    """What the history says: two takings without a giving back between them are a double."""
    double = sum(map(_doubles, cases))
    found = sum(_moves(case).count("claim") for case in cases)
    with db.transaction():
        wrong = cell_counts.recount()
    return {"double": double, "lost": confirmed - found, "counts_wrong": wrong}


def _doubles(case: int) -> int:
    return sum(pair == ("claim", "claim") for pair in itertools.pairwise(_moves(case)))


def _moves(case: int) -> list[str]:
    history = sa.select(CaseEvent.verb).where(CaseEvent.case_id == case).order_by(CaseEvent.id)
    return [verb for verb in db.session.scalars(history) if verb in ("claim", "release")]


def run(attempts: int, processes: int = 16) -> dict[str, dict[str, int]]:
    """The long run on both databases, after the planted bug was found on both."""
    figures = {}
    for name, place in (("sqlite", on_sqlite), ("postgres", on_postgres)):
        with place() as settings:
            planted = race(settings, attempts=2000, processes=processes, careless=True)
            assert planted["double"], f"the harness is blind on {name}: {planted}"
            started = time.monotonic()
            told = race(settings, attempts=attempts, processes=processes)
            figures[name] = {**told, "seconds": round(time.monotonic() - started), "planted_double": planted["double"]}
            print(f"  claims, {name:<9} {figures[name]}", flush=True)
    return figures


@contextmanager
def on_sqlite() -> Iterator[dict[str, Any]]:
    """The settings of a new site on SQLite."""
    with tempfile.TemporaryDirectory(prefix="connect-claims-") as folder:
        yield new_site(Path(folder))


@contextmanager
def on_postgres() -> Iterator[dict[str, Any]]:
    """The settings of a new site on PostgreSQL."""
    with Cluster() as url, tempfile.TemporaryDirectory(prefix="connect-claims-") as folder:
        yield new_site(Path(folder), url)


def new_site(folder: Path, database_url: str = "") -> dict[str, Any]:
    """A migrated site with all areas in a folder of its own; its settings."""
    settings: dict[str, Any] = {
        "instance": folder, "database_url": database_url, "secret_key": "race", "keys": "1:" + "A" * 43 + "=",
        "staff_second_factor": "offered", "writes_waiting": 10_000, "writes_wait_s": 60,
    }  # fmt: skip
    app: Flask = create_app(**settings)
    with app.app_context():
        upgrade()
        with db.transaction():
            key_rotation.ensure()
        areas.import_areas()
        db.session.remove()
        db.extension.engine.dispose()
    return settings
