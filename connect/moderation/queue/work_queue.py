"""The one queue: what waits, of whatever kind, within a moderator's areas. Features announce it in `registry.work`.

One statement reads all kinds together, so that the most urgent and oldest comes first, whatever it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.rules import GRAVEST
from connect.moderation import rules
from connect.moderation.models import DeskLease
from connect.moderation.queue.filters import EVERYTHING, GRAVE, Filter
from connect.registry import work
from connect.registry.drill import exercises
from connect.registry.work import Card, Source


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits, and why."""

    kind: str
    subject: str
    public_id: str
    urgency: int
    since: datetime

    @property
    def opens(self) -> str:
        """The endpoint of the page where it is decided."""
        return work.SUBJECTS[self.subject].opens

    @property
    def late(self) -> bool:
        """Whether it has waited too long."""
        return rules.is_late(self.urgency, self.since, clock.now())


def waiting(person: Person, after: Item | None = None, limit: int = 20, only: Filter = EVERYTHING) -> list[Item]:
    """All that waits, held or not, the most urgent first and among equals the oldest; `after` the last one seen."""
    all_ = _waiting(person, only)
    return _in_order(sa.select(all_), all_, after, limit)


def free(person: Person, after: Item | None = None, limit: int = 5, only: Filter = EVERYTHING) -> list[Item]:
    """The waiting items that nobody else holds, in the order of `waiting`; `after` one that is skipped."""
    all_ = _waiting(person, only)
    held_by_others = sa.exists().where(
        DeskLease.subject == all_.c.subject, DeskLease.public_id == all_.c.public_id,
        DeskLease.until > clock.now(), DeskLease.person_id != person.id,
    )  # fmt: skip
    return _in_order(sa.select(all_).where(~held_by_others), all_, after, limit)


def find(person: Person, subject: str, public_id: str, only: Filter = EVERYTHING) -> Item | None:
    """One thing, when it waits for this person in this part of the queue."""
    sources = [one for one in only.sources if one.subject == subject]
    if not sources:
        return None
    all_ = _waiting(person, only, sources)
    row = db.session.execute(sa.select(all_).where(all_.c.public_id == public_id)).first()
    return Item(*row) if row else None


def cards(person: Person, items: Sequence[Item]) -> list[Card | None]:
    """The card of each of some items, None where there is none; subjects that show one kind are read together."""
    wanted: dict[work.Cards, list[str]] = {}
    for item in items:
        wanted.setdefault(work.SUBJECTS[item.subject].cards, []).append(item.public_id)
    found = {read: read(person, public_ids) for read, public_ids in wanted.items()}
    return [found[work.SUBJECTS[item.subject].cards].get(item.public_id) for item in items]


def _waiting(person: Person, only: Filter, sources: Sequence[Source] = ()) -> sa.Subquery:
    """All that waits for somebody in one part of the queue, by all or some of its sources."""
    chosen = sources or only.sources
    if exercises.current():  # people, organisations and reports are real
        chosen = [one for one in chosen if one.subject == "case"] or [work.SOURCES["review"]]
    all_ = sa.union_all(*(_one(person, source, only) for source in chosen)).subquery()
    if only.show != GRAVE:
        return all_
    return sa.select(all_).where(all_.c.urgency == GRAVEST).subquery()


def _one(person: Person, source: Source, only: Filter) -> sa.Select[Any]:
    """The waiting items of one source, within the areas of this person and of the filter."""
    waiting = source.waiting(person)
    if source.area is not None:
        waiting = waiting.where(source.area.in_(accounts.areas_of(person, *source.roles)))
        if only.area is not None:
            waiting = waiting.where(source.area.in_(areas.below([only.area.path])))
    public_id, urgency, since = waiting.subquery().c
    return sa.select(
        sa.literal(source.kind).label("kind"), sa.literal(source.subject).label("subject"),
        public_id.label("public_id"), urgency.label("urgency"), since.label("since"),
    )  # fmt: skip


def _in_order(statement: Any, all_: sa.Subquery, after: Item | None, limit: int) -> list[Item]:
    key = (-all_.c.urgency, all_.c.since, all_.c.public_id)
    if after is not None:
        statement = statement.where(db.beyond(key, (-after.urgency, after.since, after.public_id)))
    return [Item(*row) for row in db.session.execute(statement.order_by(*key).limit(limit))]


# --- In numbers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: by kind, how much of it is a life in danger or late; since when the oldest does.

    `grave_late`: since when the oldest life in danger waits, if that is too long.
    """

    counts: dict[str, int]
    grave: int
    late: int
    oldest: datetime | None
    grave_late: datetime | None

    @property
    def total(self) -> int:
        """Everything that waits."""
        return sum(self.counts.values())

    def of(self, show: str) -> int:
        """How much the queue holds when it is narrowed so, see `Filter.show`."""
        if show == GRAVE:
            return self.grave
        return sum(n for kind, n in self.counts.items() if show in ("", work.SOURCES[kind].group))


def load(person: Person, area: Place | None = None) -> Load:
    """The numbers of all that waits for a person, or of what of it waits in an area."""
    rows = db.session.execute(_numbers(person, Filter(area=area))).all()
    return Load(
        counts={str(row[0]): int(row[1]) for row in rows},
        grave=sum(int(row[2]) for row in rows),
        late=sum(int(row[3]) for row in rows),
        oldest=min((row[4] for row in rows if row[4]), default=None),
        grave_late=min((row[5] for row in rows if row[5]), default=None),
    )


def _numbers(person: Person, only: Filter) -> sa.Select[Any]:
    """Of each kind: how many, how many grave, how many late, since when the oldest, and the oldest late grave one."""
    all_, now = _waiting(person, only), clock.now()
    grave = all_.c.urgency == GRAVEST
    late = sa.or_(*(
        sa.and_(all_.c.urgency == urgency, all_.c.since < now - most) for urgency, most in rules.LATE.items()
    ))  # fmt: skip
    late_and_grave = sa.case((sa.and_(late, grave), all_.c.since))
    return sa.select(
        all_.c.kind, sa.func.count(), sa.func.sum(sa.case((grave, 1), else_=0)),
        sa.func.sum(sa.case((late, 1), else_=0)),
        sa.func.min(all_.c.since, type_=db.Moment()), sa.func.min(late_and_grave, type_=db.Moment()),
    ).group_by(all_.c.kind)  # fmt: skip


def counts(person: Person) -> dict[str, int]:
    """How many wait, by kind."""
    return load(person).counts
