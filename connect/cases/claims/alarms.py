"""Alarms about helpers: raised once, open until a moderator has looked; while one is open it stops who it is about."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases.claims.models import Alarm, Claim
from connect.cases.models import Case
from connect.cases.rules import CaseRole
from connect.crypto import audit_log
from connect.registry import retention

NEW_FOR = timedelta(days=7)  # so long an account counts as new
KEPT_DAYS = 90  # how long a network is remembered after the answer

# Claims that neither a verification nor an organisation's word opened.
_BY_NOBODY = sa.or_(Claim.allowed_by.is_(None), Claim.allowed_by.in_((CaseRole.REQUESTER, CaseRole.MODERATOR)))


def about(person: Person, case: Case) -> Alarm:
    """An alarm about how one person helps, for the moderators of the case; the open one if there is one."""
    found = open_about(person.id)
    return found or _raise("ends", case, person_id=person.id, line=f"person {person.id}")


def open_about(person_id: int) -> Alarm | None:
    """The alarm about somebody that no moderator has answered yet."""
    return _open(Alarm.person_id == person_id)


def about_network(claim: Claim, case: Case) -> Alarm | None:
    """Raises the alarm when this claim is of one new helper too many from its network within an hour."""
    if not claim.network or open_of_network(claim.network) or not _is_of_the_new(claim):
        return None
    now = clock.now()
    many = sa.select(sa.func.count(sa.distinct(Claim.person_id))).join(Person, Person.id == Claim.person_id)
    many = many.where(
        Claim.network == claim.network, Claim.taken_at > now - timedelta(hours=1), Claim.taken_at <= now,
        Person.created_at > now - NEW_FOR, _BY_NOBODY,
    )  # fmt: skip
    if (db.session.scalar(many) or 0) <= config.current().new_helpers_network_hour:
        return None
    return _raise("network", case, network=claim.network, line=f"network {claim.network[:12]}")


def open_of_network(network: str) -> Alarm | None:
    """The alarm about a network that no moderator has answered yet."""
    return _open(Alarm.network == network)


def of_network(alarm: Alarm) -> list[Claim]:
    """The last 200 claims of new helpers from an alarm's network, 1 hour before to 24 hours after it, newest first."""
    around = (Claim.taken_at > alarm.at - timedelta(hours=1), Claim.taken_at < alarm.at + timedelta(hours=24))
    taken = sa.select(Claim).where(Claim.network == alarm.network, _BY_NOBODY, *around)
    return list(db.session.scalars(taken.order_by(Claim.id.desc()).limit(200)))


def _is_of_the_new(claim: Claim) -> bool:
    return claim.allowed_at is None and claim.person.created_at > clock.now() - NEW_FOR


def settle_about(person: Person, by: Person) -> None:
    """A moderator has spoken with somebody, or decided about them."""
    found = open_about(person.id)
    if found is not None:
        settle(found, by)


def settle(alarm: Alarm, by: Person) -> None:
    """A moderator's answer; what the alarm stopped goes on."""
    alarm.settled_at, alarm.settled_by_id = clock.now(), by.id
    audit_log.write("settle", by=by.id, about=f"alarm {alarm.id}", detail=alarm.kind)


retention.rows(
    "alarm_networks", timedelta(days=KEPT_DAYS), Alarm, lambda before: Alarm.settled_at <= before, empty=("network",)
)


def _open(of: sa.ColumnElement[bool]) -> Alarm | None:
    return db.session.scalar(sa.select(Alarm).where(of, Alarm.settled_at.is_(None)).limit(1))


def _raise(kind: str, case: Case, *, line: str, person_id: int | None = None, network: str | None = None) -> Alarm:
    made = Alarm(kind=kind, area_id=case.area_id, person_id=person_id, network=network, at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit_log.write("alarm", by=person_id, about=line, detail=kind)
    return made


audit_log.kinds(settle="a moderator has answered an alarm")
