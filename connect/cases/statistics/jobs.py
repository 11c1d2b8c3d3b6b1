"""The periodic jobs of statistics. A day that was not counted says so by itself, so a missed run loses nothing."""

from datetime import datetime

import sqlalchemy as sa

from connect import db
from connect.cases.statistics import day_counts
from connect.cases.statistics.models import DayCount
from connect.jobs.queue import steadily
from connect.registry import retention


@steadily
def count_days() -> int:
    """Counts the days that are over, as soon as they are; says how many."""
    days = day_counts.missing()
    if lines := day_counts.count(days):  # before the turn at writing: else a post would wait for it
        with db.transaction():
            day_counts.keep(lines)
    return len(days) if lines else 0


def _older(before: datetime) -> sa.ColumnElement[bool]:
    return DayCount.day < before.date()


retention.rows("day_counts", day_counts.KEPT, DayCount, _older)
