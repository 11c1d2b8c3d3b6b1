"""The table of changes that wait for another look."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed


class CaseChange(db.Model):
    """A requester's change to facts that a moderator had looked at; it waits, and the case itself stays as it was."""

    __tablename__ = "case_changes"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    codes: Mapped[list[str]] = mapped_column(sa.JSON)  # of `change_rules.CODES`
    wish_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    wish = Sealed(str, by="case_id")  # the `RequestDetails` as JSON, with the urgency before
