"""The tables of the ledger. `dispatches` and their ranges lie in the site's database, written with what they tell of.

`deliveries` and their sums have a file of their own on SQLite (`instance/deliveries.db`), so that nobody who posts
waits for the making of a million rows. All in it can be made again, but for what was sent.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import clock, db
from connect.accounts.models import Person
from connect.db.sqlite import APART
from connect.deliveries.ledger.rules import Policy, State, Verb

FREE = sa.text("state = 0")
UNKNOWN = sa.text("state = 6")
AGAIN, MARKED = sa.text("again_at IS NOT NULL"), sa.text("marked_at IS NOT NULL")
NAMED = sa.text("reference IS NOT NULL AND medium <> 'push'")  # pushes have no receipts, and are the most


class Dispatch(db.Model):
    """A message to many: of which kind, about which row of its owner, to whoever the owner says at that moment."""

    __tablename__ = "dispatches"
    __table_args__ = (
        sa.UniqueConstraint("kind", "row"),
        sa.Index("ix_dispatches_again", "again_at", sqlite_where=AGAIN, postgresql_where=AGAIN),
        sa.Index("ix_dispatches_marked", "marked_at", sqlite_where=MARKED, postgresql_where=MARKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    row: Mapped[int]
    lane: Mapped[int] = mapped_column(sa.SmallInteger)
    policy: Mapped[Policy] = mapped_column(db.Word(Policy, 6))
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    chain_id: Mapped[int | None] = mapped_column(index=True)  # the first version's id; None: this is the first
    recalls: Mapped[bool] = mapped_column(default=False)  # goes to nobody but who may have had an earlier version
    paused_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]  # also when a later version takes its place
    again_at: Mapped[datetime | None]  # what nobody knows to have left before goes again; None: all of it does
    marked_at: Mapped[datetime | None]  # when it was last counted, while it is under way
    marked_gone: Mapped[int | None]  # how many had come to an end then
    a_minute: Mapped[int | None]  # and how many had in the minute before
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class DispatchEvent(db.Model):
    """A person's move of a dispatch; append-only."""

    __tablename__ = "dispatch_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(sa.ForeignKey("dispatches.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # None: an operator, by a command

    person: Mapped[Person | None] = relationship(lazy="joined")


class DispatchBatch(db.Model):
    """A range of contacts of a dispatch; those up to the cursor have their rows.

    Or one walk over the contacts of some places, see `sending.places`: then the cursor is a contact of `place`.
    """

    __tablename__ = "dispatch_batches"
    __table_args__ = (
        sa.Index("ix_dispatch_batches_open", "lane", "due_at",
                 sqlite_where=sa.text("finished_at IS NULL"), postgresql_where=sa.text("finished_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(sa.ForeignKey("dispatches.id", ondelete="CASCADE"), index=True)
    lane: Mapped[int] = mapped_column(sa.SmallInteger)
    due_at: Mapped[datetime]
    low: Mapped[int]
    high: Mapped[int]
    cursor: Mapped[int]  # the last contact that was looked at
    place: Mapped[int | None]  # None: a range
    finished_at: Mapped[datetime | None]


class Delivery(db.Model):
    """One message to one contact. It points to no other table: on SQLite those are in another file."""

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.UniqueConstraint("dispatch_id", "contact_id"),
        sa.Index("ix_deliveries_free", "lane", "medium", "due_at", sqlite_where=FREE, postgresql_where=FREE),
        sa.Index("ix_deliveries_sending", "lease_until",
                 sqlite_where=sa.text("state = 1"), postgresql_where=sa.text("state = 1")),
        sa.Index("ix_deliveries_held", "contact_id",
                 sqlite_where=sa.text("state = 0 AND held = 1"), postgresql_where=sa.text("state = 0 AND held = 1")),
        sa.Index("ix_deliveries_reference", "reference", sqlite_where=NAMED, postgresql_where=NAMED),
        sa.Index("ix_deliveries_unknown", "dispatch_id", sqlite_where=UNKNOWN, postgresql_where=UNKNOWN),
        {"info": {APART: "deliveries"}},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int]
    contact_id: Mapped[int]
    medium: Mapped[str] = mapped_column(sa.String(5))
    lane: Mapped[int] = mapped_column(sa.SmallInteger)
    state: Mapped[int] = mapped_column(sa.SmallInteger, default=State.CREATED)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    fence: Mapped[int] = mapped_column(default=0)  # grows with each holder; only the last one's outcome is written
    held: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # 1: kept back by quiet hours, for one summary
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    reference: Mapped[str | None] = mapped_column(sa.String(80))  # the gateway's own name of it
    reason: Mapped[str | None] = mapped_column(sa.String(40))


class DeliverySum(db.Model):
    """How many deliveries of a dispatch and medium are in a state: the sum over shards, which stay when rows go.

    On PostgreSQL each sender writes shards of its own, so that none waits for another's row.
    """

    __tablename__ = "delivery_sums"
    __table_args__ = ({"info": {APART: "deliveries"}},)

    dispatch_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    medium: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    state: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    shard: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]


class DeliveryReason(db.Model):
    """How many deliveries of a dispatch and medium came to a state for a reason: sums that stay."""

    __tablename__ = "delivery_reasons"
    __table_args__ = ({"info": {APART: "deliveries"}},)

    dispatch_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    medium: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    state: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    shard: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int]
