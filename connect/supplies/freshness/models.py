"""The tables of reminders to owners: what was sent and when, and the leave for messages by SMS."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class SupplyReminder(db.Model):
    """An owner was asked for a new word. One a day at the most, however many points there are."""

    __tablename__ = "supply_reminders"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"), sa.UniqueConstraint("point_id", "said_at", "step"))

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_points.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(sa.Date)  # of the site's zone
    said_at: Mapped[datetime]  # the word that is getting old; a new one makes new reminders
    step: Mapped[int] = mapped_column(sa.SmallInteger)  # of `rules.ASKED_AFTER`, or `rules.BUYERS`
    sent_at: Mapped[datetime]


class SupplyLeave(db.Model):
    """Somebody may be asked by SMS whether the goods of the own points are still there."""

    __tablename__ = "supply_leaves"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    sms_agreed_at: Mapped[datetime]
