"""Channels of authorities, their notices, and every version of each."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.areas.models import Area
from connect.crypto.tokens import new_public_id


class Channel(db.Model):
    """An authority's account: under whose name notices appear."""

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(sa.String(120))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), unique=True)
    created_at: Mapped[datetime]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class NoticeArea(db.Model):
    """One area a notice is for: it and all below."""

    __tablename__ = "notice_areas"

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True, index=True)

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class Notice(db.Model):
    """A message to the people of some areas, as it stands now."""

    __tablename__ = "notices"
    __table_args__ = (sa.Index("ix_notices_feed", "severity", "starts_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    severity: Mapped[int] = mapped_column(sa.SmallInteger)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    picture: Mapped[str | None] = mapped_column(sa.String(40))
    picture_alt: Mapped[str] = mapped_column(sa.String(200), default="")
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)
    areas: Mapped[list[NoticeArea]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class NoticeVersion(db.Model):
    """The words of a notice from one change to the next; append-only."""

    __tablename__ = "notice_versions"

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # title, text, severity, from, until, areas
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
