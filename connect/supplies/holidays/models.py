"""The days on which officials know better than the table of public holidays."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class HolidayCorrection(db.Model):
    """A day that is a holiday although the table does not have it, or is none although it has. For the whole site."""

    __tablename__ = "holiday_corrections"

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    is_off: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(80))
    grounds: Mapped[str] = mapped_column(sa.String(200))  # the decision it rests on
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
