"""The search on PostgreSQL, where every question is a round trip: one for the close cells, one for all farther ones.

The belts are joined one after another, outwards, and the limit stops them: a belt not needed is never begun.
Inside a belt the cells come sorted by distance, which PostgreSQL keeps (an incremental sort), so that it too ends
with the limit.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from connect import db
from connect.nearby.belts import Belt, Cells, Rings, Way
from connect.nearby.source import Row, Source, hidden, metric_values, spelled, squared_sql

AT_ONCE = 4  # belts in one question: to work out where a belt lies costs a quarter of a round trip


class Statements(NamedTuple):
    """The first rows of the close cells, and of the belts; those of belts in which points are measured themselves."""

    close: str
    farther: str
    rings: str


@cache
def statements(source: Source) -> Statements:
    """The statements on a source, made once.

    Arrays and limits come out of a SELECT so that the planner does not look at them: then its plan for any values is
    no dearer than one for these, and it stops planning anew each time.
    """
    first = f"""
        SELECT first.*, near.d2
        FROM near CROSS JOIN LATERAL (
            SELECT {source.columns_sql()} FROM {source.table_sql(postgres=True)}
            WHERE c.cell = near.cell AND ({source.listed}) AND ({source.filters})
                AND (near.d2 > :after_d2 OR {source.after_sql("c.")})
            ORDER BY {source.order_sql("c.")} LIMIT (SELECT :limit)
        ) AS first
        ORDER BY near.d2, {source.order_sql("first.")} LIMIT (SELECT :limit)
    """  # nosec B608 # noqa: S608 - made of a source, a constant; every value is bound
    close = f"""
        WITH near AS (
            SELECT * FROM unnest((SELECT :cells::bigint[]), (SELECT :d2s::float8[])) AS given (cell, d2)
            ORDER BY d2
        ) {first}
    """  # nosec B608 # noqa: S608 - the same
    farther = f"""
        SELECT found.*
        FROM (SELECT * FROM unnest((SELECT :beyonds::float8[]), (SELECT :uptos::float8[]))
            WITH ORDINALITY AS given (beyond, upto, number) ORDER BY number) AS belt
        CROSS JOIN LATERAL (
            WITH RECURSIVE {_near_sql(source)} {first}
        ) AS found
        LIMIT (SELECT :limit)
    """  # nosec B608 # noqa: S608 - the same
    return Statements(*(spelled(sql, "%({})s".format) for sql in (close, farther, _rings_sql(source))))


def _near_sql(source: Source) -> str:
    """Leaps through the index from one cell that holds anything to the next, and measures as `geo.Metric` does.

    The CASE hides from the planner how few cells it leaves: told of one cell, it would read all of them before it
    sorts.
    """
    table = source.table_sql(postgres=True)
    following = f"SELECT c.cell, c.lat, c.lon FROM {table} WHERE ({source.listed}) AND c.cell"  # nosec B608 # noqa: S608
    return f"""
        leaps (high, cell, lat, lon) AS (
            SELECT high, next.*
            FROM unnest((SELECT :numbers::int[]), (SELECT :lows::bigint[]), (SELECT :highs::bigint[]))
                AS ranges (number, low, high)
            CROSS JOIN LATERAL ({following} BETWEEN low AND high ORDER BY c.cell LIMIT 1) AS next
            WHERE ranges.number = belt.number
            UNION ALL
            SELECT high, next.*
            FROM leaps CROSS JOIN LATERAL ({following} > leaps.cell AND c.cell <= high ORDER BY c.cell LIMIT 1) AS next
        ), measured AS MATERIALIZED (
            SELECT cell, {squared_sql("")} AS d2 FROM leaps
        ), near AS (
            SELECT * FROM measured WHERE CASE WHEN d2 > beyond THEN d2 <= upto AND d2 >= :after_d2 END ORDER BY d2
        )
    """  # nosec B608 # noqa: S608 - made of a source, a constant; every value is bound


def _rings_sql(source: Source) -> str:
    """Belt after belt, outwards, until there are enough that stand first; inside one its points come sorted.

    Of a belt all hits come in one row, as arrays, for a step of the walk may only look at the row before. No row at
    the beginning gives the arrays their types.
    """
    names = (*source.columns, "first", "d2")
    arrays, found = _listed("array_agg({0}) AS {0}", names), _listed("found.{0}", names)
    return f"""
        WITH RECURSIVE belt AS (
            SELECT * FROM unnest((SELECT :beyonds::float8[]), (SELECT :uptos::float8[]))
                WITH ORDINALITY AS given (beyond, upto, number)
        ), walk AS (
            SELECT 0::bigint AS number, 0::bigint AS many, {arrays}
            FROM (SELECT *, true AS first, 0::float8 AS d2 FROM {source.table} WHERE false) AS none
            UNION ALL
            SELECT belt.number, walk.many + found.many, {found}
            FROM walk JOIN belt ON belt.number = walk.number + 1
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE first) AS many, {arrays} FROM ({_ring_sql(source)}) AS hit
            ) AS found
            WHERE walk.many < (SELECT :limit)
        )
        SELECT hit.* FROM walk CROSS JOIN LATERAL unnest({_listed("walk.{0}", names)}) AS hit
    """  # nosec B608 # noqa: S608 - made of a source, a constant; every value is bound


def _listed(text: str, names: Iterable[str]) -> str:
    return ", ".join(map(text.format, names))


def _ring_sql(source: Source) -> str:
    """The first hits of a belt.

    OFFSET 0 keeps each point from being measured in every condition, and the values of the filters from the planner.
    """
    columns = _listed("c.{0}", source.columns)
    return f"""
        SELECT {columns}, {hidden(source.first) or "true"} AS first, d2
        FROM unnest((SELECT :numbers::int[]), (SELECT :lows::bigint[]), (SELECT :highs::bigint[]))
            AS ranges (number, low, high)
        CROSS JOIN LATERAL (
            SELECT {columns}, {squared_sql("c.")} AS d2
            FROM {source.table_sql(postgres=True)}
            WHERE ({source.listed}) AND c.cell BETWEEN low AND high AND ({hidden(source.filters)}) OFFSET 0
        ) AS c
        WHERE ranges.number = belt.number AND d2 > beyond AND d2 <= upto
            AND (d2 > :after_d2 OR d2 = :after_d2 AND ({source.after_sql("c.")}))
        ORDER BY first DESC, d2, {source.order_sql("c.")} LIMIT (SELECT :limit)
    """  # nosec B608 # noqa: S608 - made of a source, a constant; every value is bound


def walk(reader: db.Reader, source: Source, way: Way, values: Mapping[str, Any]) -> list[Row]:
    """The first rows of the close cells, then of the belts, each with the cell's squared distance as last column."""
    ask = statements(source)
    found = reader.rows(ask.close, {**values, **close_values(way.close)}) if way.close else []
    missing = values["limit"] - len(found)
    if missing and (belts := list(way.belts)):
        found += reader.rows(ask.farther, {**values, "limit": missing, **farther_values(way, belts)})
    return found


