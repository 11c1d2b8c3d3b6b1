"""The map's clusters: sums of the counts per cell, exact at every zoom."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from connect import clock, db, geo
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
    per_cell: dict[int, Counter[str]] = {}
    for (cell, colour), n in counted.items():
        per_cell.setdefault(cell, Counter())[colour] += n
    made = (
        Cluster(cell, geo.centre_of(cell), n["need"], n["taken"], n["done"])
        for cell, n in per_cell.items()
        if sum(n.values()) > 0
    )
    return sorted((one for one in made if box.holds(one.at)), key=lambda one: one.cell)


@lru_cache(maxsize=128)
def _kept_sql(ranges: int) -> sa.TextClause:
    return sa.text(f"""
        WITH {ranges_sql(ranges)}
        SELECT c.cell, c.colour, sum(c.n) FROM ranges CROSS JOIN cell_counts AS c
        WHERE c.res = :res AND c.cell BETWEEN ranges.low AND ranges.high
            AND c.kinds & :kinds <> 0 AND c.urgency >= :urgency
        GROUP BY c.cell, c.colour
    """)  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _kept(res: int, ranges: list[tuple[int, int]], filters: Filters) -> Counter[tuple[int, str]]:
    wanted = {"res": res, "kinds": filters.kinds, "urgency": filters.urgency}
    counted: Counter[tuple[int, str]] = Counter()
    for cell, colour, n in db.session.execute(_kept_sql(len(ranges)), wanted | range_values(ranges)):
        counted[cell, colour] += int(n)
    for (cell, kinds, urgency), n in _lapsed().items():
        parent = geo.parent_of(cell, res)
        if kinds & filters.kinds and urgency >= filters.urgency and any(a <= parent <= b for a, b in ranges):
            counted[parent, "taken"] -= n
            counted[parent, "need"] += n
    return counted


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


def _waiting(res: int, ranges: list[tuple[int, int]], filters: Filters) -> Counter[tuple[int, str]]:
    """Counted from the cases themselves, because waiting time changes by itself; served ones wait no more."""
    finest = [(geo.range_of(low)[0], geo.range_of(high)[1]) for low, high in ranges]
    values = {
        "now": clock.now(), "before": filters.waiting_before, "kinds": filters.kinds, "urgency": filters.urgency,
    }  # fmt: skip
    statement = _waiting_sql(len(ranges), listed_cases())
    counted: Counter[tuple[int, str]] = Counter()
    for cell, colour, n in db.session.execute(statement, values | range_values(finest)):
        counted[geo.parent_of(cell, res), colour] += n
    return counted
