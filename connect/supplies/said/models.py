"""The table of points that so many buyers doubt that a moderator is to look."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class SupplyDoubt(db.Model):
    """Enough independent buyers said that something about a point is not so; gone with a moderator's answer."""

    __tablename__ = "supply_doubts"

    point_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_points.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
