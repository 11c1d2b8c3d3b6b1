"""The table of days: how the public counts stood when a day ended."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class DayCount(db.Model):
    """How many cases of one area needed help, were taken and had been helped at the end of a day of the site's zone.

    An area is a ward, or the country: that one has a line for each day that was counted, wards only where not all is 0.
    """

    __tablename__ = "day_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    need: Mapped[int] = mapped_column(sa.Integer)
    taken: Mapped[int] = mapped_column(sa.Integer)
    done: Mapped[int] = mapped_column(sa.Integer)
