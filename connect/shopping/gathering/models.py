"""Codes that were read out at doors, stood on paper or in a phone without network, and came later."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.shopping.gathering.codes.rules import Sent


class PaperCode(db.Model):
    """One code as it was typed once: whoever sends it again, by the same key, gets the same answer."""

    __tablename__ = "run_codes"
    __table_args__ = (sa.Index("ix_run_codes_run", "run_id", "at"),)

    key: Mapped[str] = mapped_column(sa.String(36), primary_key=True)  # made by the browser in which it was typed
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id", ondelete="CASCADE"))
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    mark: Mapped[str] = mapped_column(sa.String(64))  # of what was typed, keyed; never the code itself
    at: Mapped[datetime]
    outcome: Mapped[Sent] = mapped_column(db.Word(Sent, 10))
