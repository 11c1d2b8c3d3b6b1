"""The search on SQLite, where a question costs microseconds: one cell after another, until there are enough."""

import itertools
import operator
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from connect import db
from connect.nearby.belts import Cells, Rings, Way, by_distance
from connect.nearby.ranges import Ranges
from connect.nearby.source import Row, Source, spelled, squared_sql

# Where there is not much, as in the country, to step from row to row costs a fifth of a leap.
FEW = 400


class Statements(NamedTuple):
    """The first rows of a cell, the cells that hold any by leaps and by steps, the first rows of a belt."""

    first: str
    leaps: str
    steps: str
    ring: str
    values: tuple[str, ...]  # names of what `first` and `ring` are given after what is their own


CELL_VALUES = ("d2", "cell", "limit")
RING_VALUES = ("ranges", "beyond", "upto", "limit", "lat", "lon", "kx", "kx1", "kx2", "ky", "ky1")


@cache
def statements(source: Source) -> Statements:
    """The statements on a source, made once."""
    table, values = source.table_sql(postgres=False), (*source.names, "after_d2", *source.after_names)
    first = f"""
        SELECT {source.columns_sql()}, :d2 FROM {table}
        WHERE c.cell = :cell AND ({source.listed}) AND ({source.filters})
            AND (:d2 > :after_d2 OR {source.after_sql("c.")})
        ORDER BY {source.order_sql("c.")} LIMIT :limit
    """  # nosec B608 # noqa: S608 - made of a source, a constant; every value is bound
    # Leaps through the index from one cell that holds anything to the next: DISTINCT would read all their rows.
    least = f"SELECT min(c.cell) FROM {table} WHERE ({source.listed}) AND c.cell"  # nosec B608 # noqa: S608 - the same
    ranges = db.ranges_sql(postgres=False)
    leaps = f"""
        WITH RECURSIVE leaps (cell, high) AS (
            SELECT ({least} BETWEEN low AND high), high FROM {ranges}
            UNION ALL
            SELECT ({least} > leaps.cell AND c.cell <= leaps.high), leaps.high FROM leaps
            WHERE leaps.cell IS NOT NULL
        )
        SELECT cell FROM leaps WHERE cell IS NOT NULL
    """  # nosec B608 # noqa: S608 - the same
    steps = f"""
        SELECT c.cell FROM {ranges} CROSS JOIN {table} WHERE ({source.listed}) AND c.cell BETWEEN low AND high LIMIT ?
    """  # nosec B608 # noqa: S608 - the same
    # Measured once for each row that fits: flattened into one SELECT it would be measured in every condition.
    ring = f"""
        SELECT {source.hit_sql()} FROM (
            SELECT {source.columns_sql()}, {squared_sql("c.")} AS d2 FROM {ranges.replace("?", ":ranges")}
            CROSS JOIN {table} WHERE ({source.listed}) AND c.cell BETWEEN low AND high AND ({source.filters}) LIMIT -1
        ) AS c
        WHERE d2 > :beyond AND d2 <= :upto AND (d2 > :after_d2 OR d2 = :after_d2 AND ({source.after_sql("c.")}))
        ORDER BY first DESC, d2, {source.order_sql("c.")} LIMIT :limit
    """  # nosec B608 # noqa: S608 - the same
    of_cell, of_belt = map(source.indexed_sql, (first, ring))
    numbered = _numbered(of_cell, CELL_VALUES + values), leaps, steps, _numbered(of_belt, RING_VALUES + values)
    return Statements(*numbered, values)


def _numbered(sql: str, values: tuple[str, ...]) -> str:
    """Values go by their number: to bind as many by name costs as much as the search of a cell."""
    return spelled(sql, lambda name: f"?{values.index(name) + 1}")


def walk(reader: db.Reader, source: Source, way: Way, values: Mapping[str, Any]) -> list[Row]:
    """The first rows of the close cells, then of the belts, each with the cell's squared distance as last column."""
    ask, limit = statements(source), values["limit"]
    found: list[Row] = []
    bound = tuple(values[name] for name in ask.values)
    for cells in itertools.chain([way.close], _farther(reader, ask, way)):
        for d2, level in itertools.groupby(cells, key=_distance):
            lists = [reader.rows(ask.first, (d2, cell, limit - len(found), *bound)) for _, cell in level]
            found += lists[0] if len(lists) == 1 else _merged(source, lists)[: limit - len(found)]
            if len(found) >= limit:
                return found
    return found


_distance = operator.itemgetter(0)


def _merged(source: Source, lists: list[list[Row]]) -> list[Row]:
    """The rows of cells that are equally far, in their order: sorted by the last column first, as sorting is stable."""
    rows = list(itertools.chain.from_iterable(lists))
    for key, part in reversed(list(zip(source.keys, source.order, strict=True))):
        rows.sort(key=operator.itemgetter(source.columns.index(key)), reverse=part.endswith(" DESC"))
    return rows


def _farther(reader: db.Reader, ask: Statements, way: Way) -> Iterator[Cells]:
    """The cells of each belt that hold anything listed, whatever the filters."""
    start = way.start
    for belt in way.belts:
        cells = by_distance(way.around, _populated(reader, ask, belt.ranges))
        yield [pair for pair in cells if belt.beyond < pair[0] <= belt.upto and pair[0] >= start]


def _populated(reader: db.Reader, ask: Statements, ranges: Ranges) -> set[int]:
    """The cells in some ranges that hold anything listed."""
    values = db.range_values(ranges, postgres=False)
    rows = reader.rows(ask.steps, (*values, FEW))
    if len(rows) == FEW:  # perhaps not all
        rows = reader.rows(ask.leaps, values)
    return {cell for (cell,) in rows}


def rings(reader: db.Reader, source: Source, way: Rings, values: Mapping[str, Any]) -> list[Row]:
    """The first rows of the belts, each with its own squared distance as last column; no belt that is not needed."""
    ask, limit = statements(source), values["limit"]
    shared = tuple(values[name] for name in RING_VALUES[4:] + ask.values)
    found, behind = list[Row](), list[Row]()
    for belt in way(lambda: len(found) / limit):
        ranges = db.range_values(belt.ranges, postgres=False)
        rows = reader.rows(ask.ring, (*ranges, belt.beyond, belt.upto, limit - len(found), *shared))
        source.part(rows, found, behind)
        if len(found) >= limit:
            return found
    return (found + behind)[:limit]
