"""Reading listed points in batches, each in a transaction of its own: nothing is held while a slow network reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import clock, db
from connect.areas import queries as areas
from connect.supplies import queries
from connect.supplies.models import SupplyGood, SupplyPoint

BATCH = 500
Listed = tuple[SupplyPoint, Sequence[SupplyGood]]


def listed(path: str) -> Iterator[Listed]:
    """Every listed point of an area and all below it, with its goods, in the order of their numbers.

    A point that is listed meanwhile may be in or not; none comes twice.
    """
    now, last = clock.now(), 0
    while batch := _batch(path, now, last):
        last = batch[-1][0].id
        yield from batch
        for point, goods in batch:
            for row in (point, *goods):
                db.session.expunge(row)
        db.session.rollback()


def _batch(path: str, now: datetime, after: int) -> list[Listed]:
    some = (
        sa.select(SupplyPoint)
        .options(lazyload(SupplyPoint.area), lazyload(SupplyPoint.organization))
        .where(SupplyPoint.is_listed(now), SupplyPoint.id > after, _within(path))
        .order_by(SupplyPoint.id)
        .limit(BATCH)
    )
    points = db.session.scalars(some).all()
    goods = queries.goods_of_all([point.id for point in points])
    return [(point, goods[point.id]) for point in points]


def _within(path: str) -> sa.ColumnElement[bool]:
    return SupplyPoint.area_id.in_(areas.below([path]))
