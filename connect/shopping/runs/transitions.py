"""The one door of a run: the rule, one conditional UPDATE by which the database decides, one line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.shopping.runs import rules
from connect.shopping.runs.models import Run, RunEvent
from connect.shopping.runs.rules import By, State, Verb

FASTER = _l("This run has just changed. Look at it again, then press once more.")
MOVED_ON = _l("This run has moved on, so that is not possible any more. Look at where it stands now.")


def move(
    run: Run, verb: Verb, by: By, person: Person | None = None, *, detail: dict[str, Any] | None = None, **more: Any
) -> Run:
    """Changes a run by one of `rules.MOVES`. `more` are columns that change with it, as values or SQL.

    Raises Conflict when it is not possible from where the run stands, or when somebody was faster.
    """
    if not rules.may_move(verb, state=run.state, by=by):
        raise Conflict(MOVED_ON)
    was, target = run.state, rules.MOVES[verb].target or run.state
    change = sa.update(Run).where(Run.id == run.id, Run.version == run.version, Run.state == was)
    change = change.values(state=target, version=Run.version + 1, changed_at=clock.now(), **more)
    result = db.session.execute(change.execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(run)
    record(run, verb, was, person, detail)
    return run


def record(
    run: Run, verb: Verb, was: State | str, person: Person | None = None, detail: dict[str, Any] | None = None
) -> None:
    """Appends a line to the history."""
    db.session.add(
        RunEvent(
            run_id=run.id, at=clock.now(), verb=verb, from_state=was, to_state=run.state,
            person_id=person.id if person else None, detail=detail or {},
        )
    )  # fmt: skip
    db.session.flush()
