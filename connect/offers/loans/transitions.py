"""The one door of a loan: the rule, one conditional UPDATE by which the database decides, one line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.errors import Conflict
from connect.offers.loans import rules
from connect.offers.loans.models import Loan, LoanEvent
from connect.offers.loans.rules import By, State, Verb

FASTER = _l("This loan has just changed. Look at it again, then press once more.")
MOVED_ON = _l("This loan has moved on, so that is not possible any more. Look at where it stands now.")


def move(loan: Loan, verb: Verb, by: By, *, words: str = "", **more: Any) -> Loan:
    """Changes a loan by one of `rules.MOVES`. `more` are columns that change with it.

    Raises Conflict when it is not possible from where the loan stands, or when somebody was faster.
    """
    if not rules.may_move(verb, state=loan.state, by=by, extended=loan.extended_at is not None):
        raise Conflict(MOVED_ON)
    was, now, target = loan.state, clock.now(), rules.target(verb, by)
    if target != State.LENT:
        more["remind_at"] = None
    change = sa.update(Loan).where(Loan.id == loan.id, Loan.version == loan.version, Loan.state == was)
    change = change.values(state=target, version=Loan.version + 1, changed_at=now, **more)
    result = db.session.execute(change.execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(loan)
    record(loan, verb, by, was, words)
    return loan


def record(loan: Loan, verb: Verb, by: By, was: str, words: str = "") -> None:
    """Appends a line to the history."""
    event = LoanEvent(
        loan_id=loan.id, at=clock.now(), verb=verb, by=by, from_state=was, to_state=loan.state,
        condition=loan.condition, due_at=loan.due_at,
    )  # fmt: skip
    event.words = words or None
    db.session.add(event)
    db.session.flush()
