"""Ranges of contacts become rows just in time, a piece at a time, so that waiting millions stay a few ranges.

On SQLite rows and cursor lie in two files. The rows are committed first: a crash between the two repeats the piece,
and each contact of a dispatch has one row at most. On PostgreSQL both are one transaction.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite as sqlite_dialect

from connect import clock, db
from connect.db import sqlite
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import owners, rules, sums
from connect.deliveries.ledger.models import Delivery, Dispatch, DispatchBatch
from connect.deliveries.ledger.rules import State
from connect.deliveries.ledger.store import Line, path
from connect.deliveries.sending import places
from connect.deliveries.sending.places import Piece

LONGEST_S = 0.05  # of one piece over contacts of which few receive it; others wait to write meanwhile


def next_lane(line: Line, lanes: tuple[int, ...]) -> int | None:
    """The lowest of these lanes in which a range is due; None when there is none."""
    now = line.value_of(clock.now())
    found = line.rows(_NEXT_LANE, (line.numbers(lanes), now, now))
    return int(found[0][0]) if found else None


_NEXT_LANE = """
    SELECT b.lane FROM dispatch_batches b JOIN dispatches p ON p.id = b.dispatch_id
    WHERE b.finished_at IS NULL AND b.lane IN NUMBERS AND b.due_at <= ?
    AND p.paused_at IS NULL AND p.cancelled_at IS NULL AND p.expires_at > ? ORDER BY b.lane LIMIT 1
"""


def has_room(line: Line, lane: int) -> bool:
    """Whether fewer rows of a lane wait than it may hold."""
    return bool(line.rows(_FREE, (lane, line.value_of(clock.now()), rules.FREE))[0][0] < rules.FREE)


_FREE = """
    SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE state = 0 AND lane = ? AND due_at <= ? LIMIT ?) AS free
"""


def expand(line: Line, lane: int) -> int | None:
    """Makes the next piece of a lane into rows; how many. None when there is nothing to do, or another is at it."""
    with _alone(line) as mine:
        return _expand(line, lane) if mine else None


@contextmanager
def _alone(line: Line) -> Iterator[bool]:
    """One process makes rows at a time: on SQLite by a file's lock; PostgreSQL locks the range, see `_piece`."""
    if line.postgres:
        yield True
        return
    with sqlite.try_alone(path().with_suffix(".making")) as mine:
        yield mine


def _expand(line: Line, lane: int) -> int | None:
    with line.writing(), line.unprepared():
        piece = _piece(line, lane)
        if piece is None:
            return None
        made, moved = _walked(line, piece) if piece.place is not None else _ranged(line, piece)
        if line.postgres and moved is not None:
            line.connection.execute(moved)
    if not line.postgres and moved is not None:
        with db.transaction():
            db.session.execute(moved)
    return made


def _walked(line: Line, piece: Piece) -> tuple[int, sa.Update]:
    """The next piece of a walk over places."""
    made, place, cursor = places.make(line, piece)
    there = DispatchBatch.id == piece.batch_id, DispatchBatch.place == piece.place, DispatchBatch.cursor == piece.cursor
    moved = sa.update(DispatchBatch).where(*there)
    return made, moved.values(place=place, cursor=cursor) if place else moved.values(finished_at=clock.now())


def _ranged(line: Line, piece: Piece) -> tuple[int, sa.Update | None]:
    """The next piece of a range. On SQLite the cursor moves not while the rows tell as much: it would be a commit a
    piece.
    """
    made, cursor = _make(line, piece)
    is_told_by_rows = not line.postgres and cursor < piece.high and made >= rules.PIECE["sqlite"]
    return made, None if is_told_by_rows else _moved(piece, cursor)


def _piece(line: Line, lane: int) -> Piece | None:
    now = clock.now()
    statement = (
        sa.select(
            DispatchBatch.id, DispatchBatch.high, DispatchBatch.cursor, Dispatch.id, Dispatch.kind, Dispatch.row,
            Dispatch.lane, Dispatch.due_at, Dispatch.chain_id, Dispatch.recalls, DispatchBatch.place,
        )
        .join(Dispatch, Dispatch.id == DispatchBatch.dispatch_id)
        .where(
            DispatchBatch.finished_at.is_(None), DispatchBatch.due_at <= now, DispatchBatch.lane == lane,
            Dispatch.paused_at.is_(None), Dispatch.cancelled_at.is_(None), Dispatch.expires_at > now,
        )
        .order_by(DispatchBatch.due_at, DispatchBatch.id)
        .limit(1)
    )  # fmt: skip
    if line.postgres:
        statement = statement.with_for_update(of=DispatchBatch, skip_locked=True)
    found = line.connection.execute(statement).first()
    return _beyond_its_rows(line, Piece._make(found)) if found else None


