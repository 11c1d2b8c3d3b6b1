"""Publishing and recalling: a few rows of the site's database, however many receive the message.

All are called inside `db.transaction()`, with whatever the message is about; nothing here touches the ledger's file.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import nudge, owners, rules
from connect.deliveries.ledger.models import Dispatch, DispatchBatch
from connect.deliveries.ledger.rules import Lane, Policy


def publish(
    kind: str, row: int, *, lane: Lane, policy: Policy, expires_at: datetime, due_at: datetime | None = None,
    only: int | Sequence[int] | None = None, replaces: Dispatch | None = None, recalls: bool = False,
) -> Dispatch:  # fmt: skip
    """Writes down that a kind of message about a row of its owner is to go out, once for each row.

    `only` names the one contact that can receive it, or the few. `replaces` is the version before this one, which
    leaves no more; `recalls` sends to nobody but whoever may have had an earlier version.
    """
    if kind not in owners.OWNERS:
        raise ValueError(f"nobody announced {kind}: see ledger.owners")
    made = Dispatch(
        id=_new_id(), kind=kind, row=row, lane=lane, policy=policy, due_at=due_at or clock.now(), expires_at=expires_at,
        chain_id=(replaces.chain_id or replaces.id) if replaces else None, recalls=recalls,
        created_at=clock.now(),
    )  # fmt: skip
    if replaces is not None:
        cancel(replaces)
    db.session.add(made)
    db.session.flush()
    if only is None and owners.places(kind, row) is not None:
        walk = DispatchBatch(dispatch_id=made.id, lane=lane, due_at=made.due_at, low=0, high=0, cursor=0, place=0)
        db.session.add(walk)
    else:
        for low, high in _ranges(only):
            one = DispatchBatch(dispatch_id=made.id, lane=lane, due_at=made.due_at, low=low, high=high, cursor=low - 1)
            db.session.add(one)
    nudge.after_commit(lane)
    return made


def _ranges(only: int | Sequence[int] | None) -> list[tuple[int, int]]:
    if only is not None:
        return [(one, one) for one in ([only] if isinstance(only, int) else only)]
    return rules.ranges(1, db.session.scalar(sa.select(sa.func.max(Contact.id))) or 0)


def _new_id() -> int | None:
    """On SQLite a number by the clock, which no dispatch had before.

    A copy of the site's file that is put back beside a newer ledger would give the next numbers again, and their rows
    would stand there as sent. On PostgreSQL both are one database, whose sequence gives the number.
    """
    if db.is_postgres():
        return None
    newest = db.session.scalar(sa.select(sa.func.max(Dispatch.id))) or 0
    return max(newest + 1, int(clock.now().timestamp() * 1000))


def cancel(dispatch: Dispatch) -> None:
    """Keeps from leaving whatever has not left. Rows that wait become *cancelled* when their turn comes.

    For owners; a person does it by `transitions.move`.
    """
    statement = sa.update(Dispatch).where(Dispatch.id == dispatch.id, Dispatch.cancelled_at.is_(None))
    db.session.execute(statement.values(cancelled_at=clock.now()))
    finish_batches(dispatch)


def finish_batches(dispatch: Dispatch) -> None:
    """Makes no more rows of a dispatch."""
    _finish_batches(DispatchBatch.dispatch_id == dispatch.id)


def finish_over() -> int:
    """Ends the ranges of dispatches whose end has come; says how many."""
    over = sa.select(Dispatch.id).where(Dispatch.expires_at <= clock.now())
    return _finish_batches(DispatchBatch.dispatch_id.in_(over))


def _finish_batches(which: sa.ColumnElement[bool]) -> int:
    statement = sa.update(DispatchBatch).where(which, DispatchBatch.finished_at.is_(None))
    ended = db.session.execute(statement.values(finished_at=clock.now()).returning(DispatchBatch.id))
    return len(ended.all())
