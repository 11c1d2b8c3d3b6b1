"""Nearby on SQLite, where a question costs microseconds: one cell after another, until there are enough."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from connect import db, geo
from connect.cases.models import LISTED_SQL

# SQLite without statistics takes the index on the state instead, and walks all open cases; so it is told.
BY_CELL = "cases AS c INDEXED BY ix_cases_nearby"
FIRST = f"""
    SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon, :d2 FROM {BY_CELL}
    WHERE c.cell = :cell AND c.{LISTED_SQL} AND c.free_at <= :now
        AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency AND c.waiting_since <= :before
        AND (:d2 > :after_d2 OR c.urgency < :after_urgency OR c.urgency = :after_urgency
            AND (c.waiting_since > :after_since OR c.waiting_since = :after_since AND c.public_id > :after_id))
    ORDER BY c.urgency DESC, c.waiting_since, c.public_id LIMIT :limit
"""  # nosec B608 # noqa: S608 - made of constants; every value is bound
_LEAST = f"SELECT min(c.cell) FROM {BY_CELL} WHERE c.{LISTED_SQL} AND c.cell"  # nosec B608 # noqa: S608
# Leaps through the index from one cell that holds anything to the next: DISTINCT would read all their cases.
POPULATED = f"""
    WITH RECURSIVE leaps (cell, high) AS (
        SELECT ({_LEAST} BETWEEN low AND high), high FROM {db.ranges_sql(postgres=False)}
        UNION ALL
        SELECT ({_LEAST} > leaps.cell AND c.cell <= leaps.high), leaps.high FROM leaps WHERE leaps.cell IS NOT NULL
    )
    SELECT cell FROM leaps WHERE cell IS NOT NULL
"""  # nosec B608 # noqa: S608 - made of constants; every value is bound


def search(
    reader: db.Reader, around: geo.Metric, close: geo.Cells, belts: Iterable[geo.Belt], wanted: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The first cases of the close cells, then of the belts, each with its squared distance as the last column."""
    found: list[tuple[Any, ...]] = []
    for cells in itertools.chain([close], _farther(reader, around, belts, wanted["after_d2"])):
        for _, alike in itertools.groupby(cells, key=lambda pair: pair[0]):
            found += _first(reader, list(alike), {**wanted, "limit": wanted["limit"] - len(found)})
            if len(found) >= wanted["limit"]:
                return found
    return found


def _farther(reader: db.Reader, around: geo.Metric, belts: Iterable[geo.Belt], start: float) -> Iterator[geo.Cells]:
    """The cells of each belt that hold a listed case, whatever the filters."""
    for belt in belts:
        rows = reader.rows(POPULATED, db.range_values(belt.ranges, postgres=False))
        cells = geo.by_distance(around, (cell for (cell,) in rows))
        yield [pair for pair in cells if belt.beyond < pair[0] <= belt.upto and pair[0] >= start]


def _first(reader: db.Reader, alike: geo.Cells, wanted: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The first cases of some cells that are equally far: few more than one."""
    found = []
    for d2, cell in alike:
        found += reader.rows(FIRST, {**wanted, "d2": d2, "cell": cell})
    if len(alike) > 1:
        found.sort(key=lambda row: (-row[3], row[4], row[1]))
    return found[: wanted["limit"]]
