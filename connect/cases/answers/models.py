"""The tables of answers. `case_public_answers` holds only what is for everybody, so that no list unseals anything."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed


class CaseAnswers(db.Model):
    """All that was answered to the questions of one utility, those for everybody among it."""

    __tablename__ = "case_answers"

    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    utility: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("question_sets.id"))  # the published version that asked
    said_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    said = Sealed(str, by="case_id")  # values by code, as JSON


class CasePublicAnswer(db.Model):
    """One answer that is for everybody; of several choices a row each, so that they can be counted."""

    __tablename__ = "case_public_answers"
    __table_args__ = (sa.Index("ix_case_public_answers_counts", "set_id", "code", "value"),)

    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    utility: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("question_sets.id"))
