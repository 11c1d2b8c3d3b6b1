"""Facts that outlive an erased account and bear on the next account of its phone, found by its keyed hash alone.

A person who was blocked, locked or let people wait must not begin anew by erasing the account. So when it is erased,
each feature says by `outlives` what still bears on the phone, and until when; all else is forgotten as promised.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import AreaBlock, Lock, Person, PhoneMark
from connect.areas import queries as areas
from connect.registry import retention


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that still bears: its kind, when it happened, until when it counts."""

    kind: str
    at: datetime
    until: datetime
    reason: str | None = None


Teller = Callable[[Person], list[Fact]]
TELLERS: list[Teller] = []


def outlives(teller: Teller) -> Teller:
    """Adds what a feature has to say when an account is erased."""
    TELLERS.append(teller)
    return teller


def leave(person: Person) -> None:
    """Writes down what outlives this account, under the phone that it still has."""
    facts = [fact for tell in TELLERS for fact in tell(person)]
    db.session.add_all(
        PhoneMark(phone_hash=person.phone_hash, kind=fact.kind, reason=fact.reason, at=fact.at, until=fact.until)
        for fact in facts
    )


def of(phone_hash: str, *kinds: str) -> list[PhoneMark]:
    """The marks of these kinds that bear on a phone today, the oldest first."""
    statement = sa.select(PhoneMark).where(PhoneMark.phone_hash == phone_hash, PhoneMark.until > clock.now())
    return list(db.session.scalars(statement.where(PhoneMark.kind.in_(kinds)).order_by(PhoneMark.at, PhoneMark.id)))


retention.rows("phone_marks", "keep_marks_days", PhoneMark, lambda _before: PhoneMark.until <= clock.now())


@outlives
def _block_and_lock(person: Person) -> list[Fact]:
    until = clock.now() + timedelta(days=config.current().keep_marks_days)
    facts = [Fact("block", person.blocked_at, until)] if person.blocked_at else []
    blocked = db.session.scalars(sa.select(AreaBlock).where(AreaBlock.person_id == person.id)).all()
    facts += [Fact("area", one.at, until, areas.by_id(one.area_id).code) for one in blocked]
    shut = db.session.scalars(sa.select(Lock).where(Lock.person_id == person.id, Lock.lifted_at.is_(None)))
    for lock in shut:
        facts.append(Fact("lock", lock.at, until, lock.reason))
        lock.lifted_at = clock.now()  # it goes on with the phone, and not with nobody in particular
    return facts
