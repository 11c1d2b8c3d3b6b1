"""Receipts as they came, until they are worked off. No address is in them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, db

OPEN = sa.text("done_at IS NULL")


class ReceiptRow(db.Model):
    """The word of a gateway on one of its messages; the same again is the same row."""

    __tablename__ = "receipts"
    __table_args__ = (
        sa.UniqueConstraint("medium", "reference", "state"),
        sa.Index("ix_receipts_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    medium: Mapped[str] = mapped_column(sa.String(5))
    reference: Mapped[str] = mapped_column(sa.String(80))  # the gateway's own name of the message
    state: Mapped[int] = mapped_column(sa.SmallInteger)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]  # worked off, whatever came of it
