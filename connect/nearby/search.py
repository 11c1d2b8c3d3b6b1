"""The search for the listed rows of a source around a place, the nearest first.

All rows of one cell are equally far, and the index of the source holds them in the order in which they are shown. So
the search never measures rows, it walks cells, the nearest first, and of each it reads only as many rows as are still
missing. The seven cells around the viewer are known without asking; beyond them the index itself tells which cells
hold anything, by leaping from one to the next, in ever wider belts. The work follows neither the radius nor how much
lies in a cell.

Where a source shows exact points, they are measured themselves, in belts that grow until there are enough: a point of a
farther belt is never nearer than one of a belt before. There the work follows what the last belt holds.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from connect import db, geo
from connect.nearby import postgres, sqlite
from connect.nearby.belts import rings_of_points, way_from
from connect.nearby.source import Row, Source, metric_values

FARTHEST_M = 50_000


class After(NamedTuple):
    """Where a page ended: the squared distance of its last hit, and the hit's columns of the source's order."""

    d2: float
    keys: tuple[Any, ...]


def search(
    source: Source, centre: geo.Point, *, within_m: float, values: Mapping[str, Any], limit: int = 20,
    after: After | None = None,
) -> list[Row]:  # fmt: skip
    """The listed rows nearest to the cell of a place, by distance and then in the order of the source.

    `within_m` is cut at `FARTHEST_M`. `values` are those that the filters of the source name. A row is the columns of
    the source, of an exact one whether it stands first, and the squared distance in metres: to the centre of its cell,
    or to its point where the source is exact. Moments go in as such and come back as the driver has them, see
    `db.Reader.moment_of`. Raises ValueError for a page after another of a source in which a part stands first.
    """
    reader = db.Reader()
    bound = {name: reader.value_of(value) if isinstance(value, datetime) else value for name, value in values.items()}
    bound["limit"], bound["after_d2"] = limit, after.d2 if after else -1.0
    if after:
        for name, key in zip(source.after_names, after.keys, strict=True):
            bound[name] = reader.value_of(key) if isinstance(key, datetime) else key
    else:
        bound.update(source.no_keys)  # where nothing came before, the distance decides alone
    by = _by_point if source.exact else _by_cell
    return by(reader, source, centre, min(within_m, FARTHEST_M), bound)


Bound = dict[str, Any]  # values by name, as the driver takes them


def _by_cell(reader: db.Reader, source: Source, centre: geo.Point, within_m: float, bound: Bound) -> list[Row]:
    way = way_from(centre, max(0.0, bound["after_d2"]), within_m)
    return _driver(reader).walk(reader, source, way, bound)


def _by_point(reader: db.Reader, source: Source, centre: geo.Point, within_m: float, bound: Bound) -> list[Row]:
    if source.first and bound["after_d2"] >= 0:
        raise ValueError("a part that stands first is for a first page: the next goes on in one part, by its filters")
    around = geo.metric(geo.snapped(centre))
    way = partial(rings_of_points, around, bound["after_d2"], within_m)
    return _driver(reader).rings(reader, source, way, bound | metric_values(around))


def _driver(reader: db.Reader) -> Any:
    return postgres if reader.postgres else sqlite
