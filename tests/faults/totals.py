"""Processes that move cases at random in several wards are killed; the sums of areas equal a look at every case.

The line: 100,000 moves on both databases, no sum wrong; after two planted bugs were found on each.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases.map import area_counts, cell_counts
from connect.cases.models import CaseEvent
from connect.operations import key_rotation
from tests.builders import post_case
from tests.cases.walkers import walkers
from tests.faults.site import fresh_site
from tests.postgres import Cluster

WALKERS, EACH_ROUND = 3, 2000  # processes, and moves after which they are killed
PLANTED = ("forgetful", "wardless")


def run(times: int, seed: int) -> dict[str, dict[str, int]]:
    """So many moves on each database, and how many sums were wrong."""
    figures = {}
    for name, place in (("sqlite", fresh_site), ("postgres", _on_postgres)):
        for bug in PLANTED:
            with place() as app, app.app_context():
                assert moved(app, 1000, seed, bug)["totals_wrong"], f"the harness is blind on {name} for {bug}"
        with place() as app, app.app_context():
            figures[name] = moved(app, times, seed)
    return figures


def moved(app: Flask, times: int, seed: int, *words: str) -> dict[str, int]:
    """Has cases moved so often, killing all who move them again and again; and counts anew after each time."""
    kills = wrong = moves = 0
    with db.transaction():
        key_rotation.ensure()  # as a site does when it starts
    post_case()
    while moves < times and not (words and wrong):
        with walkers(app, WALKERS, seed + kills, *words) as running:
            goal = _moves() + min(EACH_ROUND, times - moves)
            while _moves() < goal:
                assert all(one.poll() is None for one in running), "a walker stopped by itself"
                db.session.rollback()
                time.sleep(0.1)
        kills += WALKERS
        moves = _moves()
        due = area_counts.due()
        wrong += len(due.of_areas()) + len(due.of_incidents())
        with db.transaction():
            wrong += cell_counts.recount()
    return {"moves": moves, "kills": kills, "totals_wrong": wrong}


def _moves() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(CaseEvent)) or 0


@contextmanager
def _on_postgres() -> Iterator[Flask]:
    with Cluster() as url, fresh_site(url) as app:
        yield app
