"""What hangs on the keyed hash of a phone: it moves with an edit, outlives an account, and is forgotten in the end."""

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts import phone_marks, queries as accounts
from connect.accounts.models import Person, PhoneMark
from connect.accounts.phone_marks import Fact
from connect.cases import queries, transitions
from connect.cases.claims import helper_reliability, trusted_confirmations
from connect.cases.claims.models import Alarm, Claim, Stop
from connect.cases.models import WatchedPhone
from connect.cases.transitions import Actor
from connect.errors import ConnectError

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


def forget_old() -> int:
    """Drops stops of helpers who have had no account for long, and phones watched for long; says how many."""
    before = clock.now() - timedelta(days=config.current().keep_marks_days)
    there = sa.exists().where(Person.phone_hash == Stop.helper_hash, Person.password_hash != "")
    done = phone_marks.forget_old()
    for old in (
        sa.delete(Stop).where(Stop.at <= before, ~there),
        sa.delete(WatchedPhone).where(WatchedPhone.at <= before),
    ):
        gone = db.session.execute(old.execution_options(synchronize_session=False))
        done += int(gone.rowcount)  # type: ignore[attr-defined]
    return done


def pause_of(person: Person) -> PhoneMark | None:
    """Why a new account waits before its first case: an earlier one of the same phone had its share of today."""
    return next(iter(phone_marks.of(person.phone_hash, "pause")), None)


@phone_marks.outlives
def _record(person: Person) -> list[Fact]:
    """How an erased helper let people wait, and that there were cases today, so that no budget begins anew.

    What is still held goes back on the list at once.
    """
    now, month = clock.now(), timedelta(days=helper_reliability.DAYS)
    facts = [
        Fact(kind, at, at + month)
        for kind, at in queries.lapses_and_disputes(person.id, accounts.spoken_to_at(person.id))
    ]
    shut = sa.select(Alarm.at).where(Alarm.person_id == person.id, Alarm.settled_at.is_(None))
    facts += [Fact("alarm", at, now + month) for at in db.session.scalars(shut)]
    lately = sa.or_(Claim.taken_at > now - PAUSE, Claim.ended_at > now - PAUSE, Claim.ended_at.is_(None))
    if db.session.scalar(sa.select(Claim.id).where(Claim.person_id == person.id, lately).limit(1)):
        facts.append(Fact("pause", now, now + PAUSE))
    trusted_confirmations.forget(person.id)
    for claim in queries.open_claims(person.id):
        with suppress(ConnectError):  # it moved on in this moment
            transitions.move(claim.case, "release", Actor(person), reason="no_time")
            transitions.end_claim(claim, "released", "no_time")
    return facts
