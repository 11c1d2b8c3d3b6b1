"""Nearby on PostgreSQL, where every question is a round trip: one for the close cells, one for all that is farther.

The belts are joined one after another, outwards, and the limit stops them: what is not needed is never begun.
Inside a belt the cells come sorted by distance, which PostgreSQL keeps (an incremental sort), so that it too ends
with the limit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from connect import db, geo
from connect.cases.models import GRAVE_SQL, LISTED_SQL
from connect.cases.rules import GRAVEST


class Statements(NamedTuple):
    """The first cases of the close cells, and of the belts."""

    close: str
    farther: str


def _of(listed: str) -> Statements:
    """Those of the cases for which this holds, which names the index that is read.

    Arrays and limits come out of a SELECT so that the planner does not look at them: then its plan for any values is
    no dearer than one for these, and it stops planning anew each time.
    """
    first = f"""
        SELECT first.*, near.d2
        FROM near CROSS JOIN LATERAL (
            SELECT c.id, c.public_id, c.kinds, c.urgency, c.waiting_since, c.lat, c.lon FROM cases AS c
            WHERE c.cell = near.cell AND c.{listed} AND c.free_at <= %(now)s
                AND c.kinds & %(kinds)s <> 0 AND c.urgency >= %(urgency)s AND c.waiting_since <= %(before)s
                AND (near.d2 > %(after_d2)s OR c.urgency < %(after_urgency)s OR c.urgency = %(after_urgency)s
                    AND (c.waiting_since, c.public_id) > (%(after_since)s, %(after_id)s))
            ORDER BY c.urgency DESC, c.waiting_since, c.public_id LIMIT (SELECT %(limit)s)
        ) AS first
        ORDER BY near.d2, first.urgency DESC, first.waiting_since, first.public_id LIMIT (SELECT %(limit)s)
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
    close = f"""
        WITH near AS (
            SELECT * FROM unnest((SELECT %(cells)s::bigint[]), (SELECT %(d2s)s::float8[])) AS given (cell, d2)
            ORDER BY d2
        ) {first}
    """  # nosec B608 # noqa: S608 - the same
    farther = f"""
        SELECT found.*
        FROM (SELECT * FROM unnest((SELECT %(beyonds)s::float8[]), (SELECT %(uptos)s::float8[]))
            WITH ORDINALITY AS given (beyond, upto, number) ORDER BY number) AS belt
        CROSS JOIN LATERAL (
            WITH RECURSIVE {_near(listed)} {first}
        ) AS found
        LIMIT (SELECT %(limit)s)
    """  # nosec B608 # noqa: S608 - the same
    # On one line, because the driver knows again what has up to 4096 characters.
    return Statements(" ".join(close.split()), " ".join(farther.split()))


def _near(listed: str) -> str:
    """Leaps through the index from one cell that holds anything to the next, and measures as `geo.Metric` does.

    The CASE hides from the planner how few cells it leaves: told of one cell, it would read all of them before it
    sorts.
    """
    following = f"SELECT c.cell, c.lat, c.lon FROM cases AS c WHERE c.{listed} AND c.cell"  # nosec B608 # noqa: S608
    return f"""
        leaps (high, cell, lat, lon) AS (
            SELECT high, next.*
            FROM unnest((SELECT %(numbers)s::int[]), (SELECT %(lows)s::bigint[]), (SELECT %(highs)s::bigint[]))
                AS ranges (number, low, high)
            CROSS JOIN LATERAL ({following} BETWEEN low AND high ORDER BY c.cell LIMIT 1) AS next
            WHERE ranges.number = belt.number
            UNION ALL
            SELECT high, next.*
            FROM leaps CROSS JOIN LATERAL ({following} > leaps.cell AND c.cell <= high ORDER BY c.cell LIMIT 1) AS next
        ), measured AS MATERIALIZED (
            SELECT cell, x * x + y * y AS d2
            FROM leaps CROSS JOIN LATERAL (SELECT lat - %(lat)s AS dlat) AS up CROSS JOIN LATERAL (
                SELECT (lon - %(lon)s) * (%(kx)s + dlat / 2 * (%(kx1)s + dlat / 2 * %(kx2)s)) AS x,
                    dlat * (%(ky)s + dlat / 2 * %(ky1)s) AS y
            ) AS metres
        ), near AS (
            SELECT * FROM measured WHERE CASE WHEN d2 > beyond THEN d2 <= upto AND d2 >= %(after_d2)s END ORDER BY d2
        )
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


ALL, GRAVE = _of(LISTED_SQL), _of(GRAVE_SQL)


def search(
    reader: db.Reader, around: geo.Metric, close: geo.Cells, belts: Iterable[geo.Belt], wanted: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The first cases of the close cells, then of the belts, each with its squared distance as the last column."""
    ask = GRAVE if wanted["urgency"] == GRAVEST else ALL
    found = reader.rows(ask.close, {**wanted, **close_values(close)}) if close else []
    missing = wanted["limit"] - len(found)
    if missing and (farther := list(belts)):
        found += reader.rows(ask.farther, {**wanted, **farther_values(around, farther), "limit": missing})
    return found


def close_values(cells: geo.Cells) -> dict[str, object]:
    """What `close` names of the place."""
    return {"cells": _array(cell for _, cell in cells), "d2s": _array(d2 for d2, _ in cells)}


def farther_values(around: geo.Metric, belts: Sequence[geo.Belt]) -> dict[str, object]:
    """What `farther` names of the place."""
    ranges = [(number, low, high) for number, belt in enumerate(belts, 1) for low, high in belt.ranges]
    numbers, lows, highs = zip(*ranges, strict=True)
    kx1, kx2 = around.kx_change
    return {
        "numbers": _array(numbers), "lows": _array(lows), "highs": _array(highs),
        "beyonds": _array(belt.beyond for belt in belts), "uptos": _array(belt.upto for belt in belts),
        "lat": around.at.lat, "lon": around.at.lon, "kx": around.kx, "kx1": kx1, "kx2": kx2,
        "ky": around.ky, "ky1": around.ky_change,
    }  # fmt: skip


def _array(numbers: Iterable[float]) -> str:
    """As PostgreSQL spells an array: to spell it here costs a third of what the driver takes."""
    return "{" + ",".join(map(str, numbers)) + "}"
