"""The tables of conversation: a thread for each claim, and its messages, sealed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.messages.rules import Kind, Side

ASKED = sa.text("asked_moderator_at IS NOT NULL")
APART = 1_000_000  # far more than the messages of any thread


class Thread(db.Model):
    """The conversation of one claim. The next helper of the case has another one."""

    __tablename__ = "threads"
    __table_args__ = (sa.Index("ix_threads_asked", "asked_moderator_at", sqlite_where=ASKED, postgresql_where=ASKED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), unique=True)
    last_number: Mapped[int] = mapped_column(sa.Integer, default=0)
    hides: Mapped[int] = mapped_column(sa.Integer, default=0)  # how many messages were taken back: changes no number
    seen_by_requester: Mapped[int] = mapped_column(sa.Integer, default=0)  # the highest number that was on the screen
    seen_by_helper: Mapped[int] = mapped_column(sa.Integer, default=0)
    seen_by_second: Mapped[int] = mapped_column(sa.Integer, default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # when its messages were deleted; that nobody may speak is a condition
    asked_moderator_at: Mapped[datetime | None]
    asked_by: Mapped[Side | None] = mapped_column(db.Word(Side, 10))


class Message(db.Model):
    """One message. Its number gives the order, never its moment; its key was made by whoever wrote it."""

    __tablename__ = "messages"
    __table_args__ = (sa.UniqueConstraint("thread_id", "number"), sa.UniqueConstraint("thread_id", "side", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("threads.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(sa.Integer)
    side: Mapped[Side] = mapped_column(db.Word(Side, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    kind: Mapped[Kind] = mapped_column(db.Word(Kind, 10))
    key: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime]
    body_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    code: Mapped[str | None] = mapped_column(sa.String(30))  # of a quick phrase
    hidden_at: Mapped[datetime | None]  # when its author took it back

    @hybrid_property
    def place(self) -> int:
        """Which message of which thread it is, as one number: the body opens nowhere else. Also in SQL."""
        return self.thread_id * APART + self.number

    body: "Sealed[str | None]" = Sealed(str, by="place")
