"""What waits for a moderator, always within the areas she looks after: the scope is in the query."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.claim_models import Claim
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.errors import NotFound
from connect.moderation.models import SecondOpinion


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue."""

    public_id: str
    urgency: int
    waiting_since: datetime
    kinds: int
    people: int
    area_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits, and since when the oldest does."""

    reviews: int
    oldest: datetime | None
    words: int
    follow_ups: int


def _scope(person: Person) -> sa.ColumnElement[bool]:
    return Case.area_id.in_(areas.below(accounts.scopes(person, "moderator")))


def queue(person: Person, limit: int = 20, after: str | None = None) -> list[Waiting]:
    """What waits for review, the most urgent first and among equals the oldest; `after` is the last one seen."""
    key = sa.tuple_(-Case.urgency, Case.waiting_since, Case.public_id)
    statement = (
        sa.select(Case, CaseSecret)
        .join(CaseSecret, CaseSecret.case_id == Case.id)
        .where(Case.state == "pending_review", _scope(person))
        .order_by(-Case.urgency, Case.waiting_since, Case.public_id)
        .limit(limit)
    )
    last = db.session.scalar(sa.select(Case).where(Case.public_id == after)) if after else None
    if last is not None:
        here = sa.tuple_(
            sa.literal(-last.urgency), sa.literal(last.waiting_since, db.Moment()), sa.literal(last.public_id)
        )
        statement = statement.where(key > here)
    return [
        Waiting(one.public_id, one.urgency, one.waiting_since, one.kinds, one.people, one.area_id, secret.words)
        for one, secret in db.session.execute(statement)
    ]


def load(person: Person) -> Load:
    """The numbers above the queue."""
    pending = sa.select(sa.func.count(), sa.func.min(Case.waiting_since)).where(
        Case.state == "pending_review", _scope(person)
    )
    reviews, oldest = db.session.execute(pending).one()
    if isinstance(oldest, str):  # SQLite forgets the type inside min()
        oldest = db.Moment().process_result_value(datetime.fromisoformat(oldest), db.session.get_bind().dialect)
    return Load(reviews, oldest, len(helpers_waiting(person)), len(follow_ups(person)))


def helpers_waiting(person: Person) -> list[Claim]:
    """Claims of helpers whom nobody has verified and nobody has let in yet, the oldest first."""
    statement = (
        sa.select(Claim)
        .join(Case, Case.id == Claim.case_id)
        .where(Claim.ended_at.is_(None), Claim.until > clock.now(), Claim.allowed_at.is_(None), _scope(person))
        .order_by(Claim.taken_at)
        .limit(100)
    )
    return list(db.session.scalars(statement))


def follow_ups(person: Person) -> list[Case]:
    """Cases where nobody could be reached, and those whose requester has answered a question."""
    later = aliased(CaseEvent)
    answered = sa.exists().where(
        CaseEvent.case_id == Case.id,
        CaseEvent.verb == "answer",
        ~sa.exists().where(later.case_id == CaseEvent.case_id, later.id > CaseEvent.id),
    )
    statement = (
        sa.select(Case)
        .where(sa.or_(Case.state == "follow_up", sa.and_(Case.state == "pending_review", answered)), _scope(person))
        .order_by(-Case.urgency, Case.changed_at)
        .limit(100)
    )
    return list(db.session.scalars(statement))


def case_in_scope(person: Person, public_id: str) -> Case:
    """A case of her areas; one of another area looks like one that does not exist."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id, _scope(person)))
    if case is None:
        raise NotFound
    return case


def opinion(person: Person, public_id: str) -> SecondOpinion:
    """A second opinion to be given by this person, or one on her own decision that differs; else NotFound."""
    found = db.session.scalar(
        sa.select(SecondOpinion)
        .join(Case, Case.id == SecondOpinion.case_id)
        .where(SecondOpinion.public_id == public_id, _scope(person))
    )
    if found is None or (found.first_id == person.id and not found.disagrees):
        raise NotFound
    return found
