"""The records under the keyed hash of a phone: they move with an edit, outlive an account, and end some day."""

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import phone_marks, queries as accounts
from connect.accounts.models import Person, PhoneMark
from connect.accounts.phone_marks import Fact
from connect.cases import queries, transitions
from connect.cases.claims import helper_reliability, trusted_confirmations
from connect.cases.claims.models import Alarm, Claim, Stop
from connect.cases.drill import scope
from connect.cases.rules import ClaimEnd, Verb
from connect.cases.screening.models import WatchedPhone
from connect.cases.transitions import Actor
from connect.errors import ConnectError
from connect.registry import personal_data, retention

PAUSE = timedelta(hours=24)  # the longest time that any budget of a helper counts


def follow(old: str, new: str) -> None:
    """A requester's phone was changed: whom the old one stopped is stopped by the new one, and it is watched too.

    The old one keeps both, for the other requests of that phone.
    """
    if old == new:
        return
    for stop in db.session.scalars(sa.select(Stop).where(Stop.phone_hash == old)).all():
        there = sa.select(Stop.id).where(Stop.phone_hash == new, Stop.person_id == stop.person_id)
        if db.session.scalar(there) is None:
            db.session.add(
                Stop(phone_hash=new, person_id=stop.person_id, helper_hash=stop.helper_hash, at=stop.at)
            )  # fmt: skip
    watched = db.session.get(WatchedPhone, old)
    if watched is not None and db.session.get(WatchedPhone, new) is None:
        db.session.add(WatchedPhone(phone_hash=new, at=watched.at, by_id=watched.by_id))


def _of_nobody() -> sa.ColumnElement[bool]:
    """Whether the helper whom a requester stopped has no account any more."""
    return ~sa.exists().where(Person.phone_hash == Stop.helper_hash, Person.password_hash != "")


retention.rows("stops", "keep_marks_days", Stop, lambda before: sa.and_(Stop.at <= before, _of_nobody()))
retention.rows("watched_phones", "keep_marks_days", WatchedPhone, lambda before: WatchedPhone.at <= before)


def pause_of(person: Person) -> PhoneMark | None:
    """Why a new account waits before its first case: an earlier one of the same phone had its share of today."""
    return next(iter(phone_marks.of(person.phone_hash, "pause")), None)


@phone_marks.outlives
def _record(person: Person) -> list[Fact]:
    """How an erased helper let people wait, and that there were cases today, so that no budget begins anew."""
    now, month = clock.now(), timedelta(days=helper_reliability.DAYS)
    facts = [
        Fact(kind, at, at + month)
        for kind, at in queries.lapses_and_disputes(person.id, accounts.spoken_to_at(person.id))
    ]
    shut = sa.select(Alarm.at).where(Alarm.person_id == person.id, Alarm.settled_at.is_(None))
    facts += [Fact("alarm", at, now + month) for at in db.session.scalars(shut)]
    lately = sa.or_(Claim.taken_at > now - PAUSE, Claim.ended_at > now - PAUSE, Claim.ended_at.is_(None))
    if db.session.scalar(
        sa.select(Claim.id).where(Claim.person_id == person.id, lately, scope.real(Claim.case_id)).limit(1)
    ):
        facts.append(Fact("pause", now, now + PAUSE))
    return facts


@personal_data.erasure("requester_words")
def _let_go(person: Person) -> None:
    """Drops the words of requesters on an erased helper; what the helper still held goes back on the list at once."""
    trusted_confirmations.forget(person.id)
    for claim in queries.open_claims(person.id):
        with suppress(ConnectError):  # it moved on in this moment
            transitions.move(claim.case, Verb.RELEASE, Actor(person), reason="no_time")
            transitions.end_claim(claim, ClaimEnd.RELEASED, "no_time")
