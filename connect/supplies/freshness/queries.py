"""The worth of a word by its age, as conditions of a query: the twin of `rules`."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect.supplies.freshness.rules import HEARD_FOR, KNOWN, SURE_FOR, Freshness
from connect.supplies.models import SupplyGood, SupplyPoint

Moment = Any  # a column of moments


def is_worth(said_at: Moment, worth: Freshness, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that the word of a column is worth this much now."""
    if worth is Freshness.UNKNOWN:
        return is_unknown(said_at, now)
    sure: sa.ColumnElement[bool] = said_at >= now - SURE_FOR
    return sure if worth is Freshness.SURE else sa.and_(is_known(said_at, now), said_at < now - SURE_FOR)


def has_item(item: str, worth: Freshness, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that the word about one item of a point is worth this much now.

    The word about the point as a whole may be younger: an owner told of eggs today, and of rice last week.
    """
    of_item = SupplyGood.point_id == SupplyPoint.id, SupplyGood.item == item
    return sa.exists().where(*of_item, is_worth(SupplyGood.said_at, worth, now))


def is_known(said_at: Moment, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that a word is still worth anything: a range of an index."""
    known: sa.ColumnElement[bool] = said_at >= now - HEARD_FOR
    return known


def is_unknown(said_at: Moment, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that nobody knows any more; also of a column without a moment."""
    return sa.or_(said_at.is_(None), said_at < now - HEARD_FOR)


def rank(said_at: Moment, now: datetime) -> sa.Case[Any]:
    """A column to order by: 0 what is sure, 1 what is hearsay, 2 what nobody knows."""
    return sa.case(*((is_worth(said_at, one, now), number) for number, one in enumerate(KNOWN)), else_=len(KNOWN))
