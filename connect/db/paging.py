"""Pages by key: the next page begins beyond the last line of the one before, whatever came or went meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from connect.db.columns import Moment

Key = tuple[int | str | datetime, ...]  # the values of one line by which the list is ordered, the last one unique


def beyond(
    order: Sequence[sa.ColumnElement[Any] | InstrumentedAttribute[Any]], last: Key, *, descending: bool = False
) -> sa.ColumnElement[bool]:
    """The condition that a line stands behind `last` in a list ordered by `order`, all one way.

    One comparison of tuples, so that the database can go on in an index at this point.
    """
    here, there = sa.tuple_(*order), sa.tuple_(*(_bound(value) for value in last))
    return here < there if descending else here > there


def _bound(value: int | str | datetime) -> sa.ColumnElement[Any]:
    """With its type said: inside a tuple SQLAlchemy passes on none, and SQLite compares moments as its own text."""
    if isinstance(value, datetime):
        return sa.literal(value, Moment())
    return sa.literal(value, sa.BigInteger()) if isinstance(value, int) else sa.literal(value)
