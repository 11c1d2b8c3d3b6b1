"""The clocks of moderation: how long a look takes, what waits, how often two agree. Of areas, never of people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import DRILL
from connect.cases.statistics import day_counts
from connect.moderation import rules
from connect.moderation.models import SecondOpinion

DAY = timedelta(hours=24)
MONTH = timedelta(days=30)  # for agreement: one in twenty is too few to say anything of a day


@dataclass(slots=True)
class AreaStatistics:
    """Of one area: seconds from post to decision in the last day, what waits now, second opinions of a month."""

    place: Place | None
    seconds: list[float] = field(default_factory=list)
    backlog: int = 0
    oldest: datetime | None = None
    asked: int = 0
    agreed: int = 0

    @property
    def median(self) -> timedelta | None:
        """Half of the looks came sooner."""
        return _span(rules.quantile(self.seconds, 0.5))

    @property
    def p90(self) -> timedelta | None:
        """Nine in ten came sooner."""
        return _span(rules.quantile(self.seconds, 0.9))

    @property
    def agreement(self) -> int | None:
        """In how many of a hundred second opinions two said the same."""
        return round(100 * self.agreed / self.asked) if self.asked else None

    def add(self, other: "AreaStatistics") -> None:
        """Takes in those of an area inside this one."""
        self.seconds += other.seconds
        self.backlog += other.backlog
        self.oldest = min((at for at in (self.oldest, other.oldest) if at), default=None)
        self.asked, self.agreed = self.asked + other.asked, self.agreed + other.agreed


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def of_areas(person: Person) -> tuple[AreaStatistics, list[AreaStatistics]]:
    """All areas of a staff member together, and each area right below those, the fullest queue first."""
    wards: dict[int, AreaStatistics] = {}
    for area_id, at, since, _ in _decisions(Case.area_id.in_(accounts.areas_of(person, *account_rules.STAFF))):
        _of(wards, area_id).seconds.append((at - since).total_seconds())
    pending = sa.select(Case.area_id, Case.waiting_since).where(
        Case.state == "pending_review",
        Case.guarded != DRILL,
        Case.area_id.in_(accounts.areas_of(person, *account_rules.STAFF)),
    )
    for area_id, since in db.session.execute(pending):
        one = _of(wards, area_id)
        one.backlog, one.oldest = one.backlog + 1, min(one.oldest or since, since)
    for area_id, agreed in _second_opinions(Case.area_id.in_(accounts.areas_of(person, *account_rules.STAFF))):
        one = _of(wards, area_id)
        one.asked, one.agreed = one.asked + 1, one.agreed + agreed
    return _folded(person, wards)


def _of(wards: dict[int, AreaStatistics], area_id: int) -> AreaStatistics:
    return wards.setdefault(area_id, AreaStatistics(areas.by_id(area_id)))


def _folded(person: Person, wards: dict[int, AreaStatistics]) -> tuple[AreaStatistics, list[AreaStatistics]]:
    """Adds wards up to the areas right below those of a staff member."""
    scopes = sorted((path for role in account_rules.STAFF for path in accounts.scopes(person, role)), key=len)
    total, below = AreaStatistics(None), dict[int, AreaStatistics]()
    for area_id, one in wards.items():
        line = areas.ancestors(areas.by_id(area_id))
        top = next(n for n, one in enumerate(line) if one.path in scopes)
        child = line[min(top + 1, len(line) - 1)]
        below.setdefault(child.id, AreaStatistics(child)).add(one)
        total.add(one)
    return total, sorted(below.values(), key=lambda one: (-one.backlog, -len(one.seconds), one.place.folded))  # type: ignore[union-attr]


def by_hour(person: Person) -> list[tuple[int, int]]:
    """How many were looked at in each hour of today, in the site's zone: hour, number; from the first hour on."""
    zone = config.zone()
    today = clock.now().astimezone(zone).date()
    moments = [at.astimezone(zone) for _, at, _, _ in _decisions(
        Case.area_id.in_(accounts.areas_of(person, *account_rules.STAFF)))]  # fmt: skip
    hours = Counter(at.hour for at in moments if at.date() == today)
    return [(hour, hours[hour]) for hour in range(min(hours), max(hours) + 1)] if hours else []


class Looks(NamedTuple):
    """Medians until a request was looked at: of the last 24 hours, and of each day of a chart; None where none was."""

    lately: timedelta | None
    days: list[tuple[date, timedelta | None]]


def looks(person: Person) -> Looks:
    """The medians in the areas of a staff member, of two weeks, today the last."""
    zone, days = config.zone(), day_counts.days()
    within = Case.area_id.in_(accounts.areas_of(person, *account_rules.STAFF))
    since = datetime.combine(days[0], time(), zone)
    lately, by_day = list[float](), {day: list[float]() for day in days}
    for _, at, waited_since, _ in _decisions(within, since=since):
        waited = (at - waited_since).total_seconds()
        if at > clock.now() - DAY:
            lately.append(waited)
        if (day := at.astimezone(zone).date()) in by_day:
            by_day[day].append(waited)
    return Looks(_median(lately), [(day, _median(seconds)) for day, seconds in by_day.items()])


def _median(seconds: list[float]) -> timedelta | None:
    return _span(rules.quantile(seconds, 0.5))


def of_moderator(person: Person) -> AreaStatistics:
    """A moderator's own numbers, shown to that moderator alone."""
    mine = AreaStatistics(None)
    for _, at, since, _ in _decisions(CaseEvent.person_id == person.id):
        mine.seconds.append((at - since).total_seconds())
    for _, agreed in _second_opinions(SecondOpinion.first_id == person.id):
        mine.asked, mine.agreed = mine.asked + 1, mine.agreed + agreed
    return mine


def _decisions(
    where: sa.ColumnElement[bool], since: datetime | None = None
) -> Iterable[tuple[int, datetime, datetime, int | None]]:
    """First decisions of the last day, or since a moment: area, when, waiting since, by whom."""
    statement = (
        sa.select(Case.area_id, CaseEvent.at, Case.waiting_since, CaseEvent.person_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            CaseEvent.verb.in_(rules.DECISIONS), CaseEvent.from_state == "pending_review",
            CaseEvent.at > (since or clock.now() - DAY), Case.guarded != DRILL, where,
        )
    )  # fmt: skip
    return db.session.execute(statement)


def _second_opinions(where: sa.ColumnElement[bool]) -> Iterable[tuple[int, bool]]:
    """Second opinions given in the last month: area, and whether they agree."""
    statement = (
        sa.select(Case.area_id, SecondOpinion.second_verb == SecondOpinion.verb)
        .join(Case, Case.id == SecondOpinion.case_id)
        .where(SecondOpinion.answered_at > clock.now() - MONTH, where)
    )
    return db.session.execute(statement)
