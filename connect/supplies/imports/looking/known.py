"""The points that rows may be: found by outside id, by phone, by name within 150 m; a whole batch at a time.

Plain rows and no objects: of a list of 50,000 places each is looked for three times.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import sqlalchemy as sa

from connect import db, geo
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import Kind, Level, State

NEAR_M = 150


@dataclass(frozen=True, slots=True)
class Wanted:
    """The marks by which the point of a row is looked for. `mark`: of its phone."""

    outside_id: str
    mark: str | None
    folded: str
    place: geo.Point


class There(NamedTuple):
    """A point that is there: the columns that rows are compared with."""

    id: int
    public_id: str
    version: int
    state: State
    owner_id: int | None
    source: str | None
    outside_id: str | None
    phone_hash: str | None
    hours: str
    kind: Kind
    name: str
    market: str | None
    folded: str
    address: str | None
    phone_shown: bool
    delivers: bool
    delivers_m: int | None
    pays: int
    organization_id: int | None
    exact: bool
    lat: float
    lon: float
    cell: int
    cell_res: int
    area_id: int


_THERE = [getattr(SupplyPoint, name) for name in There.__annotations__]
GRID = 0.002  # degrees: more than `NEAR_M`, anywhere in the country


class Known:
    """The points that the rows of a batch may be, read by four statements however many rows there are."""

    def __init__(self, source: str, wanted: Sequence[Wanted]) -> None:
        ids = {one.outside_id for one in wanted if one.outside_id}
        marks = {one.mark for one in wanted if one.mark}
        self._source = source
        of_source = (SupplyPoint.source == source, SupplyPoint.outside_id.in_(ids))
        self._by_outside = {one.outside_id: one for one in (_points(*of_source) if ids else ())}
        self._by_phone = _grouped(_points(SupplyPoint.phone_hash.in_(marks)) if marks else (), "phone_hash")
        self._near = _near(wanted)
        near = {number for numbers in self._near.values() for number in numbers}
        self._by_id = {one.id: one for one in _points(SupplyPoint.id.in_(near))} if near else {}

    def sure(self, wanted: Wanted) -> There | None:
        """The point of this outside id."""
        return self._by_outside.get(wanted.outside_id) if wanted.outside_id else None

    def likely(self, wanted: Wanted) -> list[There]:
        """The points of the same phone, or of the same name near by, that are not known to be another one."""
        found = [*self._by_phone.get(wanted.mark, ())] if wanted.mark else []
        found += [self._by_id[number] for number in self._near.get(wanted, ())]
        return [one for one in dict.fromkeys(found) if not self._is_another(one, wanted)]

    def _is_another(self, point: There, wanted: Wanted) -> bool:
        told = point.outside_id if point.source == self._source else None
        return bool(told and wanted.outside_id and told != wanted.outside_id)


def _points(*conditions: sa.ColumnElement[bool]) -> Iterator[There]:
    there = sa.select(*_THERE).where(*conditions, SupplyPoint.state != State.CLOSED)
    return map(There._make, db.session.execute(there.order_by(SupplyPoint.id)))


def _near(wanted: Sequence[Wanted]) -> dict[Wanted, list[int]]:
    """The numbers of the points of the same name within `NEAR_M`.

    A chain has thousands of one name: of those only name and place are read, and only those of the same corner are
    measured.
    """
    corners: dict[tuple[str, int, int], list[tuple[int, geo.Point]]] = defaultdict(list)
    for number, name, lat, lon in db.session.execute(_named(wanted)):
        corners[name, *_corner(lat, lon)].append((number, geo.Point(lat, lon)))
    return {one: found for one in wanted if corners and (found := sorted(_around(one, corners)))}


def _around(wanted: Wanted, corners: Mapping[tuple[str, int, int], Sequence[tuple[int, geo.Point]]]) -> Iterator[int]:
    north, east = _corner(wanted.place.lat, wanted.place.lon)
    for row, column in product((north - 1, north, north + 1), (east - 1, east, east + 1)):
        for number, place in corners.get((wanted.folded, row, column), ()):
            if geo.distance_m(place, wanted.place) <= NEAR_M:
                yield number


def _corner(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / GRID), math.floor(lon / GRID)


def _named(wanted: Sequence[Wanted]) -> sa.Select[int, str, float, float]:
    """Number, name and place of the points of these names, in the box around all that are looked for."""
    lats, lons = [one.place.lat for one in wanted], [one.place.lon for one in wanted]
    around = sa.and_(
        SupplyPoint.lat.between(min(lats, default=0) - GRID, max(lats, default=0) + GRID),
        SupplyPoint.lon.between(min(lons, default=0) - GRID, max(lons, default=0) + GRID),
    )
    names = SupplyPoint.folded.in_({one.folded for one in wanted})
    some = sa.select(SupplyPoint.id, SupplyPoint.folded, SupplyPoint.lat, SupplyPoint.lon)
    return some.where(names, around, SupplyPoint.state != State.CLOSED)


def _grouped(points: Iterable[There], by: str) -> dict[str, list[There]]:
    found: dict[str, list[There]] = defaultdict(list)
    for point in points:
        found[getattr(point, by)].append(point)
    return found


Stock = dict[str, tuple[Level, int | None, str]]


def stock(ids: Sequence[int]) -> dict[int, Stock]:
    """The goods that are said to be at some points: by item its level, price and pack."""
    rows = sa.select(SupplyGood.point_id, SupplyGood.item, SupplyGood.level, SupplyGood.price, SupplyGood.per)
    found: dict[int, Stock] = {number: {} for number in ids}
    for number, item, level, price, per in db.session.execute(rows.where(SupplyGood.point_id.in_(ids))) if ids else ():
        found[number][item] = (level, price, per)
    return found
