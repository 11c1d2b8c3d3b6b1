"""The map's clusters: sums of the counts per cell, exact at every zoom."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from connect import clock, db, geo
from connect.cases import kinds as kinds_data
from connect.cases.counts import BY_COLOUR, COLOURS
from connect.cases.models import LISTED_SQL, Case
from connect.cases.queries import Filters, listed_cases, range_values, ranges_sql

LEASED_SQL = "state IN ('claimed', 'in_delivery')"  # as the partial index spells it


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


def clusters(box: Box, filters: Filters) -> list[Cluster]:
    """The cells whose centre lies in the view, at a fineness that suits it, with their exact counts.

    The sums kept per cell answer; what they cannot know is corrected from the cases: leases that are over
    but not yet noted, and a filter on waiting time.
    """
    coarse, cells = geo.cover_of_box(box.south, box.west, box.north, box.east)
    fine = min(geo.FINEST, max(geo.COARSEST, coarse + 1))
    ranges = geo.merged(geo.range_of(cell, fine) for cell in cells) if coarse <= fine else []
    counted = _waiting(fine, ranges, filters) if filters.waiting_before else _kept(fine, ranges, filters)
    made = (
        Cluster(cell, _centre_of(cell), n["need"], n["taken"], n["done"])
        for cell, n in counted.items()
        if any(n.values())
    )
    return sorted((one for one in made if box.holds(one.at)), key=lambda one: one.cell)


_centre_of = lru_cache(maxsize=20_000)(geo.centre_of)


@lru_cache(maxsize=128)
def _kept_sql(ranges: int, filtered: bool) -> sa.TextClause:
    """Sums and steps in one statement, or a fold in between would be missed or counted twice.

    The steps are few and come in their finest cells; whoever reads puts them where they belong.
    """
    wanted = "AND kinds & :kinds <> 0 AND urgency >= :urgency" if filtered else ""
    table, columns = ("cell_counts", BY_COLOUR) if filtered else ("cell_totals", ", ".join(COLOURS))
    return sa.text(f"""
        WITH {ranges_sql(ranges)}
        SELECT cell, sum(need), sum(taken), sum(done) FROM (
            SELECT cell, {columns} FROM ranges CROSS JOIN {table}
            WHERE res = :res AND cell BETWEEN ranges.low AND ranges.high {wanted}
            UNION ALL
            SELECT cell, {BY_COLOUR} FROM cell_steps WHERE true {wanted}
        ) AS found GROUP BY cell
    """)  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _kept(res: int, ranges: list[tuple[int, int]], filters: Filters) -> dict[int, Counter[str]]:
    filtered = filters.kinds != kinds_data.ALL or filters.urgency > 0
    values: dict[str, object] = {"res": res, **range_values(ranges)}
    if filtered:
        values |= {"kinds": filters.kinds, "urgency": filters.urgency}
    counted: dict[int, Counter[str]] = {}
    for cell, *sums in db.session.execute(_kept_sql(len(ranges), filtered), values):
        _add(counted, res, ranges, cell, {colour: int(n) for colour, n in zip(COLOURS, sums, strict=True)})
    for (cell, kinds, urgency), n in _lapsed().items():
        if kinds & filters.kinds and urgency >= filters.urgency:
            _add(counted, res, ranges, cell, {"taken": -n, "need": n})
    return counted


def _add(
    counted: dict[int, Counter[str]], res: int, ranges: list[tuple[int, int]], cell: int, more: dict[str, int]
) -> None:
    """Adds to the count of the cell at this fineness, if it lies in view."""
    at = cell if geo.resolution_of(cell) == res else geo.parent_of(cell, res)
    if any(low <= at <= high for low, high in ranges):
        counted.setdefault(at, Counter()).update(more)


def _lapsed() -> Counter[tuple[int, int, int]]:
    """Leases that are over but not yet noted by the sweep; a minute's worth at the most."""
    statement = (
        sa.select(Case.cell, Case.kinds, Case.urgency, sa.func.count())
        .where(sa.text(LEASED_SQL), Case.guarded == 0, Case.free_at <= clock.now())
        .group_by(Case.cell, Case.kinds, Case.urgency)
    )
    return Counter({(cell, kinds, urgency): n for cell, kinds, urgency, n in db.session.execute(statement)})


@lru_cache(maxsize=128)
def _waiting_sql(ranges: int, listed: str) -> sa.TextClause:
    text = f"""
        WITH {ranges_sql(ranges)}
        SELECT c.cell, CASE WHEN c.free_at > :now THEN 'taken' ELSE 'need' END AS colour, count(*)
        FROM ranges CROSS JOIN {listed}
        WHERE c.cell BETWEEN ranges.low AND ranges.high AND c.{LISTED_SQL}
            AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency AND c.waiting_since <= :before
        GROUP BY c.cell, colour
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
    return sa.text(text).bindparams(*(sa.bindparam(name, type_=db.Moment()) for name in ("now", "before")))


def _waiting(res: int, ranges: list[tuple[int, int]], filters: Filters) -> dict[int, Counter[str]]:
    """Counted from the cases themselves, because waiting time changes by itself; served ones wait no more."""
    finest = [(geo.range_of(low)[0], geo.range_of(high)[1]) for low, high in ranges]
    values = {
        "now": clock.now(), "before": filters.waiting_before, "kinds": filters.kinds, "urgency": filters.urgency,
    }  # fmt: skip
    statement = _waiting_sql(len(ranges), listed_cases())
    counted: dict[int, Counter[str]] = {}
    for cell, colour, n in db.session.execute(statement, values | range_values(finest)):
        _add(counted, res, ranges, cell, {colour: n})
    return counted
