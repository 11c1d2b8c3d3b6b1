"""A walk over the receivers of a few places, by an index on place and contact, instead of over all contacts.

A ward of a million contacts is found so twenty times as fast. A later version walks on over the contacts of each
earlier one: those stand as the negative number of its dispatch. Whoever is met twice has one row.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite as sqlite_dialect

from connect import db
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import owners, rules, sums
from connect.deliveries.ledger.models import Delivery, Dispatch
from connect.deliveries.ledger.rules import State
from connect.deliveries.ledger.store import Line

LAST = 2**62  # no contact has a higher number


class Piece(NamedTuple):
    """A range or walk that is not at its end, with what its rows need of the dispatch."""

    batch_id: int
    high: int
    cursor: int
    dispatch_id: int
    kind: str
    row: int
    lane: int
    due_at: datetime
    chain_id: int | None
    recalls: bool
    place: int | None


def make(line: Line, piece: Piece) -> tuple[int, int | None, int]:
    """Makes the next rows of a walk: how many, and the place and contact at which it stands; no place: it is over."""
    stops = _stops(piece)
    at = stops.index(piece.place) if piece.place in stops else -1
    low = piece.cursor + 1 if at >= 0 else 0
    for place in stops[max(at, 0) :]:
        high = _high(line, piece, place, low)
        if high is not None:
            return _make_rows(line, piece, place, low, high), place, high
        low = 0
    return 0, None, 0


def _stops(piece: Piece) -> Sequence[int]:
    """The places of the owner, then the earlier versions, always in the same order."""
    here = [] if piece.recalls else sorted(owners.places(piece.kind, piece.row) or ())
    if piece.chain_id is None:
        return here
    of_chain = sa.or_(Dispatch.id == piece.chain_id, Dispatch.chain_id == piece.chain_id)
    earlier = sa.select(Dispatch.id).where(of_chain, Dispatch.id < piece.dispatch_id).order_by(Dispatch.id)
    return [*here, *(-one for one in db.session.scalars(earlier))]


def _contacts(piece: Piece, place: int, low: int, high: int) -> sa.Select[Any]:
    at_place = owners.OWNERS[piece.kind].at_place
    if place > 0 and at_place is not None:
        return at_place(piece.row, place, low, high)
    return sa.select(Delivery.contact_id).where(
        Delivery.dispatch_id == -place, Delivery.contact_id.between(low, high),
        Delivery.state.in_((State.CREATED, *rules.MAY_HAVE_LEFT)),
    )  # fmt: skip


def _high(line: Line, piece: Piece, place: int, low: int) -> int | None:
    """The last contact of the next few thousand of a place; None: there are no more."""
    some = _contacts(piece, place, low, LAST).subquery()
    first = sa.select(some.c[0].label("id")).order_by(some.c[0]).limit(rules.PIECE[line.connection.dialect.name])
    return line.connection.scalar(sa.select(sa.func.max(first.subquery().c.id)))


def _make_rows(line: Line, piece: Piece, place: int, low: int, high: int) -> int:
    some = _contacts(piece, place, low, high).subquery()
    rows = sa.select(
        sa.literal(piece.dispatch_id), Contact.id, Contact.medium, sa.literal(piece.lane),
        sa.literal(int(State.CREATED)), sa.literal(0), sa.literal(0), sa.literal(0),
        sa.literal(piece.due_at, db.Moment()),
    ).select_from(some).join(Contact, Contact.id == some.c[0]).where(
        Contact.retired_at.is_(None), Contact.verified_at.is_not(None),
    )  # fmt: skip
    names = ["dispatch_id", "contact_id", "medium", "lane", "state", "tries", "fence", "held", "due_at"]
    insert = postgresql.insert if line.postgres else sqlite_dialect.insert
    made = insert(Delivery).from_select(names, rows).on_conflict_do_nothing().returning(Delivery.medium)
    media = Counter(line.connection.scalars(made))
    sums.add(line, {(piece.dispatch_id, medium, State.CREATED): number for medium, number in media.items()})
    return sum(media.values())
