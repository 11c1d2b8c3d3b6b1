"""Nearby on SQLite, where a question costs microseconds: one cell after another, until there are enough."""

import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from connect import db, geo
from connect.cases.models import LISTED_SQL

# SQLite without statistics takes the index on the state instead, and walks all open cases; so it is told.
BY_CELL = "cases AS c INDEXED BY ix_cases_nearby"
# Values go by their number: to bind as many by name costs as much as the search of a cell.
PLACE = ("d2", "cell", "limit")
FILTERS = ("now", "kinds", "urgency", "before", "after_d2", "after_urgency", "after_since", "after_id")
FIRST = f"""
    SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon, :d2 FROM {BY_CELL}
    WHERE c.cell = :cell AND c.{LISTED_SQL} AND c.free_at <= :now
        AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency AND c.waiting_since <= :before
        AND (:d2 > :after_d2 OR c.urgency < :after_urgency OR c.urgency = :after_urgency
            AND (c.waiting_since > :after_since OR c.waiting_since = :after_since AND c.public_id > :after_id))
    ORDER BY c.urgency DESC, c.waiting_since, c.public_id LIMIT :limit
"""  # nosec B608 # noqa: S608 - made of constants; every value is bound
FIRST = re.sub(r":(\w+)", lambda name: f"?{(PLACE + FILTERS).index(name[1]) + 1}", FIRST)
# Leaps through the index from one cell that holds anything to the next: DISTINCT would read all their cases.
_LEAST = f"SELECT min(c.cell) FROM {BY_CELL} WHERE c.{LISTED_SQL} AND c.cell"  # nosec B608 # noqa: S608
POPULATED = f"""
    WITH RECURSIVE leaps (cell, high) AS (
        SELECT ({_LEAST} BETWEEN low AND high), high FROM {db.ranges_sql(postgres=False)}
        UNION ALL
        SELECT ({_LEAST} > leaps.cell AND c.cell <= leaps.high), leaps.high FROM leaps WHERE leaps.cell IS NOT NULL
    )
    SELECT cell FROM leaps WHERE cell IS NOT NULL
"""  # nosec B608 # noqa: S608 - made of constants; every value is bound
# Where not many wait, as in the country, to step from case to case costs a fifth of a leap.
FEW = 400
STEPPED = f"""
    SELECT c.cell FROM {db.ranges_sql(postgres=False)} CROSS JOIN {BY_CELL}
    WHERE c.{LISTED_SQL} AND c.cell BETWEEN low AND high LIMIT ?
"""  # nosec B608 # noqa: S608 - made of constants; every value is bound


def search(
    reader: db.Reader, around: geo.Metric, close: geo.Cells, belts: Iterable[geo.Belt], wanted: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The first cases of the close cells, then of the belts, each with its squared distance as the last column."""
    found: list[tuple[Any, ...]] = []
    limit, filters = wanted["limit"], tuple(wanted[name] for name in FILTERS)
    for cells in itertools.chain([close], _farther(reader, around, belts, wanted["after_d2"])):
        for d2, alike in itertools.groupby(cells, key=_distance):
            some = [reader.rows(FIRST, (d2, cell, limit - len(found), *filters)) for _, cell in alike]
            found += some[0] if len(some) == 1 else _merged(some)[: limit - len(found)]
            if len(found) >= limit:
                return found
    return found


_distance = operator.itemgetter(0)


def _merged(some: list[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """The cases of cells that are equally far, in their order."""
    return sorted(itertools.chain.from_iterable(some), key=lambda row: (-row[3], row[4], row[1]))


def _farther(reader: db.Reader, around: geo.Metric, belts: Iterable[geo.Belt], start: float) -> Iterator[geo.Cells]:
    """The cells of each belt that hold a listed case, whatever the filters."""
    for belt in belts:
        cells = geo.by_distance(around, _populated(reader, belt.ranges))
        yield [pair for pair in cells if belt.beyond < pair[0] <= belt.upto and pair[0] >= start]


def _populated(reader: db.Reader, ranges: Sequence[tuple[int, int]]) -> set[int]:
    """The cells in some ranges that hold a listed case."""
    values = db.range_values(ranges, postgres=False)
    rows = reader.rows(STEPPED, (*values, FEW))
    if len(rows) == FEW:  # perhaps not all
        rows = reader.rows(POPULATED, values)
    return {cell for (cell,) in rows}
