"""How many cases were still needed, taken and helped, day by day: of the country, of areas, of single wards.

Days are those of the site's zone. What a day ended with is counted once, by the worker, out of the history, and kept
in `day_counts`; so a page reads a few short rows, and the present of the sums that the map keeps. Guarded cases are
not in it, as nowhere else that the public sees.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import sqlalchemy as sa

from connect import clock, config, db
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.cases.map import cell_counts
from connect.cases.map.colours import COLOURS as COLOURS
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import PUBLIC, STATES, State, colour_of
from connect.cases.statistics.models import DayCount

DAYS = 14  # that a chart shows, today among them
KEPT = timedelta(days=400)
_TABLE = cast("sa.Table", DayCount.__table__)
_COLOUR = {str(state): colour for state in STATES if (colour := colour_of(state))}
# Made once: to make it costs more than to ask it.
_COUNTRY = (
    sa.select(DayCount.day, DayCount.need, DayCount.taken, DayCount.done)
    .where(DayCount.area_id == sa.select(Area.id).where(Area.parent_id.is_(None)).scalar_subquery(),
           DayCount.day.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(DayCount.day)
)  # fmt: skip
_SUMS = tuple(sa.func.sum(getattr(DayCount, colour)) for colour in COLOURS)


@dataclass(frozen=True, slots=True)
class Level:
    """How many cases still need help, are taken by somebody, have been helped."""

    need: int = 0
    taken: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.need + self.taken + self.done


@dataclass(frozen=True, slots=True)
class Day:
    """The levels at the end of a day; of today, as they are now."""

    day: date
    level: Level


# --- Reading ----------------------------------------------------------------------------------------------


def today() -> date:
    """The day it is at the site."""
    return clock.now().astimezone(config.zone()).date()


def days() -> list[date]:
    """The days that a chart shows, today the last."""
    return [_first_day() + timedelta(days=n) for n in range(DAYS)]


def of_country() -> list[Day]:
    """Up to 14 days of the whole country, the oldest first, today the last. For pages that everybody opens."""
    return [*(Day(day, Level(*sums)) for day, *sums in _country()), Day(today(), Level(**cell_counts.country_totals()))]


def of_areas(paths: Sequence[str], now: Level) -> list[Day]:
    """As `of_country`, of all wards at or below the paths together; `now` are the levels of today."""
    sums = db.session.execute(
        sa.select(DayCount.day, *_SUMS)
        .where(DayCount.area_id.in_(_wards(paths)), DayCount.day >= _first_day())
        .group_by(DayCount.day)
    )
    return _filled({day: Level(*map(int, row)) for day, *row in sums}, now)


def of_wards(now: dict[int, Level]) -> dict[int, list[Day]]:
    """As `of_country`, of each of some wards, given by their ids with the levels of today."""
    rows = db.session.execute(sa.select(*_TABLE.columns).where(DayCount.area_id.in_(now), DayCount.day >= _first_day()))
    known: dict[int, dict[date, Level]] = defaultdict(dict)
    for area_id, day, *level in rows:
        known[area_id][day] = Level(*level)
    counted = _counted_days()
    return {ward: _filled(known[ward], level, counted) for ward, level in now.items()}


def level_on(place: Place, day: date) -> Level | None:
    """The level of an area when a day ended; None for a day that was not counted. A ward without a line had no case."""
    if place.parent_id is not None and place.kind not in areas.WARDS:
        if not db.session.execute(_COUNTRY, {"first": day, "last": day}).all():
            return None
        here = DayCount.area_id.in_(_wards([place.path])), DayCount.day == day
        return Level(*(int(n or 0) for n in db.session.execute(sa.select(*_SUMS).where(*here)).one()))
    reader, country = db.Reader(), areas.ancestors(place)[0].id
    mark = reader.mark
    sql = f"SELECT area_id, need, taken, done FROM day_counts WHERE area_id IN ({mark}, {mark}) AND day = {mark}"  # nosec B608 # noqa: S608
    on = day if reader.postgres else day.isoformat()
    found = {area_id: Level(*level) for area_id, *level in reader.rows(sql, (country, place.id, on))}
    return found.get(place.id, Level()) if country in found else None


def levels(paths: Sequence[str]) -> dict[int, Level]:
    """The present levels of each ward at or below the paths in which there is any case, by the id of the ward."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    statement = _now_by_state().where(Case.area_id.in_(_wards(paths)))
    for area_id, state, n in db.session.execute(statement):
        found[area_id][_COLOUR[state]] += n
    return {area_id: Level(**counts) for area_id, counts in found.items()}


