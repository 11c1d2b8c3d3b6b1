"""The one queue: what waits, of whatever kind, within a moderator's areas. Features announce it in `registry.work`.

One statement reads all kinds together, so that the most urgent and oldest comes first, whatever it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases.rules import GRAVEST
from connect.cases.screening import moderation_work
from connect.moderation import rules
from connect.moderation.models import DeskLease
from connect.registry import work
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue: what waits, and what is shown of it as far as the viewer may read that."""

    item: Item
    card: Card | None


def waiting(person: Person, after: Item | None = None, limit: int = 20) -> list[Item]:
    """All that waits, held or not, the most urgent first and among equals the oldest; `after` the last one seen."""
    all_ = _waiting(person, work.SOURCES.values())
    return _in_order(sa.select(all_), all_, after, limit)


def free(person: Person, after: Item | None = None, limit: int = 5) -> list[Item]:
    """The waiting items that nobody else holds, in the order of `waiting`; `after` one that is skipped."""
    all_ = _waiting(person, work.SOURCES.values())
    held_by_others = sa.exists().where(
        DeskLease.subject == all_.c.subject, DeskLease.public_id == all_.c.public_id,
        DeskLease.until > clock.now(), DeskLease.person_id != person.id,
    )  # fmt: skip
    return _in_order(sa.select(all_).where(~held_by_others), all_, after, limit)


def find(person: Person, subject: str, public_id: str) -> Item | None:
    """One thing, when it waits for this person."""
    sources = [one for one in work.SOURCES.values() if one.subject == subject]
    if not sources:
        return None
    all_ = _waiting(person, sources)
    row = db.session.execute(sa.select(all_).where(all_.c.public_id == public_id)).first()
    return Item(*row) if row else None


def lines(person: Person, items: Sequence[Item]) -> list[Line]:
    """The queue's lines for some items; subjects that show one kind of card are read together."""
    wanted: dict[work.Cards, list[str]] = {}
    for item in items:
        wanted.setdefault(work.SUBJECTS[item.subject].cards, []).append(item.public_id)
    found = {cards: cards(person, public_ids) for cards, public_ids in wanted.items()}
    return [Line(item, found[work.SUBJECTS[item.subject].cards].get(item.public_id)) for item in items]


def _waiting(person: Person, sources: Iterable[Source]) -> sa.Subquery:
    """All that waits for somebody by some of the sources."""
    return sa.union_all(*(_one(person, source) for source in sources)).subquery()


def _one(person: Person, source: Source) -> sa.Select[Any]:
    """The waiting items of one source, within the areas of this person."""
    waiting = source.waiting(person)
    if source.area is not None:
        waiting = waiting.where(source.area.in_(accounts.areas_of(person, *source.roles)))
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
    """How much waits: by kind, and how much of it for too long; since when the oldest does.

    `grave_late`: since when the oldest life in danger waits, if that is too long.
    `asked`: how many requests wait for their requester's answer, so for nobody here.
    """

    counts: dict[str, int]
    late: int
    oldest: datetime | None
    grave_late: datetime | None
    asked: int

    @property
    def total(self) -> int:
        """Everything that waits."""
        return sum(self.counts.values())


def load(person: Person) -> Load:
    """The numbers of all that waits for a person."""
    rows = db.session.execute(_numbers(person)).all()
    return Load(
        counts={str(row[0]): int(row[1]) for row in rows},
        late=sum(int(row[2]) for row in rows),
        oldest=min((row[3] for row in rows if row[3]), default=None),
        grave_late=min((row[4] for row in rows if row[4]), default=None),
        asked=moderation_work.asked_count(person),
    )


def _numbers(person: Person) -> sa.Select[Any]:
    """Of each kind: how many, how many of them late, since when the oldest, since when the oldest late grave one."""
    all_, now = _waiting(person, work.SOURCES.values()), clock.now()
    late = sa.or_(*(
        sa.and_(all_.c.urgency == urgency, all_.c.since < now - most) for urgency, most in rules.LATE.items()
    ))  # fmt: skip
    late_and_grave = sa.case((sa.and_(late, all_.c.urgency == GRAVEST), all_.c.since))
    return sa.select(
        all_.c.kind, sa.func.count(), sa.func.sum(sa.case((late, 1), else_=0)),
        sa.func.min(all_.c.since, type_=db.Moment()), sa.func.min(late_and_grave, type_=db.Moment()),
    ).group_by(all_.c.kind)  # fmt: skip


def counts(person: Person) -> dict[str, int]:
    """How many wait, by kind."""
    return load(person).counts
