"""The map's clusters of supply points, by grouping: how many are open now, and how many are not, in each cell in view.

At the tens of thousands that a country has this costs milliseconds where all of them are in view, and is kept for all
who look; above that, sums per cell would be kept as they are for cases.
"""

from datetime import datetime
from functools import cache

from connect import clock, db, geo
from connect.cases.map.clusters import Box, Cluster, gathered, in_view
from connect.nearby.ranges import Ranges
from connect.nearby.source import metric_values, spelled
from connect.supplies.finding.nearby import OPEN_SQL, Filters, source

PLACED = ("delivers",)  # filters that ask where somebody lives
_NO_RESOLUTION = ~(0xF << 52) & (1 << 63) - 1


def clusters(box: Box, filters: Filters, home: geo.Point | None = None) -> list[Cluster]:
    """The signs that stand in the view, at a fineness that suits it: `done` are open now, `taken` are not.

    `home`: the centre of the cell to which points have to deliver; without it nobody asks whether they do.
    """
    view = in_view(box)
    found = _counted(view.deep, view.ranges, filters, home)
    return gathered(box, view, ((cell, 0, number - opened, opened) for cell, number, opened in found))


def _counted(resolution: int, ranges: Ranges, filters: Filters, home: geo.Point | None) -> list[tuple[int, int, int]]:
    reader = db.Reader()
    asked = (*(("item",) if filters.item else ()), *(one for one in filters.asked() if home or one not in PLACED))
    values = {
        name: reader.value_of(value) if isinstance(value, datetime) else value
        for name, value in filters.values(clock.now()).items()
    }
    given = db.range_values([(geo.range_of(low)[0], geo.range_of(high)[1]) for low, high in ranges], reader.postgres)
    values |= dict(zip(("lows", "highs"), given, strict=True)) if reader.postgres else {"ranges": given[0]}
    values |= {"fine": resolution << 52, "sevens": (1 << 3 * (15 - resolution)) - 1, "kept": _NO_RESOLUTION}
    values |= metric_values(geo.metric(home)) if home else {}
    return reader.rows(_sql(asked, reader.postgres), values)


@cache
def _sql(asked: tuple[str, ...], postgres: bool) -> str:
    """Groups by the parents of cells, in plain integers: see `cases.map.cell_counts`."""
    here = source(asked)
    ranges = "unnest(:lows::bigint[], :highs::bigint[]) AS ranges (low, high)"
    sql = f"""
        SELECT (c.cell & :kept) | :fine | :sevens AS above, count(*), sum(CASE WHEN {OPEN_SQL} THEN 1 ELSE 0 END)
        FROM {ranges if postgres else db.ranges_sql(False).replace("?", ":ranges")}
        CROSS JOIN {here.table_sql(postgres)}
        WHERE ({here.listed}) AND c.cell BETWEEN low AND high AND ({here.filters}) GROUP BY above
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
    return spelled(sql, "%({})s".format) if postgres else sql
