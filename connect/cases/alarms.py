"""Alarms about helpers: raised once, open until a moderator has looked; while one is open it stops who it is about."""

from datetime import timedelta

import sqlalchemy as sa

from connect import audit, clock, db
from connect.accounts.models import Person
from connect.cases.claim_models import Alarm
from connect.cases.models import Case

KEPT_DAYS = 90  # how long a network is remembered after the answer


def about(person: Person, case: Case) -> Alarm:
    """An alarm about how one person helps, for the moderators of the case; the open one if there is one."""
    found = open_about(person.id)
    return found or _raise("ends", case, person_id=person.id, line=f"person {person.id}")


def open_about(person_id: int) -> Alarm | None:
    """The alarm about somebody that no moderator has answered yet."""
    return _open(Alarm.person_id == person_id)


def settle_about(person: Person, by: Person) -> None:
    """A moderator has spoken with somebody, or decided about them."""
    found = open_about(person.id)
    if found is not None:
        settle(found, by)


def settle(alarm: Alarm, by: Person) -> None:
    """A moderator's answer; what the alarm stopped goes on."""
    alarm.settled_at, alarm.settled_by_id = clock.now(), by.id
    audit.write("settle", by=by.id, about=f"alarm {alarm.id}", detail=alarm.kind)


def forget_old() -> None:
    """Forgets which network it was, some time after the answer."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    old = sa.update(Alarm).where(Alarm.settled_at <= before, Alarm.network.is_not(None))
    db.session.execute(old.values(network=None))


def _open(of: sa.ColumnElement[bool]) -> Alarm | None:
    return db.session.scalar(sa.select(Alarm).where(of, Alarm.settled_at.is_(None)).limit(1))


def _raise(kind: str, case: Case, *, line: str, person_id: int | None = None, network: str | None = None) -> Alarm:
    made = Alarm(kind=kind, area_id=case.area_id, person_id=person_id, network=network, at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.write("alarm", by=person_id, about=line, detail=kind)
    return made
