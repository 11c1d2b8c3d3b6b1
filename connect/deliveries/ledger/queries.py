"""The fate of messages: the sums of a dispatch, and since when the oldest waits."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.deliveries.ledger import sums
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import HELD, MAY_HAVE_LEFT, Lane, State
from connect.deliveries.ledger.store import Line, line


def dispatch(kind: str, row: int) -> Dispatch | None:
    """The dispatch about a row of its owner."""
    return db.session.scalar(sa.select(Dispatch).where(Dispatch.kind == kind, Dispatch.row == row))


def progress(dispatch_id: int) -> dict[tuple[str, State], int]:
    """How many messages of a dispatch there are by medium and state; those that are ranges yet are not among them."""
    with line() as ledger:
        return sums.of_dispatch(ledger, dispatch_id)


def may_have_left(dispatches: Iterable[int], contacts: Iterable[int]) -> list[tuple[int, int, State]]:
    """The messages that some contacts may have had of some dispatches: dispatch, contact and state."""
    with line() as ledger:
        found = ledger.rows(_LEFT, (ledger.numbers(dispatches), ledger.numbers(contacts)))
    return [(dispatch, contact, State(state)) for dispatch, contact, state in found]


def waits_by_lane() -> dict[Lane, datetime]:
    """Since when the oldest message of each lane waits that is due; of no other lane."""
    with line() as ledger:
        now = ledger.value_of(clock.now())
        found: dict[Lane, datetime] = {}
        for text in (_OLDEST_ROWS, _OLDEST_RANGES):
            for lane, due_at in ledger.rows(text, (now,)):
                moment = ledger.moment_of(due_at)
                found[Lane(lane % HELD)] = min(moment, found.get(Lane(lane % HELD), moment))
    return dict(sorted(found.items()))


def oldest_due(ledger: Line) -> datetime | None:
    """Since when the message waits that should have left first; None when none is due."""
    now = ledger.value_of(clock.now())
    found = [one for text in (_OLDEST_ROW, _OLDEST_RANGE) for (one,) in ledger.rows(text, (now,)) if one is not None]
    return ledger.moment_of(min(found)) if found else None


_LEFT = f"""
    SELECT dispatch_id, contact_id, state FROM deliveries WHERE dispatch_id IN NUMBERS AND contact_id IN NUMBERS
    AND state IN ({", ".join(str(int(one)) for one in MAY_HAVE_LEFT)})
"""  # nosec B608 # noqa: S608 - numbers of states
_OLDEST_ROW = "SELECT min(due_at) FROM deliveries WHERE state = 0 AND lane < 100 AND due_at <= ?"
_OLDEST_RANGE = """
    SELECT min(b.due_at) FROM dispatch_batches b JOIN dispatches p ON p.id = b.dispatch_id
    WHERE b.finished_at IS NULL AND p.paused_at IS NULL AND p.cancelled_at IS NULL AND b.due_at <= ?
"""
_OLDEST_ROWS = "SELECT lane, min(due_at) FROM deliveries WHERE state = 0 AND lane < 100 AND due_at <= ? GROUP BY lane"
_OLDEST_RANGES = """
    SELECT b.lane, min(b.due_at) FROM dispatch_batches b JOIN dispatches p ON p.id = b.dispatch_id
    WHERE b.finished_at IS NULL AND p.paused_at IS NULL AND p.cancelled_at IS NULL AND b.due_at <= ? GROUP BY b.lane
"""
