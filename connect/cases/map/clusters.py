"""The map's clusters: sums of the counts per cell, exact at every zoom, each at the middle of what it counts."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from operator import mul
from typing import Any, NamedTuple

import h3.api.basic_int as h3

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.map.colours import BY_COLOUR, COLOURS
from connect.cases.map.nearby import AVAILABLE, Filters
from connect.cases.models import LISTED_SQL
from connect.incidents import kinds as kinds_data
from connect.nearby.ranges import STRAY, Ranges, below, cover_of_box

LEASED_SQL = "state IN ('claimed', 'in_delivery')"  # as the partial index spells it
PROVINCE_NAMES_FROM, WARD_NAMES_FROM = 4, 6  # H3 resolutions at which a cell is about as large as those
LARGE = 2  # H3 resolution up to which the land has so few cells that those two below are read, else one below
Row = tuple[int, int, int, int]  # a cell, and how many need help, are taken, were helped


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

    def widened(self, metres: float) -> "Box":
        """The box with so many metres more on each side, rather more than fewer."""
        lat = metres / 110_500
        lon = lat / math.cos(math.radians(max(abs(self.south), abs(self.north)) + lat))
        return Box(self.south - lat, self.west - lon, self.north + lat, self.east + lon)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """South, west, north and east, to about 10 cm."""
        return round(self.south, 6), round(self.west, 6), round(self.north, 6), round(self.east, 6)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cell of the view with how many need help, are taken, were helped.

    It stands at the mean of what it counts, and `bounds` hold all of that. Most of it is in the cell `heart`: all of
    it, where `is_one`, and then that is a finest cell.
    """

    cell: int
    at: geo.Point
    need: int
    taken: int
    done: int
    bounds: Box
    heart: int
    is_one: bool


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


def told(cluster: Cluster) -> dict[str, Any]:
    """A sign as the map is told it. `place` is what it is named after, `around` the province where most of it is.

    `cell` says which cards of the view it counts, see `cells_of`.
    """
    ward = areas.ward_at(_centre_of(cluster.heart))
    place = place_of(cluster)
    return {
        "cell": f"{cluster.cell:x}", "at": f"{geo.centre_child(cluster.heart):x}", "finest": cluster.is_one,
        "bounds": cluster.bounds.edges,
        "place": place.short if place else "", "around": areas.ancestors(ward)[1].short,
        "lat": cluster.at.lat, "lon": cluster.at.lon,
        "need": cluster.need, "taken": cluster.taken, "done": cluster.done,
    }  # fmt: skip


def cells_of(box: Box, points: Iterable[geo.Point]) -> list[str]:
    """For the middles of finest cells the `cell` of the sign that counts them in this view."""
    fine = in_view(box).fine
    return [f"{geo.parent_of(geo.cell_of(point), fine):x}" for point in points]


def place_of(cluster: Cluster) -> Place | None:
    """The place that a sign on the map is named after: the ward where most of it is, of a larger cell its province."""
    fineness, ward = geo.resolution_of(cluster.cell), areas.ward_at(_centre_of(cluster.heart))
    if fineness < PROVINCE_NAMES_FROM:
        return None
    return ward if fineness >= WARD_NAMES_FROM else areas.ancestors(ward)[1]


def clusters(box: Box, filters: Filters) -> list[Cluster]:
    """The signs that stand in the view, at a fineness that suits it, with their exact counts.

    The sums per cell answer. Steps that are not folded yet, and leases that are over but not yet noted, are added to
    them; with a filter on waiting time the cases themselves are counted.
    """
    view = in_view(box)
    rows = _from_cases(view, filters) if filters.waiting_before else _from_sums(view, filters)
    return gathered(box, view, rows)


# --- Cells of a view, pure --------------------------------------------------------------------------------


class InView(NamedTuple):
    """The cells whose signs may stand in a view, their resolution, and what is read of them at a deeper one."""

    cells: frozenset[int]
    fine: int
    deep: int
    ranges: Ranges


def in_view(box: Box) -> InView:
    """The cells of a view; what a cell counts has its middle nowhere farther from the cell's own than `STRAY`."""
    coarse, cover = cover_of_box(box.south, box.west, box.north, box.east)
    fine = min(geo.FINEST, max(geo.COARSEST, coarse + 1))
    wide = box.widened(STRAY * geo.spacing_m(fine))
    wider = box.widened(STRAY * (geo.spacing_m(fine) + geo.spacing_m(coarse)))
    parts = (_children(above, fine) for above in cover if wider.holds(_centre_of(above)))
    cells = [
        cell
        for cell, lat, lon in chain.from_iterable(parts)
        if wide.south <= lat <= wide.north and wide.west <= lon <= wide.east
    ]
    deep = min(geo.FINEST, fine + (2 if fine <= LARGE else 1))
    return InView(frozenset(cells), fine, deep, below(cells, deep))


