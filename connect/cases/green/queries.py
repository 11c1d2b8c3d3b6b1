"""How many requests of an area wait, are being helped and were helped, exact at every moment; and the oldest wait.

Sums, steps that are not folded yet and leases that are over but not yet noted are read in one statement, as the map
does; see `map.cell_counts`. Guarded, clinical and drill cases are in none of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from operator import add

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import WARDS, Place
from connect.cases.green.rules import WEEK, Change, Totals
from connect.cases.map import area_counts
from connect.cases.map.clusters import LEASED_SQL
from connect.cases.map.colours import BY_COLOUR, COLOURS
from connect.cases.rules import URGENCIES
from connect.cases.statistics import day_counts
from connect.incidents.models import Incident

Counts = tuple[int, ...]  # how many need help, are taken, were helped
_WAITING = ("open", "partly_helped")  # without a lease; the few whose lease is over come with the sums


def totals(area: Place) -> Totals:
    """The totals of a ward, a province or the country."""
    return of_areas([area])[area.id]


def of_areas(places: Sequence[Place]) -> dict[int, Totals]:
    """The totals of several areas, by their numbers."""
    wards = _wards_below(places)
    read = _Read([one.id for one in (*places, *wards)])
    oldest = read.over | {}
    since = _oldest_of([one.id for one in wards if read.counts.get(one.id, _NONE)[0]])
    for ward in wards:
        if ward.id in since:
            for one in areas.ancestors(ward):
                oldest[one.id] = _earlier(oldest.get(one.id), since[ward.id])
    return {one.id: _totals(read.counts.get(one.id, _NONE), oldest.get(one.id)) for one in places}


def of_incident(incident: Incident) -> Totals:
    """The totals of the requests that were posted for an incident."""
    reader = db.Reader()
    now = reader.value_of(clock.now())
    rows = reader.rows(_incident_sql(reader.postgres), (now, *[incident.id] * 4))
    oldest = [reader.moment_of(since) for *_counts, since in rows if since is not None]
    sums: Counts = tuple(map(sum, zip(*(row[:3] for row in rows), strict=True)))
    return _totals(sums, min(oldest, default=None))


def week(area: Place, now: Totals) -> Change | None:
    """How an area has changed since the end of the day a week ago; None where that day was not counted."""
    before = day_counts.level_on(area, day_counts.today() - timedelta(days=WEEK))
    return Change(now.helped - before.done, now.waiting - before.need) if before else None


# --- Reading ----------------------------------------------------------------------------------------------

_NONE: Counts = (0, 0, 0)
Moments = dict[int, datetime]  # by area, since when the oldest there waits


def _totals(counts: Counts, oldest: datetime | None) -> Totals:
    waiting, being_helped, helped = map(int, counts)
    return Totals(waiting, being_helped, helped, oldest if waiting else None)


class _Read:
    """The answer of one statement about some areas: their counts, and the waits of leases that are over."""

    def __init__(self, numbers: Sequence[int]) -> None:
        reader = db.Reader()
        self.counts: dict[int, Counts] = {}
        self.over: Moments = {}
        values = (reader.value_of(clock.now()), reader.numbers(numbers))
        for is_area, key, *counts, since in reader.rows(_sums_sql(reader.postgres, reader.numbers_sql), values):
            for area in (key,) if is_area else area_counts.areas_of(key):
                self.counts[area] = tuple(map(add, self.counts.get(area, _NONE), counts))
                if since is not None:
                    self.over[area] = _earlier(self.over.get(area), reader.moment_of(since))


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return min(one, other) if one else other


def _wards_below(places: Iterable[Place]) -> list[Place]:
    wards = [one for one in places if one.kind in WARDS]
    wider = [one.path for one in places if one.kind not in WARDS]
    return [*wards, *(areas.wards_below(wider) if wider else [])]


@cache
def _sums_sql(postgres: bool, numbers: str) -> str:
    """Sums, steps and ended leases in one statement, or a fold in between would be missed or counted twice."""
    # SQLite would read every leased case without being told the index, see `Source.table_sql`.
    leased = "cases" if postgres else "cases INDEXED BY ix_cases_leases"
    mark = "%s" if postgres else "?"
    sums = ", ".join(f"sum({colour})" for colour in COLOURS)
    return f"""
        SELECT 0, cell, 1, -1, 0, waiting_since FROM {leased}
        WHERE {LEASED_SQL} AND guarded = 0 AND free_at <= {mark}
        UNION ALL
        SELECT 0, cell, {sums}, NULL FROM (SELECT cell, {BY_COLOUR} FROM cell_steps) AS steps GROUP BY cell
        UNION ALL
        SELECT 1, area_id, {", ".join(COLOURS)}, NULL FROM area_totals WHERE area_id IN {numbers}
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _oldest_of(wards: Sequence[int]) -> Moments:
    """Since when the oldest of each ward waits: a few steps in an index, however many wait."""
    reader = db.Reader()
    rows = reader.rows(_oldest_sql(reader.postgres, reader.numbers_sql), (reader.numbers(wards),))
    return {ward: reader.moment_of(since) for ward, since in rows}


@cache
def _oldest_sql(postgres: bool, numbers: str) -> str:
    cases = "cases" if postgres else "cases INDEXED BY ix_cases_area"
    return f"""
        WITH wards (area_id) AS {numbers},
        looks (state, urgency) AS (VALUES {", ".join(f"('{s}', {u})" for s in _WAITING for u in URGENCIES.values())})
        SELECT area_id, min(oldest) FROM (
            SELECT wards.area_id, (
                SELECT waiting_since FROM {cases}
                WHERE area_id = wards.area_id AND state = looks.state AND urgency = looks.urgency AND guarded = 0
                ORDER BY waiting_since LIMIT 1
            ) AS oldest FROM wards CROSS JOIN looks
        ) AS x WHERE oldest IS NOT NULL GROUP BY area_id
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


@cache
def _incident_sql(postgres: bool) -> str:
    leased = "cases" if postgres else "cases INDEXED BY ix_cases_leases"
    mark = "%s" if postgres else "?"
    waiting = ", ".join(f"'{state}'" for state in _WAITING)
    return f"""
        SELECT 1, -1, 0, waiting_since FROM {leased}
        WHERE {LEASED_SQL} AND guarded = 0 AND free_at <= {mark} AND incident_id = {mark}
        UNION ALL
        SELECT {BY_COLOUR}, NULL FROM cell_steps WHERE incident_id = {mark}
        UNION ALL
        SELECT {", ".join(COLOURS)}, NULL FROM incident_totals WHERE incident_id = {mark}
        UNION ALL
        SELECT 0, 0, 0, min(waiting_since) FROM cases
        WHERE incident_id = {mark} AND guarded = 0 AND state IN ({waiting})
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound
