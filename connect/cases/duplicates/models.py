"""Cases that may be one household told twice, and the hashes by which they are found."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class CaseKey(db.Model):
    """One hash under which a case told twice is found again; keyed, so that a dump tells nothing."""

    __tablename__ = "case_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class Suspicion(db.Model):
    """Two cases, `low_id` the smaller id, that may be one household told twice; and what a moderator said."""

    __tablename__ = "suspicions"

    low_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, index=True)
    score: Mapped[float] = mapped_column(sa.Double)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)  # codes of `likeness.POINTS`
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verdict: Mapped[str | None] = mapped_column(sa.String(10))  # not_same or merged