def _filled(known: dict[date, Level], now: Level, counted: Collection[date] | None = None) -> list[Day]:
    """The days that were counted: a ward without a line on one of them had no case then."""
    days = _counted_days() if counted is None else counted
    return [*(Day(day, known.get(day, Level())) for day in days), Day(today(), now)]


def _counted_days() -> list[date]:
    return [day for day, *_level in _country()]


def _country() -> Sequence[sa.Row[date, int, int, int]]:
    return db.session.execute(_COUNTRY, {"first": _first_day(), "last": _yesterday()}).all()


def _wards(paths: Sequence[str]) -> sa.Select[int]:
    return areas.below(list(paths)).where(Area.parent_id.is_not(None))


def _first_day() -> date:
    return today() - timedelta(days=DAYS - 1)


def _yesterday() -> date:
    return today() - timedelta(days=1)


def _end_of(day: date) -> datetime:
    """The moment at which a day is over at the site."""
    return datetime.combine(day + timedelta(days=1), time(), config.zone()).astimezone(UTC)


# --- Counting ---------------------------------------------------------------------------------------------


def missing() -> list[date]:
    """The days of the last two weeks that are over and were not counted yet."""
    counted = set(_counted_days())
    return [day for day in days()[:-1] if day not in counted]


def count(days: Sequence[date]) -> list[dict[str, Any]]:
    """The lines of some days, the first first, counted back from the present by what the history says of each since."""
    whole = db.session.scalar(sa.select(Area.id).where(Area.parent_id.is_(None)))
    if not days or whole is None:  # no areas were loaded yet, so there are no cases
        return []
    changes = db.session.execute(_changes([_end_of(day) for day in days])).all()
    lines = []
    for number, day in enumerate(days):
        wards = _level_before(number, changes)
        wards[whole] = sum(wards.values(), Counter())
        lines += [_line(area_id, day, level) for area_id, level in wards.items() if level or area_id == whole]
    return lines


def keep(lines: list[dict[str, Any]]) -> None:
    """Writes the lines. Where another worker was faster, both counted the same, and its lines stay."""
    db.upsert(_TABLE, lines, key=["area_id", "day"], add=[])


def _level_before(number: int, changes: Iterable[Any]) -> dict[int, Counter[str]]:
    """The levels of wards at the end of the day of this number: those of now, without what came after it."""
    wards: dict[int, Counter[str]] = defaultdict(Counter)
    for area_id, after, was, became, n in changes:
        if after >= number:
            for state, one in ((was, n), (became, -n)):
                if colour := _COLOUR.get(state):
                    wards[area_id][colour] += one
    return {area_id: +level for area_id, level in wards.items()}


def _line(area_id: int, day: date, level: Counter[str]) -> dict[str, Any]:
    return {"area_id": area_id, "day": day, **{colour: level[colour] for colour in COLOURS}}


def _now_by_state() -> sa.Select[int, State, int]:
    listed = (Case.guarded == 0, Case.state.in_(PUBLIC))
    return sa.select(Case.area_id, Case.state, sa.func.count()).where(*listed).group_by(Case.area_id, Case.state)


def _changes(ends: Sequence[datetime]) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Ward, number of the last of these moments before it, state before, state after, how many times.

    The present stands in the same statement, or a change in between would be missed: as a change out of every state
    that came after all moments.
    """
    now = _now_by_state().subquery()
    present = sa.select(
        now.c.area_id, sa.literal(len(ends)), sa.type_coerce(now.c.state, sa.String), sa.literal(""), now.c[2]
    )
    after = sa.case(*((CaseEvent.at < end, number) for number, end in enumerate(ends[1:])), else_=len(ends) - 1)
    since = (
        sa.select(Case.area_id, after.label("after") if ends[1:] else sa.literal(0).label("after"),
                  CaseEvent.from_state, CaseEvent.to_state)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.guarded == 0, CaseEvent.at >= ends[0], CaseEvent.from_state != CaseEvent.to_state)
        .subquery()
    )  # fmt: skip
    return sa.union_all(present, sa.select(*since.c, sa.func.count()).group_by(*since.c))
