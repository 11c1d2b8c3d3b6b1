"""Cards of found points, in two queries however many there are; the next to open where all are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db, geo
from connect.supplies.finding.nearby import Filters, Found, nearby
from connect.supplies.hours.queries import is_open, opens_at
from connect.supplies.models import SupplyGood, SupplyPoint

LOOKED_AT = 100  # of the nearest that are closed, to show the first to open

_SHOWN = (
    SupplyPoint.id, SupplyPoint.name, SupplyPoint.market, SupplyPoint.address, SupplyPoint.kind, SupplyPoint.area_id,
    SupplyPoint.exact, SupplyPoint.verified_at, SupplyPoint.delivers, SupplyPoint.delivers_m, SupplyPoint.pays,
    SupplyPoint.said_at, SupplyPoint.hours_from, SupplyPoint.hours_until, SupplyPoint.next_from, SupplyPoint.next_until,
)  # fmt: skip
_GOODS = (
    SupplyGood.point_id, SupplyGood.item, SupplyGood.level, SupplyGood.price, SupplyGood.per, SupplyGood.said_at,
    SupplyGood.buyers_out_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One found point with its public columns (see `_SHOWN`), and the lines of what there is (see `_GOODS`)."""

    found: Found
    point: Any
    goods: tuple[Any, ...]


def cards(found: Sequence[Found]) -> list[Card]:
    """The found points with what their cards show; one that went meanwhile is left out."""
    ids = [one.id for one in found]
    points = {row.id: row for row in db.session.execute(sa.select(*_SHOWN).where(SupplyPoint.id.in_(ids)))}
    goods: dict[int, list[Any]] = {number: [] for number in ids}
    for row in db.session.execute(sa.select(*_GOODS).where(SupplyGood.point_id.in_(ids)).order_by(SupplyGood.id)):
        goods[row.point_id].append(row)
    return [Card(one, points[one.id], tuple(goods[one.id])) for one in found if one.id in points]


def next_to_open(centre: geo.Point, filters: Filters, limit: int) -> list[Found]:
    """The nearest points where all are closed now: the first to open first, then those whose hours nobody knows."""
    found = nearby(centre, filters, limit=LOOKED_AT)
    opening = _opening([one.id for one in found])
    return sorted(found, key=lambda one: (not one.known, opening[one.id] is None, opening[one.id] or 0, one.d2))[:limit]


def _opening(ids: list[int]) -> dict[int, float | None]:
    now = clock.now()
    moment = sa.type_coerce(opens_at(now), db.Moment())
    rows = db.session.execute(sa.select(SupplyPoint.id, moment).where(SupplyPoint.id.in_(ids), ~is_known_open(now)))
    found: dict[int, float | None] = dict.fromkeys(ids)
    return found | {number: at.timestamp() if at else None for number, at in rows}


def is_known_open(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a point is open; false where nobody knows."""
    return sa.func.coalesce(is_open(now), sa.false())
