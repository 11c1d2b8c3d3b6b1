"""When word of new messages last went to whom."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db

REQUESTER = 0  # in the place of a claim


class MessageWord(db.Model):
    """The moment of the last word by a medium about a case: to its requester, or to the helper of a claim."""

    __tablename__ = "message_words"

    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    claim_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0: the requester, of all claims
    medium: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    due_at: Mapped[datetime]
    row: Mapped[int]  # of the ledger, so that the next word takes the place of one that has not left