def close_values(cells: Cells) -> dict[str, object]:
    """The values of the place for the statement `close`."""
    return {"cells": _array(cell for _, cell in cells), "d2s": _array(d2 for d2, _ in cells)}


def farther_values(way: Way, belts: Sequence[Belt]) -> dict[str, object]:
    """The values of the place for the statement `farther`."""
    return {**belt_values(belts), **metric_values(way.around)}


def belt_values(belts: Sequence[Belt]) -> dict[str, object]:
    """The values of some belts for the statements `farther` and `rings`."""
    ranges = [(number, low, high) for number, belt in enumerate(belts, 1) for low, high in belt.ranges]
    numbers, lows, highs = zip(*ranges, strict=True)
    return {
        "numbers": _array(numbers), "lows": _array(lows), "highs": _array(highs),
        "beyonds": _array(belt.beyond for belt in belts), "uptos": _array(belt.upto for belt in belts),
    }  # fmt: skip


def rings(reader: db.Reader, source: Source, way: Rings, values: Mapping[str, Any]) -> list[Row]:
    """The first rows of the belts, each with its own squared distance as last column; far belts only where needed."""
    ask, limit = statements(source).rings, values["limit"]
    found, behind = list[Row](), list[Row]()
    outwards = way(lambda: len(found) / limit)
    while len(found) < limit and (some := list(itertools.islice(outwards, AT_ONCE))):
        rows = reader.rows(ask, {**values, "limit": limit - len(found), **belt_values(some)})
        source.part(rows, found, behind)
    return (found + behind)[:limit]


def _array(numbers: Iterable[float]) -> str:
    """As PostgreSQL spells an array: to spell it here costs a third of what the driver takes."""
    return "{" + ",".join(map(str, numbers)) + "}"
