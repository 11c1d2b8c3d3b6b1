"""The table of reminders to givers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class OfferReminder(db.Model):
    """The intention to ask a giver whether it is still so, and what became of it. Nothing personal in it."""

    __tablename__ = "offer_reminders"
    __table_args__ = (
        sa.UniqueConstraint("offer_id", "confirmed_at"),
        sa.Index("ix_offer_reminders_waiting", "id",
                 sqlite_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
                 postgresql_where=sa.text("sent_at IS NULL AND dropped_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id", ondelete="CASCADE"))
    confirmed_at: Mapped[datetime]  # the word that is getting old; a new one makes a new reminder
    medium: Mapped[str] = mapped_column(sa.String(4))  # sms or page
    # Of the version before `deliveries`: `lease_until` and `tries` are read by processes of it that still run.
    lease_until: Mapped[datetime] = mapped_column(default=db.EPOCH)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[datetime | None]  # when the page began to ask, or the message was handed to `deliveries`
    dropped_at: Mapped[datetime | None]  # no longer wanted when it was to go out
