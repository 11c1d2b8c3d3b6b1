"""Choices of moderators: phones of which they look at every request, and how areas look at theirs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person


class WatchedPhone(db.Model):
    """A phone whose requests a moderator looks at before others see them. They are never refused."""

    __tablename__ = "watched_phones"

    phone_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class ModerationMode(db.Model):
    """An area's choice of how requests are looked at there. The newest line of an area holds; none: as above it."""

    __tablename__ = "moderation_modes"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), index=True)
    mode: Mapped[str | None] = mapped_column(sa.String(25))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
