"""The worker's minute: plans that wait are solved, and planned runs whose stops have changed wait again.

A row says what is to be done, so a lost minute loses nothing, and a process that died in a plan is followed by another.
"""

from collections.abc import Callable
from contextlib import suppress

import structlog

from connect import db
from connect.errors import Conflict
from connect.jobs.queue import every_minute
from connect.shopping.runs import planner, queries
from connect.shopping.runs.models import Run
from connect.shopping.runs.solving import actions
from connect.shopping.runs.solving.reading import Asked

log = structlog.get_logger("connect.jobs")
MOST = 20  # plans of one minute


@every_minute
def solve() -> int:
    """Solves what waits, the longest waiting first; answers how many."""
    done = 0
    while done < MOST and (taken := _taken_up()):
        _solve(*taken)
        done += 1
    return done


def _taken_up() -> tuple[Run, Asked] | None:
    """A run with its problem; both are written before the planner begins, so that nothing is held meanwhile."""
    with db.transaction():
        run = actions.take_up()
        return (run, actions.read(run)) if run else None


def _solve(run: Run, asked: Asked) -> None:
    try:
        plan = planner.plan(asked.problem)
    except Exception as error:
        log.error("run not planned", kind=type(error).__name__)
        _write(lambda: actions.give_up(run))
        return
    _write(lambda: actions.write(run, asked, plan))


def _write(step: Callable[[], object]) -> None:
    """Writes, or leaves it to whoever has changed the run meanwhile."""
    with suppress(Conflict), db.transaction():
        step()


@every_minute
def keep_up() -> int:
    """Plans runs again whose stops somebody else took, or that were withdrawn; answers how many."""
    done = 0
    for run in queries.planned():
        with suppress(Conflict), db.transaction():
            done += actions.plan_again(run) is not None
    return done