@lru_cache(maxsize=20_000)
def _children(cell: int, resolution: int) -> tuple[tuple[int, float, float], ...]:
    """The cells below one, each with its centre."""
    return tuple((int(below), *h3.cell_to_latlng(below)) for below in h3.cell_to_children(cell, resolution))


Part = tuple[int, int, int, int, int, int, int]  # all that it counts, the deeper cell, need, taken, done, its centre


def gathered(box: Box, view: InView, rows: Iterable[Row]) -> list[Cluster]:
    """The signs of a view from counts of deeper cells (of `view.deep`, or finer), in the order of their cells."""
    deep, fine = _tail(view.deep), _tail(view.fine)
    below: dict[int, tuple[int, int, int]] = {}
    for cell, need, taken, done in rows:
        at = cell & _NO_RESOLUTION | deep
        there = below.get(at)
        below[at] = (need + there[0], taken + there[1], done + there[2]) if there else (need, taken, done)
    signs: dict[int, list[Part]] = {}
    for cell, (need, taken, done) in below.items():
        sign, n = cell & _NO_RESOLUTION | fine, need + taken + done
        if n > 0 and sign in view.cells:
            signs.setdefault(sign, []).append((n, cell, need, taken, done, *_millionths(cell)))
    found = (_cluster(cell, parts, view) for cell, parts in sorted(signs.items()))
    return [one for one in found if box.holds(one.at)]


def _cluster(cell: int, parts: list[Part], view: InView) -> Cluster:
    """One sign; coordinates are whole millionths of a degree, so that their sums are exact."""
    counts, cells, need, taken, done, lats, lons = zip(*parts, strict=True)
    n = sum(counts)
    lat, lon = (round(sum(map(mul, counts, column)) / n) / 1e6 for column in (lats, lons))
    box = Box(min(lats) / 1e6, min(lons) / 1e6, max(lats) / 1e6, max(lons) / 1e6)
    most = max(counts)
    heart = min(one for one, many in zip(cells, counts, strict=True) if many == most)
    is_one = view.deep == geo.FINEST and len(parts) == 1
    bounds = box.widened(STRAY * geo.spacing_m(view.deep))
    return Cluster(cell, geo.Point(lat, lon), sum(need), sum(taken), sum(done), bounds, heart, is_one)


@lru_cache(maxsize=100_000)
def _millionths(cell: int) -> tuple[int, int]:
    centre = _centre_of(cell)
    return round(centre.lat * 1e6), round(centre.lon * 1e6)


_centre_of = lru_cache(maxsize=100_000)(geo.centre_of)
_NO_RESOLUTION = ~(0xF << 52) & (1 << 63) - 1


@cache
def _tail(resolution: int) -> int:
    """The bits that make a cell, whose own resolution is taken out, its parent at this one."""
    return resolution << 52 | (1 << 3 * (15 - resolution)) - 1


# --- Reading ----------------------------------------------------------------------------------------------


def _from_sums(view: InView, filters: Filters) -> list[Row]:
    reader = db.Reader()
    filtered = filters.kinds != kinds_data.ALL or filters.urgency > 0
    wanted = (filters.kinds, filters.urgency) if filtered else ()
    given = db.range_values(view.ranges, reader.postgres)
    values = (*given, view.deep, *wanted, *wanted, reader.value_of(clock.now()), *wanted)
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


def _from_cases(view: InView, filters: Filters) -> list[Row]:
    """Counts the cases themselves, because waiting time changes by itself; served cases wait no more."""
    reader = db.Reader()
    finest = [(geo.range_of(low)[0], geo.range_of(high)[1]) for low, high in view.ranges]
    now, before = reader.value_of(clock.now()), reader.value_of(filters.waiting_before or clock.now())
    ranges = db.range_values(finest, reader.postgres)
    values = (_tail(view.deep), now, now, *ranges, filters.kinds, filters.urgency, before)
    return reader.rows(_cases_sql(reader.postgres), values)


@cache
def _cases_sql(postgres: bool) -> str:
    mark = "%s" if postgres else "?"
    return f"""
        SELECT c.cell & {_NO_RESOLUTION} | {mark} AS above, sum(CASE WHEN c.free_at > {mark} THEN 0 ELSE 1 END),
            sum(CASE WHEN c.free_at > {mark} THEN 1 ELSE 0 END), 0
        FROM {db.ranges_sql(postgres)} CROSS JOIN {AVAILABLE.table_sql(postgres)}
        WHERE c.cell BETWEEN low AND high AND {LISTED_SQL}
            AND c.kinds & {mark} <> 0 AND c.urgency >= {mark} AND c.waiting_since <= {mark}
        GROUP BY above
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
