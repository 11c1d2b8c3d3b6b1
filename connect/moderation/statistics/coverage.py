"""Where people wait and how many help there, by ward or by cell: who waits times how long, against active helpers.

It reads what anybody may see on the list, so no guarded case, and answers numbers only. Two statements whatever the
area: one over `ix_cases_coverage`, one over the claims that run or ended of late.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.models import LISTED_SQL
from connect.incidents import kinds
from connect.moderation import rules

DELIVERED = ("helped", "partly")  # ends of a claim with something handed over
Key = tuple[int, ...]  # id of a ward, or of a ward and a cell
Waits = tuple[int, int, int, datetime | None]  # cases, people, people times the second since when, the first of those


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The waiting and the helping, counted in one place or in several together."""

    cases: int
    people: int
    person_hours: float
    oldest: datetime | None  # since when the first of them waits
    helpers: int

    @property
    def cover(self) -> str:
        """The state of supply by `rules.cover_of`."""
        return rules.cover_of(self.people, self.person_hours, self.helpers)

    @property
    def per_helper(self) -> float | None:
        """Hours of waiting for each helper; None where there is no helper."""
        return self.person_hours / self.helpers if self.helpers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredPlace(Sums):
    """A ward, or one cell of it."""

    place: Place
    cell: int | None

    @property
    def centre(self) -> geo.Point:
        """Of the cell, or of the ward."""
        return geo.centre_of(self.cell) if self.cell else self.place.point


@dataclass(frozen=True, slots=True)
class Coverage:
    """All together, and each place where somebody waits or helps: where one more helper is needed most comes first."""

    total: Sums
    places: list[CoveredPlace]


def coverage(paths: list[str], mask: int = kinds.ALL, *, by_cell: bool = False) -> Coverage:
    """The wards, or the cells, of some areas, given by their paths; only requests and helpers of some kinds.

    A helper who is active in two wards counts in each of them, and once in the total.
    """
    reader, now, width = db.Reader(), clock.now(), 2 if by_cell else 1
    wanted = (mask, *(f"{path}%" for path in paths))
    moment, lately = reader.value_of(now), reader.value_of(now - timedelta(hours=rules.ACTIVE_H))
    waiting, helping = (sql(reader, len(paths), by_cell) for sql in (waiting_sql, helping_sql))
    waits = {row[:width]: row[width:] for row in reader.rows(waiting, (moment, *wanted))}
    helpers: dict[Key, set[int]] = defaultdict(set)
    for *at, person_id in reader.rows(helping, (moment, *wanted, lately, *wanted)):
        helpers[tuple(at)].add(person_id)
    places = [
        _place(at, _read(reader, waits.get(at)), len(helpers.get(at, ())), now) for at in waits.keys() | helpers.keys()
    ]
    places.sort(key=lambda one: (-rules.need_of_more(one.person_hours, one.helpers), one.place.folded, one.cell or 0))
    return Coverage(_total(places, len(set().union(*helpers.values()))), places)


def waiting_sql(reader: db.Reader, scopes: int, by_cell: bool) -> str:
    """Sums over who can be taken: cases, people, people times the second since when, and the first of those.

    SQLite without statistics takes the index on area and state, and reads every row of it; so it is told.
    """
    key, mark = _key(by_cell), reader.mark
    listed = "cases" if reader.postgres else "cases INDEXED BY ix_cases_coverage"
    return f"""
        SELECT {key}, count(*), sum(people), sum(people * {reader.seconds_sql("waiting_since")}), min(waiting_since)
        FROM {listed}
        WHERE {LISTED_SQL} AND free_at <= {mark} AND {_wanted("area_id", mark, scopes)}
        GROUP BY {key}
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def helping_sql(reader: db.Reader, scopes: int, by_cell: bool) -> str:
    """The SELECT of active helpers, each once a place: they hold a case now, or handed something over of late.

    The sum with nothing keeps PostgreSQL from going through all cases of the areas: claims of a day are fewer.
    """
    mark = reader.mark
    claims = f"SELECT {_key(by_cell)}, person_id FROM claims JOIN cases ON cases.id = case_id"  # nosec B608 # noqa: S608
    wanted = f"guarded = 0 AND {_wanted('area_id + 0', mark, scopes)}"
    return f"""
        {claims} WHERE ended_at IS NULL AND until > {mark} AND {wanted}
        UNION {claims} WHERE ended_at > {mark} AND "end" IN {DELIVERED} AND {wanted}
    """  # made of constants; every value is bound


def _wanted(area: str, mark: str, scopes: int) -> str:
    """Of some kinds, in areas whose paths begin in so many ways."""
    below = " OR ".join(["false", *[f"path LIKE {mark}"] * scopes])
    return f"kinds & {mark} <> 0 AND {area} IN (SELECT id FROM areas WHERE {below})"  # nosec B608 # noqa: S608


def _key(by_cell: bool) -> str:
    return "area_id, cell" if by_cell else "area_id"


def _place(key: Key, waits: Waits, helpers: int, now: datetime) -> CoveredPlace:
    cases, people, seconds, oldest = waits
    return CoveredPlace(
        place=areas.by_id(key[0]), cell=key[1] if len(key) > 1 else None, cases=cases, people=people,
        person_hours=(people * int(now.timestamp()) - seconds) / 3600, oldest=oldest, helpers=helpers,
    )  # fmt: skip


def _read(reader: db.Reader, row: tuple[Any, ...] | None) -> Waits:
    """Turns a row of the database into our own types: the sums of PostgreSQL are decimals."""
    if row is None:
        return 0, 0, 0, None
    cases, people, seconds, oldest = row
    return cases, int(people), int(seconds), reader.moment_of(oldest)


def _total(places: list[CoveredPlace], helpers: int) -> Sums:
    return Sums(
        cases=sum(one.cases for one in places), people=sum(one.people for one in places),
        person_hours=sum(one.person_hours for one in places),
        oldest=min((one.oldest for one in places if one.oldest), default=None), helpers=helpers,
    )  # fmt: skip
