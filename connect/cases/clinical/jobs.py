"""Periodic jobs on medical advice: what a clinician may hold no more, and whom a clinician wants to hear again."""

from collections.abc import Callable

from connect import db
from connect.cases.clinical import actions
from connect.cases.models import Case
from connect.errors import ConnectError
from connect.jobs.queue import every_minute

BATCH = 500


@every_minute
def guard_advice() -> int:
    """Takes medical advice back from those whose credential does not hold any more; says how many cases."""
    return sum(_do(case_id, actions.take_back) for case_id in actions.held_unchecked())


@every_minute
def call_again() -> int:
    """Puts cases back on the clinicians' list on the day that was agreed; says how many."""
    return sum(_do(case_id, actions.call_again) for case_id in actions.due_again(BATCH))


def _do(case_id: int, act: Callable[[Case], None]) -> int:
    try:
        with db.transaction():
            act(db.session.get_one(Case, case_id))
    except ConnectError:  # somebody acted in between, so it is no longer due
        return 0
    return 1
