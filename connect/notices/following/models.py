"""The places and channels of which a contact is told, and what waits for a person's word that the address is theirs."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, db
from connect.crypto.encryption import Sealed
from connect.notices.following.rules import ALL_CATEGORIES


class Subscription(db.Model):
    """A contact is told what is told to a place, or to anything it lies in, from a severity on.

    With a channel only what that one says; where the place is the channel's own, all it says in its area.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        sa.Index("ix_subscriptions_area", "area_id", "contact_id"),
        sa.Index("ix_subscriptions_once", "contact_id", "area_id", sa.text("coalesce(channel_id, 0)"), unique=True),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))  # None: any
    from_severity: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    categories: Mapped[int] = mapped_column(sa.Integer, default=ALL_CATEGORIES, server_default=str(ALL_CATEGORIES))
    drills: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class PendingFollow(db.Model):
    """An address that somebody typed, until a person at that address says yes; a day at the most."""

    __tablename__ = "pending_follows"
    __table_args__ = (sa.Index("ix_pending_follows_created", "created_at"),)

    # By chance and never given twice: the ledger knows its message by it.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=lambda: secrets.randbits(53))
    medium: Mapped[str] = mapped_column(sa.String(5))
    address_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)  # of the link in a mail, or of the code's page
    secret_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))
    lang: Mapped[str] = mapped_column(sa.String(2))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    address = Sealed(str, by="token_hash")
    secret = Sealed(str, by="token_hash")  # what its message carries: the token of a link, or a code
