"""The one queue: what waits, of whatever kind, in whose areas, and who looks at it already.

A new kind of work is one more line in `SOURCES`: a select of what waits, and the page where it is decided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Organization, Person, PersonEvent
from connect.areas import queries as areas
from connect.cases import rules as case_rules
from connect.cases.changes.models import CaseChange
from connect.cases.claims import trusted_confirmations
from connect.cases.claims.models import Alarm, Claim, RequesterWord
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.cases.rules import GRAVEST
from connect.cases.screening import moderation_modes
from connect.moderation import rules
from connect.moderation.models import AbuseReport, DeskLease, SecondOpinion

OTHERS_FIRST = timedelta(hours=1)  # then also whoever decided may look again: there may be nobody else
ANSWER_TIME = timedelta(minutes=30)  # for the requester to answer a question; then the case is back in the queue


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of work. `waiting` selects (public_id, urgency 0 to 3, since) of what waits for this person.

    Kinds that are decided about the same thing share its `subject`, so that one lease covers them all.
    """

    subject: str
    label: Any
    opens: str  # the endpoint, called with the public id
    waiting: Callable[[Person], sa.Select[str, int, datetime]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits."""

    kind: str
    subject: str
    public_id: str
    urgency: int
    since: datetime

    @property
    def opens(self) -> str:
        """The endpoint of the page where it is decided."""
        return SOURCES[self.kind].opens

    @property
    def late(self) -> bool:
        """Whether it has waited too long."""
        return rules.is_late(self.urgency, self.since, clock.now())


def in_areas(person: Person, *roles: str) -> sa.Select[int]:
    """The areas over which somebody holds one of the roles, as a select of their ids."""
    return areas.below([path for role in roles for path in accounts.scopes(person, role)])


def _cases(person: Person, *where: sa.ColumnElement[bool]) -> sa.Select[str, int, datetime]:
    mine = Case.area_id.in_(in_areas(person, "moderator"))
    return sa.select(Case.public_id, Case.urgency, Case.waiting_since).where(mine, *where)


def _last_event(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the newest line in the history of a case is such a one."""
    last = sa.select(sa.func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).correlate(Case).scalar_subquery()
    return sa.exists().where(CaseEvent.id == last, *where)


def _is_asked() -> sa.ColumnElement[bool]:
    """Whether the requester was asked something so lately that the answer is waited for."""
    return _last_event(CaseEvent.verb == "ask", CaseEvent.at > clock.now() - ANSWER_TIME)


def _reviews(person: Person) -> sa.Select[str, int, datetime]:
    """What waits for a first look or another one; what was contested goes to others first than who decided."""
    contested = _last_event(CaseEvent.verb == "contest", CaseEvent.at > clock.now() - OTHERS_FIRST)
    hers = sa.exists().where(
        CaseEvent.case_id == Case.id, CaseEvent.verb == "reject", CaseEvent.person_id == person.id
    )  # fmt: skip
    return _cases(person, Case.state == "pending_review", ~_is_asked(), ~sa.and_(contested, hers))


def _follow_ups(person: Person) -> sa.Select[str, int, datetime]:
    """Nobody could be reached, and no moderator has said anything since."""
    return _cases(person, Case.state == "follow_up", ~_last_event(CaseEvent.actor == "moderator"))


def _shown_unseen(person: Person) -> sa.Select[str, int, datetime]:
    """On the list before anybody looked, where the area wants that made good.

    A step behind what is still hidden, but for a life in danger: that is looked at first wherever it stands.
    """
    urgency = sa.case((Case.urgency == GRAVEST, GRAVEST), (Case.urgency > 0, Case.urgency - 1), else_=0)
    mine = Case.area_id.in_(in_areas(person, "moderator"))
    return sa.select(Case.public_id, urgency, Case.waiting_since).where(
        mine, moderation_modes.to_look_at_later(), ~_is_asked()
    )


def _changes(person: Person) -> sa.Select[str, int, datetime]:
    """Changed after somebody had looked; what was held for it waits as one to look at."""
    mine = Case.area_id.in_(in_areas(person, "moderator"))
    shown = sa.and_(Case.state.in_(case_rules.NOT_ENDED), Case.state != "pending_review")
    statement = sa.select(Case.public_id, Case.urgency, CaseChange.at).join(CaseChange, CaseChange.case_id == Case.id)
    return statement.where(mine, shown)


def _helpers(person: Person) -> sa.Select[str, int, datetime]:
    """Taken by somebody whom nobody has verified and nobody has let in yet: a word opens the contact, or ends it."""
    mine = Case.area_id.in_(in_areas(person, "moderator"))
    return (
        sa.select(Case.public_id, Case.urgency, Claim.taken_at)
        .join(Case, Case.id == Claim.case_id)
        .where(Claim.runs(clock.now()), Claim.allowed_at.is_(None), mine)
    )


def _organizations(person: Person) -> sa.Select[str, int, datetime]:
    return sa.select(Organization.public_id, sa.literal(0), Organization.created_at).where(
        Organization.verified_at.is_(None), Organization.area_id.in_(in_areas(person, *account_rules.VERIFIERS))
    )


def _paused(person: Person) -> sa.Select[str, int, datetime]:
    """Organisations of whose word so much came at once that it counts no more until somebody has looked."""
    mine = in_areas(person, "moderator", "official", "admin")
    return sa.select(
        Organization.public_id, sa.literal(2), sa.func.coalesce(Organization.paused_at, Organization.created_at)
    ).where(Organization.paused_at.is_not(None), Organization.paused_for != "kept", Organization.area_id.in_(mine))


def _reports(person: Person) -> sa.Select[str, int, datetime]:
    """What was reported; a request that is held already waits as one to look at, and that answers the reports."""
    held = sa.select(Case.public_id).where(Case.state == "pending_review")
    return (
        sa.select(AbuseReport.subject, sa.func.max(AbuseReport.urgency), sa.func.min(AbuseReport.at))
        .where(
            AbuseReport.settled_at.is_(None), AbuseReport.area_id.in_(in_areas(person, "moderator")),
            AbuseReport.subject.not_in(held),
        )
        .group_by(AbuseReport.subject)
    )  # fmt: skip


def _appeals(person: Person) -> sa.Select[str, int, datetime]:
    """Blocked people of her areas who ask for a second look, unless it was she who blocked them."""
    verbs = ("block", "unblock", "refuse", "appeal")
    said = sa.select(sa.func.max(PersonEvent.id)).where(PersonEvent.verb.in_(verbs)).group_by(PersonEvent.person_id)
    hers = sa.select(sa.func.max(PersonEvent.id)).where(PersonEvent.verb == "block").group_by(PersonEvent.person_id)
    mine = sa.select(PersonEvent.person_id).where(PersonEvent.id.in_(hers), PersonEvent.by_id == person.id)
    taken = sa.select(Claim.person_id).join(Case, Case.id == Claim.case_id)
    return (
        sa.select(Person.public_id, sa.literal(1), PersonEvent.at)
        .join(PersonEvent, PersonEvent.person_id == Person.id)
        .where(
            PersonEvent.id.in_(said), PersonEvent.verb == "appeal", Person.id.not_in(mine),
            Person.id.in_(taken.where(Case.area_id.in_(in_areas(person, "moderator")))),
        )
    )  # fmt: skip


def _disputed(person: Person) -> sa.Select[str, int, datetime]:
    """Requesters who say that nothing came, while no moderator has looked: the word of one unseen weighs nothing."""
    return (
        _cases(person, Case.state.in_(case_rules.NOT_ENDED), trusted_confirmations.disputed_unseen())
        .join(Claim, Claim.case_id == Case.id)
        .join(RequesterWord, RequesterWord.claim_id == Claim.id)
        .distinct()
    )  # fmt: skip


def _alarms(person: Person) -> sa.Select[str, int, datetime]:
    """Helpers whose words in a row nobody confirmed."""
    return (
        sa.select(Person.public_id, sa.literal(2), Alarm.at)
        .join(Alarm, Alarm.person_id == Person.id)
        .where(Alarm.kind == "ends", Alarm.settled_at.is_(None), Alarm.area_id.in_(in_areas(person, "moderator")))
    )


def _networks(person: Person) -> sa.Select[str, int, datetime]:
    """Networks from which many new helpers took cases within an hour."""
    mine = Alarm.area_id.in_(in_areas(person, "moderator"))
    return sa.select(Alarm.public_id, sa.literal(3), Alarm.at).where(
        Alarm.kind == "network", Alarm.settled_at.is_(None), mine
    )  # fmt: skip


def _second_opinions(person: Person) -> sa.Select[str, int, datetime]:
    """Decisions of others that were drawn for a second look, while the words are still there to be read."""
    return (
        sa.select(SecondOpinion.public_id, sa.literal(0), SecondOpinion.asked_at)
        .join(Case, Case.id == SecondOpinion.case_id)
        .join(CaseSecret, CaseSecret.case_id == Case.id)
        .where(
            SecondOpinion.second_id.is_(None), SecondOpinion.first_id != person.id,
            CaseSecret.wiped_at.is_(None), Case.area_id.in_(in_areas(person, "moderator")),
        )
    )  # fmt: skip


def _disagreements(person: Person) -> sa.Select[str, int, datetime]:
    """Her own decisions that a second moderator would have made otherwise."""
    return sa.select(SecondOpinion.public_id, sa.literal(1), SecondOpinion.asked_at).where(
        SecondOpinion.first_id == person.id,
        SecondOpinion.second_verb != SecondOpinion.verb,
        SecondOpinion.seen_at.is_(None),
    )


SOURCES = {
    "review": Source("case", _l("To look at"), "moderation.review", _reviews),
    "shown": Source("case", _l("Shown unseen, to look at"), "moderation.review", _shown_unseen),
    "change": Source("case", _l("Changed after a look"), "moderation.review", _changes),
    "follow_up": Source("case", _l("Could not be reached"), "moderation.review", _follow_ups),
    "helper": Source("case", _l("Helpers who wait for a word"), "moderation.review", _helpers),
    "disputed": Source("case", _l("Requesters who say that nothing came"), "moderation.review", _disputed),
    "organization": Source("organization", _l("Organisations to verify"), "moderation.organization", _organizations),
    "vouching": Source("vouching", _l("Organisations that brought many at once"), "moderation.vouching_of", _paused),
    "report": Source("report", _l("Reported"), "moderation.reported", _reports),
    "appeal": Source("person", _l("Blocked people who ask for a second look"), "moderation.person", _appeals),
    "alarm": Source("person", _l("Helpers to speak with"), "moderation.person", _alarms),
    "network": Source("network", _l("Many new helpers from one network"), "moderation.network", _networks),
    "second": Source("second", _l("Second opinions"), "moderation.second", _second_opinions),
    "disagreement": Source("second", _l("Others saw it differently"), "moderation.second", _disagreements),
}


# --- Reading ----------------------------------------------------------------------------------------------


def _waiting(person: Person) -> sa.Subquery:
    """All that waits for somebody, of every kind."""
    parts = []
    for kind, source in SOURCES.items():
        one = source.waiting(person).subquery()
        public_id, urgency, since = one.c
        parts.append(
            sa.select(
                sa.literal(kind).label("kind"), sa.literal(source.subject).label("subject"),
                public_id.label("public_id"), urgency.label("urgency"), since.label("since"),
            )
        )  # fmt: skip
    return sa.union_all(*parts).subquery()


def free(person: Person, after: Item | None = None, limit: int = 5) -> list[Item]:
    """What nobody else looks at, the most urgent first and among equals the oldest; `after` one that is skipped."""
    all_ = _waiting(person)
    unheld = sa.or_(DeskLease.person_id.is_(None), DeskLease.until <= clock.now(), DeskLease.person_id == person.id)
    statement = (
        sa.select(all_)
        .outerjoin(DeskLease, sa.and_(DeskLease.subject == all_.c.subject, DeskLease.public_id == all_.c.public_id))
        .where(unheld)
    )
    return _in_order(statement, all_, after, limit)


def waiting(person: Person, after: Item | None = None, limit: int = 20) -> list[Item]:
    """All that waits, whoever looks at it, in the same order; `after` is the last one seen."""
    all_ = _waiting(person)
    return _in_order(sa.select(all_), all_, after, limit)


def _in_order(statement: Any, all_: sa.Subquery, after: Item | None, limit: int) -> list[Item]:
    key = (-all_.c.urgency, all_.c.since, all_.c.public_id)
    if after is not None:
        here = sa.tuple_(
            sa.literal(-after.urgency), sa.literal(after.since, db.Moment()), sa.literal(after.public_id)
        )  # fmt: skip
        statement = statement.where(sa.tuple_(*key) > here)
    return [Item(*row) for row in db.session.execute(statement.order_by(*key).limit(limit))]


def find(person: Person, subject: str, public_id: str) -> Item | None:
    """One thing, when it waits for this person."""
    all_ = _waiting(person)
    row = db.session.execute(sa.select(all_).where(all_.c.subject == subject, all_.c.public_id == public_id)).first()
    return Item(*row) if row else None


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: by kind, and what of it waits for too long; since when the oldest does.

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
    """What waits for somebody, in numbers."""
    all_, now = _waiting(person), clock.now()
    late = sa.or_(*(
        sa.and_(all_.c.urgency == urgency, all_.c.since < now - most) for urgency, most in rules.LATE.items()
    ))  # fmt: skip
    first = [sa.func.min(since, type_=db.Moment()) for since in (
        all_.c.since, sa.case((sa.and_(late, all_.c.urgency == GRAVEST), all_.c.since))
    )]  # fmt: skip
    statement = sa.select(all_.c.kind, sa.func.count(), sa.func.sum(sa.case((late, 1), else_=0)), *first)
    rows = db.session.execute(statement.group_by(all_.c.kind)).all()
    unseen = sa.or_(Case.state == "pending_review", moderation_modes.to_look_at_later())
    asked = _cases(person, unseen, _is_asked()).subquery()
    return Load(
        counts={str(row[0]): int(row[1]) for row in rows},
        late=sum(int(row[2]) for row in rows),
        oldest=min((row[3] for row in rows if row[3]), default=None),
        grave_late=min((row[4] for row in rows if row[4]), default=None),
        asked=db.session.scalar(sa.select(sa.func.count()).select_from(asked)) or 0,
    )


def counts(person: Person) -> dict[str, int]:
    """How many wait, by kind."""
    return load(person).counts


def taken(person: Person) -> list[DeskLease]:
    """Who looks at what of hers at this moment, the longest first."""
    all_ = _waiting(person)
    mine = sa.exists().where(all_.c.subject == DeskLease.subject, all_.c.public_id == DeskLease.public_id)
    statement = sa.select(DeskLease).where(DeskLease.until > clock.now(), mine).order_by(DeskLease.taken_at)
    return list(db.session.scalars(statement))


def holder(subject: str, public_id: str, person: Person) -> DeskLease | None:
    """The lease of somebody else over a thing, while it runs."""
    return db.session.scalar(
        sa.select(DeskLease).where(
            DeskLease.subject == subject, DeskLease.public_id == public_id,
            DeskLease.person_id != person.id, DeskLease.until > clock.now(),
        ).execution_options(populate_existing=True)
    )  # fmt: skip
