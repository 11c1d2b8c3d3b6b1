"""What is near: the available cases around a place, the nearest first.

All cases of one cell are equally far, and `ix_cases_nearby` holds them in the order in which they are shown: the
more urgent first, then who has waited longer. So the search never measures cases, it walks cells, the nearest first,
and of each it reads only as many cases as are still missing. The seven cells around the viewer are known without
asking; beyond them the index itself tells which cells hold anything, by leaping from one to the next. The work
follows neither the radius nor how many wait in a cell.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from connect import clock, db, geo
from connect.cases import kinds as kinds_data
from connect.cases.models import LISTED_SQL

FARTHEST_M = 50_000
LAST = datetime(9999, 12, 31, tzinfo=UTC)
Cells = list[tuple[float, int]]  # squared metres from the viewer, cell; nearest first
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer wants to see: groups as a bitmask, radius in metres, least urgency, waiting since before."""

    kinds: int = kinds_data.ALL
    within_m: int = 10_000
    urgency: int = 0
    waiting_before: datetime | None = None


class Found(NamedTuple):
    """One case of the answer, with the keys that put it where it stands."""

    id: int
    public_id: str
    kinds: int
    urgency: int
    waiting_since: datetime
    lat: float
    lon: float
    d2: float

    @property
    def distance_m(self) -> float:
        """From the centre of the viewer's cell to the centre of the case's cell."""
        return math.sqrt(self.d2)