def _beyond_its_rows(line: Line, piece: Piece) -> Piece:
    """The piece from its last row on: a range becomes rows in order, each piece whole or not at all."""
    if piece.place is not None:
        return piece
    ((newest,),) = line.rows(_NEWEST, (piece.dispatch_id, piece.cursor + 1, piece.high))
    return piece if newest is None else piece._replace(cursor=int(newest))


_NEWEST = "SELECT max(contact_id) FROM deliveries WHERE dispatch_id = ? AND contact_id BETWEEN ? AND ?"


def _moved(piece: Piece, cursor: int) -> sa.Update:
    """Moves the cursor on from where it was; a range at its end is finished."""
    over = clock.now() if cursor >= piece.high else None
    statement = sa.update(DispatchBatch).where(DispatchBatch.id == piece.batch_id, DispatchBatch.cursor < cursor)
    return statement.values(cursor=cursor, finished_at=sa.func.coalesce(DispatchBatch.finished_at, over))


def _make(line: Line, piece: Piece) -> tuple[int, int]:
    """Makes rows until there are enough, the range ends or it took long; how many, and the last contact looked at."""
    enough, made, cursor, began = rules.PIECE[line.connection.dialect.name], 0, piece.cursor, time.monotonic()
    while cursor < piece.high and made < enough and (made == 0 or time.monotonic() - began < LONGEST_S):
        low, cursor = cursor + 1, min(cursor + enough, piece.high)
        made += _make_rows(line, piece, low, cursor)
        if time.monotonic() - began >= LONGEST_S:
            break
    return made, cursor


def _make_rows(line: Line, piece: Piece, low: int, high: int) -> int:
    there = _by_medium(line, piece, low, high)
    made = line.connection.execute(
        _insert(piece, low, high, line.postgres), execution_options={"preserve_rowcount": True}
    ).rowcount
    if made > 0:
        now = _by_medium(line, piece, low, high)
        sums.add(line, {(piece.dispatch_id, name, State.CREATED): n - there.get(name, 0) for name, n in now.items()})
    return max(made, 0)


def _by_medium(line: Line, piece: Piece, low: int, high: int) -> Mapping[str, int]:
    return dict(line.rows(_BY_MEDIUM, (piece.dispatch_id, low, high)))


_BY_MEDIUM = """
    SELECT medium, count(*) FROM deliveries WHERE dispatch_id = ? AND contact_id BETWEEN ? AND ? GROUP BY medium
"""


def _insert(piece: Piece, low: int, high: int, postgres: bool) -> sa.Executable:
    """INSERT … SELECT of a range. Whoever has a row of this dispatch keeps it."""
    contacts = sa.select(
        sa.literal(piece.dispatch_id), Contact.id, Contact.medium, sa.literal(piece.lane),
        sa.literal(int(State.CREATED)), sa.literal(0), sa.literal(0), sa.literal(0),
        sa.literal(piece.due_at, db.Moment()),
    ).where(
        Contact.id.between(low, high), Contact.retired_at.is_(None), Contact.verified_at.is_not(None),
        Contact.id.in_(_receivers(piece, low, high)),
    )  # fmt: skip
    names = ["dispatch_id", "contact_id", "medium", "lane", "state", "tries", "fence", "held", "due_at"]
    insert = postgresql.insert if postgres else sqlite_dialect.insert
    return insert(Delivery).from_select(names, contacts).on_conflict_do_nothing()


def _receivers(piece: Piece, low: int, high: int) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """The receivers at this moment; of a later version also those of an earlier one, of a recall only they."""
    now = owners.OWNERS[piece.kind].audience(piece.row, low, high)
    if piece.chain_id is None:
        return now
    earlier = sa.select(Dispatch.id).where(
        sa.or_(Dispatch.id == piece.chain_id, Dispatch.chain_id == piece.chain_id), Dispatch.id < piece.dispatch_id
    )
    had = sa.select(Delivery.contact_id).where(
        Delivery.dispatch_id.in_(earlier), Delivery.contact_id.between(low, high),
        Delivery.state.in_((State.CREATED, *rules.MAY_HAVE_LEFT)),
    )  # fmt: skip
    return had if piece.recalls else now.union(had)
