"""Sources of alerts of others, and every alert that came from one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.crypto.tokens import new_public_id
from connect.notices.models import Channel, Notice

LONGEST_ADDRESS, LONGEST_LABEL, LONGEST_TROUBLE = 300, 120, 200


class Source(db.Model):
    """An address that alerts come from; they become drafts of a channel, for its area and below alone."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS), unique=True)
    label: Mapped[str] = mapped_column(sa.String(LONGEST_LABEL))
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(sa.String(LONGEST_TROUBLE), default="")  # of the last look, see `words`
    refused: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)  # its alerts that were not understood
    fetched: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # links of its feed, each asked once

    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)
    added_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SourceEntry(db.Model):
    """One alert that came, once; what became of it and why."""

    __tablename__ = "source_entries"
    __table_args__ = (
        sa.Index("ix_source_entries_alert", "source_id", "sender", "identifier", "sent", unique=True),
        sa.Index("ix_source_entries_notice", "notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("sources.id", ondelete="CASCADE"))
    sender: Mapped[str] = mapped_column(sa.String(200))
    identifier: Mapped[str] = mapped_column(sa.String(200))
    sent: Mapped[datetime]
    msg_type: Mapped[str] = mapped_column(sa.String(10))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(120))
    reasons: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    refers: Mapped[list[list[str]]] = mapped_column(sa.JSON)  # sender and identifier of what it changes or ends
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    notice: Mapped[Notice | None] = relationship(lazy="joined")