def nearby(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """The available cases nearest to a place: by distance of cells, then urgency, then waiting time.

    The centre is snapped to its cell here, so that no caller can forget it. `after` is the last case of the
    page before.
    """
    reader = db.Reader()
    found: list[Found] = []
    fits = _values(reader, filters)
    for cells in _ever_farther(reader, geo.cell_of(centre), min(filters.within_m, FARTHEST_M), after):
        for some in _bites(cells, reader.postgres):
            found += _first(reader, some, fits, limit - len(found), after)
            if len(found) >= limit:
                return found
    return found


def _ever_farther(reader: db.Reader, cell: int, within_m: float, after: Found | None) -> Iterator[Cells]:
    """The cells within a radius that may hold cases from `after` on, in strides, each beyond the one before."""
    start = after.d2 if after else 0.0
    if start == 0.0:
        yield [(0.0, cell)]  # where many ask, it is enough
    near = geo.neighbourhood(cell)
    yield [pair for pair in near[1:] if start <= pair[0] <= within_m**2]
    around, beyond = geo.metric(geo.centre_of(cell)), near[-1][0]
    for resolution in range(geo.FINEST - 1, -1, -1):
        radius = min(within_m, geo.cover_radius_m(resolution))
        if radius**2 > beyond and radius**2 >= start:
            cells = _populated(reader, geo.cover_of_disk(around, radius, resolution))
            yield [
                pair for pair in geo.by_distance(around, cells) if beyond < pair[0] <= radius**2 and pair[0] >= start
            ]
            beyond = radius**2
        if radius >= within_m:
            return


def _bites(cells: Cells, postgres: bool) -> Iterator[Cells]:
    """The cells a few at a time, those that are equally far together.

    One by one on SQLite, where a question costs microseconds; sixteen on PostgreSQL, where it is a round trip.
    """
    begin = 0
    while begin < len(cells):
        end = begin + (16 if postgres else 1)
        while end < len(cells) and cells[end][0] == cells[end - 1][0]:
            end += 1
        yield cells[begin:end]
        begin = end


# --- Statements: their text never changes, so that each is parsed once --------------------------------------


def _populated(reader: db.Reader, ranges: Sequence[tuple[int, int]]) -> list[int]:
    """The cells of some ranges that hold a listed case, whatever the filters."""
    return [cell for (cell,) in reader.rows(populated_sql(reader.postgres), range_values(ranges, reader.postgres))]


def ranges_sql(postgres: bool) -> str:
    """Ranges of cells as a table (low, high), however many there are; waits for `range_values`."""
    if postgres:
        return "unnest(%s::bigint[], %s::bigint[]) AS ranges (low, high)"
    return "(SELECT value->>0 AS low, value->>1 AS high FROM json_each(?)) AS ranges"


def range_values(ranges: Sequence[tuple[int, int]], postgres: bool) -> tuple[object, ...]:
    """What `ranges_sql` waits for."""
    return tuple(map(list, zip(*ranges, strict=True))) if postgres else (json.dumps(ranges),)


@cache
def populated_sql(postgres: bool) -> str:
    """Leaps through the index from one cell that holds anything to the next: DISTINCT would read all their cases."""
    least = f"SELECT min(c.cell) FROM {listed(postgres)} WHERE c.{LISTED_SQL} AND c.cell"  # nosec B608 # noqa: S608
    return f"""
        WITH RECURSIVE ranges AS (SELECT low, high FROM {ranges_sql(postgres)}),
        leaps (cell, high) AS (
            SELECT ({least} BETWEEN ranges.low AND ranges.high), ranges.high FROM ranges
            UNION ALL
            SELECT ({least} > leaps.cell AND c.cell <= leaps.high), leaps.high FROM leaps WHERE leaps.cell IS NOT NULL
        )
        SELECT cell FROM leaps WHERE cell IS NOT NULL
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _first(reader: db.Reader, cells: Cells, fits: Values, limit: int, after: Found | None) -> list[Found]:
    """The first cases of some cells that follow each other in distance."""
    if len(cells) > 1 and reader.postgres:
        keys = (after.d2, *_keys(reader, after)) if after else (-1.0, *NOTHING)
        d2s, numbers = [d2 for d2, _ in cells], [cell for _, cell in cells]
        rows = reader.rows(FIRST_OF_CELLS, (numbers, d2s, *fits, *keys, limit, limit))
        return [_found(reader, row) for row in rows]
    found, sql = [], first_sql(reader.postgres)
    for d2, cell in cells:
        keys = _keys(reader, after) if after and after.d2 == d2 else NOTHING
        found += [_found(reader, (*row, d2)) for row in reader.rows(sql, (cell, *fits, *keys, limit))]
    if len(cells) > 1:
        found.sort(key=lambda one: (one.d2, -one.urgency, one.waiting_since, one.public_id))
    return found[:limit]


@cache
def first_sql(postgres: bool) -> str:
    """The first cases of a cell, in the order in which the index holds them."""
    return _first_of("?", "", postgres).replace("?", "%s" if postgres else "?")


def listed(postgres: bool) -> str:
    """SQLite without statistics takes the index on the state instead, and walks all open cases; so it is told."""
    return "cases AS c" if postgres else "cases AS c INDEXED BY ix_cases_nearby"


def _first_of(cell: str, farther: str, postgres: bool) -> str:
    return f"""
        SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon FROM {listed(postgres)}
        WHERE c.cell = {cell} AND c.{LISTED_SQL}
            AND c.free_at <= ? AND c.kinds & ? <> 0 AND c.urgency >= ? AND c.waiting_since <= ?
            AND ({farther} c.urgency < ? OR c.urgency = ?
                AND (c.waiting_since > ? OR c.waiting_since = ? AND c.public_id > ?))
        ORDER BY c.urgency DESC, c.waiting_since, c.public_id LIMIT ?
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


FIRST_OF_CELLS = f"""
    SELECT first.*, near.d2 FROM unnest(?::bigint[], ?::float8[]) AS near (cell, d2)
    CROSS JOIN LATERAL ({_first_of("near.cell", "near.d2 > ? OR", True)}) AS first
    ORDER BY near.d2, first.urgency DESC, first.waiting_since, first.public_id LIMIT ?
""".replace("?", "%s")  # nosec B608 # noqa: S608 - made of constants; every value is bound
NOTHING: Values = (127, 127, None, None, "")  # an urgency above all: every case comes after it


def _values(reader: db.Reader, filters: Filters) -> Values:
    before = filters.waiting_before or LAST
    return reader.value_of(clock.now()), filters.kinds, filters.urgency, reader.value_of(before)


def _keys(reader: db.Reader, after: Found) -> Values:
    since = reader.value_of(after.waiting_since)
    return after.urgency, after.urgency, since, since, after.public_id


def _found(reader: db.Reader, row: tuple[Any, ...]) -> Found:
    number, public_id, kinds, urgency, since, lat, lon, d2 = row
    return Found(number, public_id, kinds, urgency, reader.moment_of(since), lat, lon, d2)
