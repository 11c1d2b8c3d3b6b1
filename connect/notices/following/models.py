"""The places of which a contact is told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, db


class Subscription(db.Model):
    """A contact is told what is told to a place, or to anything it lies in, from a severity on."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "area_id"), sa.Index("ix_subscriptions_area", "area_id", "contact_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    from_severity: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
