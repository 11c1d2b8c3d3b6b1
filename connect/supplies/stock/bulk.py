"""Writing what there is at many points at once, as plain rows: what `actions.say_levels` does for one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from connect import db
from connect.supplies import goods
from connect.supplies.actions import SAYS, Said
from connect.supplies.models import SupplyGood
from connect.supplies.rules import By, Level

_GOODS = cast("sa.Table", SupplyGood.__table__)
Told = Mapping[int, Mapping[str, Said]]  # by the number of a point, by item


def put(told: Told, by: By, now: datetime) -> None:
    """Inserts what there is at points that are new and have no goods."""
    _insert(_row(point, item, said, by, now) for point, levels in told.items() for item, said in levels.items())


def say(told: Told, by: By, now: datetime) -> dict[int, int]:
    """Writes what is told of goods; the rest stays as it was said. The masks of what there is then, by point.

    For points that are held (see `transitions.hold`); the caller writes the mask and the moment of the word with what
    else changes.
    """
    stands = _standing(told)
    new, old = list[dict[str, Any]](), list[dict[str, Any]]()
    for point, levels in told.items():
        for item, said in levels.items():
            row, before = _row(point, item, said, by, now), stands[point].get(item)
            if before is None:
                new.append(row)
            else:
                old.append({name: row[name] for name in _SAID} | {"number": before[0]})
    _insert(new)
    if old:
        mine = _GOODS.c.id == sa.bindparam("number")
        values: dict[str, Any] = {name: sa.bindparam(name) for name in _SAID}
        db.session.connection().execute(sa.update(_GOODS).where(mine).values(values), old)
    left = {point: {item for item, (_, is_there) in stands[point].items() if is_there} for point in told}
    now_there = {point: there(levels) | (left[point] - levels.keys()) for point, levels in told.items()}
    masks = masks_of(now_there.values())
    return {point: masks[items] for point, items in now_there.items()}


def there(levels: Mapping[str, Said]) -> frozenset[str]:
    """The items that are told as there."""
    return frozenset(item for item, said in levels.items() if said.level != Level.OUT)


def masks_of(sets: Iterable[frozenset[str]]) -> dict[frozenset[str], int]:
    """The bits of sets of items, worked out once for those that are the same."""
    return {some: goods.numbered(some) for some in set(sets)}


_SAID = ("level", "price", "per", "limit_each", "said_at", "said_by", "buyers_out_at")


def _row(point: int, item: str, said: Said, by: By, now: datetime) -> dict[str, Any]:
    return {
        "point_id": point, "item": item, "level": said.level, "price": said.price, "per": said.per,
        "limit_each": said.limit_each, "said_at": now, "said_by": SAYS[by], "buyers_out_at": None,
    }  # fmt: skip


def _standing(points: Iterable[int]) -> dict[int, dict[str, tuple[int, bool]]]:
    """By point and item: the number of the row, and whether a search finds the point by it."""
    found: dict[int, dict[str, tuple[int, bool]]] = {point: {} for point in points}
    rows = sa.select(_GOODS.c.id, _GOODS.c.point_id, _GOODS.c.item, _GOODS.c.level, _GOODS.c.buyers_out_at)
    for number, point, item, level, out_at in db.session.execute(rows.where(_GOODS.c.point_id.in_(found))):
        found[point][item] = number, level != Level.OUT and out_at is None
    return found


def _insert(rows: Iterable[Mapping[str, Any]]) -> None:
    if some := list(rows):
        db.session.execute(sa.insert(_GOODS), some)
