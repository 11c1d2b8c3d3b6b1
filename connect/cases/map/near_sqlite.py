"""Nearby on SQLite, where a question costs microseconds: one cell after another, until there are enough."""

import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connect import db, geo
from connect.cases.models import GRAVE_SQL, LISTED_SQL
from connect.cases.rules import GRAVEST

# Values go by their number: to bind as many by name costs as much as the search of a cell.
PLACE = ("d2", "cell", "limit")
FILTERS = ("now", "kinds", "urgency", "before", "after_d2", "after_urgency", "after_since", "after_id")
# Where not many wait, as in the country, to step from case to case costs a fifth of a leap.
FEW = 400


class Statements(NamedTuple):
    """The first cases of a cell, the cells that hold any by leaps, and by steps; all by one index."""

    first: str
    populated: str
    stepped: str


def _by(by_cell: str, listed: str) -> Statements:
    """The statements on those cases for which this holds."""
    first = f"""
        SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon, :d2 FROM {by_cell}
        WHERE c.cell = :cell AND c.{listed} AND c.free_at <= :now
            AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency AND c.waiting_since <= :before
            AND (:d2 > :after_d2 OR c.urgency < :after_urgency OR c.urgency = :after_urgency
                AND (c.waiting_since > :after_since OR c.waiting_since = :after_since AND c.public_id > :after_id))
        ORDER BY c.urgency DESC, c.waiting_since, c.public_id LIMIT :limit
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
    # Leaps through the index from one cell that holds anything to the next: DISTINCT would read all their cases.
    least = f"SELECT min(c.cell) FROM {by_cell} WHERE c.{listed} AND c.cell"  # nosec B608 # noqa: S608 - the same
    ranges = db.ranges_sql(postgres=False)
    populated = f"""
        WITH RECURSIVE leaps (cell, high) AS (
            SELECT ({least} BETWEEN low AND high), high FROM {ranges}
            UNION ALL
            SELECT ({least} > leaps.cell AND c.cell <= leaps.high), leaps.high FROM leaps
            WHERE leaps.cell IS NOT NULL
        )
        SELECT cell FROM leaps WHERE cell IS NOT NULL
    """  # nosec B608 # noqa: S608 - the same
    stepped = f"""
        SELECT c.cell FROM {ranges} CROSS JOIN {by_cell} WHERE c.{listed} AND c.cell BETWEEN low AND high LIMIT ?
    """  # nosec B608 # noqa: S608 - the same
    return Statements(_numbered(first), populated, stepped)


def _numbered(sql: str) -> str:
    return re.sub(r":(\w+)", lambda name: f"?{(PLACE + FILTERS).index(name[1]) + 1}", sql)


# SQLite without statistics takes the index on the state instead, and walks all open cases; so it is told.
BY_CELL = "cases AS c INDEXED BY ix_cases_nearby"
ALL = _by(BY_CELL, LISTED_SQL)
GRAVE = _by("cases AS c INDEXED BY ix_cases_grave", GRAVE_SQL)


def search(
    reader: db.Reader, around: geo.Metric, close: geo.Cells, belts: Iterable[geo.Belt], wanted: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The first cases of the close cells, then of the belts, each with its squared distance as the last column."""
    found: list[tuple[Any, ...]] = []
    limit, filters = wanted["limit"], tuple(wanted[name] for name in FILTERS)
    ask = GRAVE if wanted["urgency"] == GRAVEST else ALL
    for cells in itertools.chain([close], _farther(reader, ask, around, belts, wanted["after_d2"])):
        for d2, alike in itertools.groupby(cells, key=_distance):
            some = [reader.rows(ask.first, (d2, cell, limit - len(found), *filters)) for _, cell in alike]
            found += some[0] if len(some) == 1 else _merged(some)[: limit - len(found)]
            if len(found) >= limit:
                return found
    return found


_distance = operator.itemgetter(0)


def _merged(some: list[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """The cases of cells that are equally far, in their order."""
    return sorted(itertools.chain.from_iterable(some), key=lambda row: (-row[3], row[4], row[1]))


def _farther(
    reader: db.Reader, ask: Statements, around: geo.Metric, belts: Iterable[geo.Belt], start: float
) -> Iterator[geo.Cells]:
    """The cells of each belt that hold a listed case, whatever the filters."""
    for belt in belts:
        cells = geo.by_distance(around, _populated(reader, ask, belt.ranges))
        yield [pair for pair in cells if belt.beyond < pair[0] <= belt.upto and pair[0] >= start]


def _populated(reader: db.Reader, ask: Statements, ranges: Sequence[tuple[int, int]]) -> set[int]:
    """The cells in some ranges that hold a listed case."""
    values = db.range_values(ranges, postgres=False)
    rows = reader.rows(ask.stepped, (*values, FEW))
    if len(rows) == FEW:  # perhaps not all
        rows = reader.rows(ask.populated, values)
    return {cell for (cell,) in rows}
