"""Messages that must go out once: the intention is a row, then the message goes under a lease, then the row says so.

A crash at any point loses nothing: the lease ends and the row is taken up again; and doubles nothing, because the
gateway knows the row's id as the key of the message. The tables have `lease_until`, `tries`, `sent_at`, `dropped_at`.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from connect import clock, db

MOST_TRIES = 5
LEASE_S = 120  # doubled with each try
FAILURES = 3  # then the gateway is left alone until the next time

Message = TypeVar("Message")


def waiting(table: Any, limit: int) -> list[int]:
    """The numbers of the rows that nobody is sending just now, the oldest first."""
    return list(db.session.scalars(sa.select(table.id).where(*_free(table)).order_by(table.id).limit(limit)))


def _free(table: Any) -> tuple[sa.ColumnElement[bool], ...]:
    unsent = (table.sent_at.is_(None), table.dropped_at.is_(None))
    return (*unsent, table.lease_until <= clock.now(), table.tries < MOST_TRIES)


def lease(table: Any, number: int) -> Any | None:
    """The row, leased to whoever asks first; None when another has it or it has gone already."""
    row = db.session.get_one(table, number, populate_existing=True)
    until = clock.now() + timedelta(seconds=LEASE_S * 2**row.tries)
    statement = sa.update(table).where(table.id == number, *_free(table))
    result = db.session.execute(statement.values(lease_until=until, tries=table.tries + 1))
    return row if cast("sa.CursorResult[Any]", result).rowcount == 1 else None


def take(table: Any, number: int, message_of: Callable[[Any], Message | None]) -> Message | None:
    """Leases a row and returns its message; one that is no longer wanted is dropped, and None."""
    row = lease(table, number)
    message = message_of(row) if row is not None else None
    if row is not None and message is None:
        row.dropped_at = clock.now()
    return message


def done(table: Any, number: int) -> None:
    """The gateway has the message."""
    db.session.get_one(table, number).sent_at = clock.now()


def send_out(
    numbers: Iterable[int], take: Callable[[int], Message | None], send: Callable[[Message], bool],
    done: Callable[[int], None],
) -> dict[str, int]:  # fmt: skip
    """Lease, message, mark: three steps that can each be the last. `send` says whether it went."""
    went = {"sent": 0, "failed": 0}
    for number in numbers:
        with db.transaction():
            message = take(number)
        if message is None:
            continue
        if not send(message):
            went["failed"] += 1
            if went["failed"] >= FAILURES:
                break
            continue
        with db.transaction():
            done(number)
        went["sent"] += 1
    return went
