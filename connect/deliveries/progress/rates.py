"""How fast a dispatch goes: its sums are looked at each minute, so that a page need look at no time but now."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.deliveries.ledger import rules, sums
from connect.deliveries.ledger.models import Dispatch, DispatchBatch
from connect.deliveries.ledger.store import Line

LEAST = timedelta(seconds=5)  # between two looks: else a minute is guessed from too little


def note(ledger: Line) -> int:
    """Counts again what is under way, inside the transaction of the site; how many dispatches."""
    under_way = _under_way()
    for dispatch in under_way:
        gone = rules.gone(sums.of_dispatch(ledger, dispatch.id))
        dispatch.a_minute = _a_minute(dispatch, gone)
        stands = dispatch.marked_gone == gone and _has_no_ranges(dispatch)
        dispatch.marked_at, dispatch.marked_gone = (None if stands else clock.now()), gone
    return len(under_way)


def _under_way() -> Sequence[Dispatch]:
    """The dispatches that have ranges to make, or were counted a minute ago."""
    open_ones = sa.select(DispatchBatch.dispatch_id).where(
        DispatchBatch.finished_at.is_(None), DispatchBatch.due_at <= clock.now()
    )
    followed = sa.or_(Dispatch.id.in_(open_ones), Dispatch.marked_at.is_not(None))
    return db.session.scalars(sa.select(Dispatch).where(followed).limit(500)).all()


def _a_minute(dispatch: Dispatch, gone: int) -> int | None:
    if dispatch.marked_at is None or dispatch.marked_gone is None:
        return None
    passed = clock.now() - dispatch.marked_at
    if passed < LEAST:
        return dispatch.a_minute
    return max(0, round((gone - dispatch.marked_gone) * 60 / passed.total_seconds()))


def _has_no_ranges(dispatch: Dispatch) -> bool:
    open_ones = DispatchBatch.dispatch_id == dispatch.id, DispatchBatch.finished_at.is_(None)
    return db.session.scalar(sa.select(DispatchBatch.id).where(*open_ones).limit(1)) is None
