"""The table of what is set aside: so much of an offer for one claim, until the claim ends or its time is over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class OfferTaking(db.Model):
    """So much of an offer for one claim. Settled once: then `used` of it was handed over, and the rest came back."""

    __tablename__ = "offer_takings"
    __table_args__ = (
        sa.Index("ix_offer_takings_offer", "offer_id", "settled_at"),
        sa.CheckConstraint("used >= 0 AND used <= quantity", "used"),
    )

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id", ondelete="CASCADE"))
    quantity: Mapped[int] = mapped_column(sa.Integer)
    used: Mapped[int] = mapped_column(sa.Integer, default=0)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
