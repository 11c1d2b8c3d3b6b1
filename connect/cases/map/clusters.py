"""The map's clusters: sums of the counts per cell, exact at every zoom."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.map.colours import BY_COLOUR, COLOURS
from connect.cases.map.nearby import AVAILABLE, Filters
from connect.cases.models import LISTED_SQL
from connect.incidents import kinds as kinds_data
from connect.nearby.ranges import Ranges, cover_of_box, merged

LEASED_SQL = "state IN ('claimed', 'in_delivery')"  # as the partial index spells it
PROVINCE_NAMES_FROM, WARD_NAMES_FROM = 4, 6  # H3 resolutions at which a cell is about as large as those


@dataclass(frozen=True, slots=True)
class Box:
    """A view of the map in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: geo.Point) -> bool:
        """Whether the point lies in the view."""
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cell of the view with how many need help, are taken, were helped."""

    cell: int
    at: geo.Point
    need: int
    taken: int
    done: int


def box_of(args: Mapping[str, str]) -> Box | None:
    """The view in an address, cut to where the country is; None when it is no view."""
    try:
        south, west, north, east = (float(args[name]) for name in ("south", "west", "north", "east"))
    except (KeyError, ValueError):
        return None
    if not all(map(math.isfinite, (south, west, north, east))) or south >= north or west >= east:
        return None
    low, high, left, right = geo.VIETNAM
    if south >= high or north <= low or west >= right or east <= left:
        return Box(low, left, low, left)  # elsewhere on the globe: an empty view, not an error
    return Box(max(south, low), max(west, left), min(north, high), min(east, right))


def place_of(cluster: Cluster) -> Place | None:
    """The place that a sign on the map is named after: the ward of its middle, of a larger cell its province."""
    fineness, ward = geo.resolution_of(cluster.cell), areas.ward_at(cluster.at)
    if fineness < PROVINCE_NAMES_FROM:
        return None
    return ward if fineness >= WARD_NAMES_FROM else areas.ancestors(ward)[1]


def clusters(box: Box, filters: Filters) -> list[Cluster]:
    """The cells whose centre lies in the view, at a fineness that suits it, with their exact counts.

    The sums per cell answer. Steps that are not folded yet, and leases that are over but not yet noted, are added to
    them; with a filter on waiting time the cases themselves are counted.
    """
    coarse, cells = cover_of_box(box.south, box.west, box.north, box.east)
    fine = min(geo.FINEST, max(geo.COARSEST, coarse + 1))
    ranges = merged(geo.range_of(cell, fine) for cell in cells) if coarse <= fine else []
    rows = _from_cases(fine, ranges, filters) if filters.waiting_before else _from_sums(fine, ranges, filters)
    counted: dict[int, tuple[int, ...]] = {}
    for cell, *sums in rows:
        at = cell if geo.resolution_of(cell) == fine else geo.parent_of(cell, fine)
        there = counted.get(at)
        counted[at] = tuple(map(add, there, sums)) if there else tuple(sums)
    found = [
        Cluster(cell, centre, *map(int, sums))
        for cell, sums in counted.items()
        if box.holds(centre := _centre_of(cell)) and any(sums)
    ]
    return sorted(found, key=lambda one: one.cell)


_centre_of = lru_cache(maxsize=100_000)(geo.centre_of)
Rows = list[tuple[int, ...]]  # a cell, and how many need help, are taken, were helped


def _from_sums(res: int, ranges: Ranges, filters: Filters) -> Rows:
    reader = db.Reader()
    filtered = filters.kinds != kinds_data.ALL or filters.urgency > 0
    wanted = (filters.kinds, filters.urgency) if filtered else ()
    values = (*db.range_values(ranges, reader.postgres), res, *wanted, *wanted, reader.value_of(clock.now()), *wanted)
    return reader.rows(sums_sql(reader.postgres, filtered), values)


@cache
def sums_sql(postgres: bool, filtered: bool) -> str:
    """Sums, steps and ended leases in one statement, or a fold in between would be missed or counted twice.

    The last two are few and come in their finest cells; `clusters` adds them to the cells above.
    """
    mark = "%s" if postgres else "?"
    wanted = f"AND kinds & {mark} <> 0 AND urgency >= {mark}" if filtered else ""
    sums = ", ".join(f"sum(CASE colour WHEN '{colour}' THEN n ELSE 0 END)" for colour in COLOURS)
    # SQLite would read every leased case without being told the index, see `Source.table_sql`.
    leased = "cases" if postgres else "cases INDEXED BY ix_cases_leases"
    table, columns = ("cell_counts", sums) if filtered else ("cell_totals", ", ".join(COLOURS))
    return f"""
        SELECT cell, {columns} FROM {db.ranges_sql(postgres)} CROSS JOIN {table}
        WHERE res = {mark} AND cell BETWEEN low AND high {wanted} {"GROUP BY cell" if filtered else ""}
        UNION ALL
        SELECT cell, {BY_COLOUR} FROM cell_steps WHERE true {wanted}
        UNION ALL
        SELECT cell, 1, -1, 0 FROM {leased} WHERE {LEASED_SQL} AND guarded = 0 AND free_at <= {mark} {wanted}
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _from_cases(res: int, ranges: Ranges, filters: Filters) -> Rows:
    """Counts the cases themselves, because waiting time changes by itself; served cases wait no more."""
    reader = db.Reader()
    finest = [(geo.range_of(low)[0], geo.range_of(high)[1]) for low, high in ranges]
    now, before = reader.value_of(clock.now()), reader.value_of(filters.waiting_before or clock.now())
    values = (now, now, *db.range_values(finest, reader.postgres), filters.kinds, filters.urgency, before)
    return reader.rows(_cases_sql(reader.postgres), values)


@cache
def _cases_sql(postgres: bool) -> str:
    mark = "%s" if postgres else "?"
    return f"""
        SELECT c.cell, sum(CASE WHEN c.free_at > {mark} THEN 0 ELSE 1 END),
            sum(CASE WHEN c.free_at > {mark} THEN 1 ELSE 0 END), 0
        FROM {db.ranges_sql(postgres)} CROSS JOIN {AVAILABLE.table_sql(postgres)}
        WHERE c.cell BETWEEN low AND high AND {LISTED_SQL}
            AND c.kinds & {mark} <> 0 AND c.urgency >= {mark} AND c.waiting_since <= {mark}
        GROUP BY c.cell
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
