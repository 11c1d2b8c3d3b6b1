"""The answers to the signs of danger, kept beside the case."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed


class CaseSigns(db.Model):
    """The answers of one case, sealed. In clear only how grave they are, by which clinicians' work is put in order."""

    __tablename__ = "case_signs"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(20))  # of the list that was asked
    level: Mapped[int] = mapped_column(sa.SmallInteger)  # of `incidents.signs.rules.Level`
    answers_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    answers = Sealed(str, by="case_id")  # `signs.rules.as_kept` as JSON
