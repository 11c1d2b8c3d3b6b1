"""Reading hours: what a point's row says of now, in Python and in SQL, and which points are due to be worked out."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect.supplies.hours.evaluation import Interval, Opens
from connect.supplies.hours.rules import Hours
from connect.supplies.models import HOURS_SQL, SupplyPoint

HAS_HOURS = sa.text(f"supply_points.{HOURS_SQL}")


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a point is open at a moment: within either of the two intervals that were worked out last.

    Where the sweep is late, both are over and the point counts as not open: never is a guess shown as open.
    """
    one, after = (
        sa.and_(start <= now, now < end)
        for start, end in (
            (SupplyPoint.hours_from, SupplyPoint.hours_until), (SupplyPoint.next_from, SupplyPoint.next_until),
        )
    )  # fmt: skip
    return sa.or_(one, after)


def opens_at(now: datetime) -> sa.ColumnElement[datetime]:
    """The next moment at which a point opens that is closed now, to put the first to open first; NULL: not known."""
    after = sa.case((SupplyPoint.next_from > now, SupplyPoint.next_from))
    return sa.case((SupplyPoint.hours_from > now, SupplyPoint.hours_from), else_=after)


def opens(point: Any) -> Opens | None:
    """The two intervals of a point, or of a row with those four columns, for `words.said`; None: not known."""
    one, after = (point.hours_from, point.hours_until), (point.next_from, point.next_until)
    return None if None in (*one, *after) else Opens(Interval(*one), Interval(*after))


def hours_of(point: SupplyPoint) -> Hours | None:
    """The hours as their owner wrote them; None where nobody did."""
    return Hours.of(point.hours_rows)


def due(now: datetime, most: int) -> sa.Select[int, str, Any]:
    """The select of points whose stored intervals have moved on: id, expression and rows, the longest overdue first."""
    over = sa.or_(SupplyPoint.hours_until.is_(None), SupplyPoint.hours_until <= now)
    columns = sa.select(SupplyPoint.id, SupplyPoint.hours, SupplyPoint.hours_rows)
    return columns.where(HAS_HOURS, over).order_by(SupplyPoint.hours_until).limit(most)
