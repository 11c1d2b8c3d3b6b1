"""The search for the listed rows of a source around a place, the nearest first.

All rows of one cell are equally far, and the index of the source holds them in the order in which they are shown. So
the search never measures rows, it walks cells, the nearest first, and of each it reads only as many rows as are still
missing. The seven cells around the viewer are known without asking; beyond them the index itself tells which cells
hold anything, by leaping from one to the next, in ever wider belts. The work follows neither the radius nor how much
lies in a cell.

Where a source shows exact points, the walk only tells how far to look: until enough points are found. Then all
points of that disk are sorted by their own distance, so there the work follows what the disk holds, the pages before
included.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from connect import db, geo
from connect.nearby import postgres, sqlite
from connect.nearby.belts import Way, way_from
from connect.nearby.ranges import STRAY, cover_of_points
from connect.nearby.source import Row, Source, metric_values

FARTHEST_M = 50_000
CELL_WIDTH_M = 2 * STRAY * geo.spacing_m(geo.FINEST)  # no two points of a cell are farther apart


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
    the source and the squared distance in metres: to the centre of its cell, or to its point where the source is
    exact. Moments go in as such and come back as the driver has them, see `db.Reader.moment_of`.
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
    """Walks only where every point lies behind those shown before, so that each that is found is still to come."""
    driver, shown = _driver(reader), bound["after_d2"]
    start = (math.sqrt(shown) + CELL_WIDTH_M) ** 2 if shown >= 0 else -1.0
    # PostgreSQL measures a cell of a belt by one of its points: the gap keeps the close cells from coming twice.
    way = way_from(centre, max(0.0, start), within_m, gap_m=CELL_WIDTH_M)
    found = driver.walk(reader, source, way, bound | {"after_d2": start})
    upto = _reach(source, way, found, bound["limit"], within_m)
    ranges = cover_of_points(way.around, math.sqrt(upto))
    return driver.disk(reader, source, ranges, bound | metric_values(way.around) | {"upto": upto})


def _reach(source: Source, way: Way, found: list[Row], limit: int, within_m: float) -> float:
    """Squared metres within which there are enough points, or all that may be shown."""
    if len(found) < limit:
        return within_m**2
    lat, lon = source.columns.index("lat"), source.columns.index("lon")
    farthest = max(way.around.squared(row[lat], row[lon]) for row in found)
    return min(within_m**2, farthest * 1.000001)  # the database may reckon the last bits otherwise


def _driver(reader: db.Reader) -> Any:
    return postgres if reader.postgres else sqlite
