"""Signed-in browsers, those known from before, and the code that proves a phone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import clock, db
from connect.accounts.models import Person
from connect.crypto.tokens import new_public_id


class Session(db.Model):
    """One browser in which somebody is signed in. Of its token only the hash is kept; an ended row stays a while."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    browser: Mapped[str] = mapped_column(sa.String(20), default="")  # codes of `rules.device`
    platform: Mapped[str] = mapped_column(sa.String(20), default="")
    new_device: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # when the person said that the new device is known
    news_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sessions.id", ondelete="SET NULL"))
    pending: Mapped[bool] = mapped_column(default=False)  # the password was right, the second factor is missing
    by_factor: Mapped[bool] = mapped_column(default=False)  # a second factor was given in this session
    proved_at: Mapped[datetime] = mapped_column(default=clock.now)  # when the person last gave a password or a factor

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Device(db.Model):
    """A browser that somebody signed in from before, known by a cookie of its own; only the hash is kept."""

    __tablename__ = "devices"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)


class PhoneProof(db.Model):
    """The code that was sent to the phone of an account, and when it came back: then the phone is the owner's."""

    __tablename__ = "phone_proofs"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    phone_hash: Mapped[str] = mapped_column(sa.String(64))  # the phone it was sent to; another one proves nothing
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # at this code, counted before it is looked at
    proved_at: Mapped[datetime | None]
