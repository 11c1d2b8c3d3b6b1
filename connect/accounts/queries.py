"""Questions about people and organisations."""

import threading
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect import db
from connect.accounts import rules
from connect.accounts.models import AreaBlock, Lock, Organization, Person, PersonEvent, Role, phone_mark
from connect.accounts.sign_in.models import Device, Session
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.crypto.tokens import digest


def by_phone(phone: str) -> Person | None:
    """The person with this phone (E.164)."""
    return db.session.scalar(sa.select(Person).where(Person.phone_hash == phone_mark(phone)))


def hold(person_id: int) -> None:
    """Makes all that counts what this person may still do wait for one another, until the end of the transaction.

    SQLite has one writer anyway; on PostgreSQL the row is locked.
    """
    if db.is_postgres():
        db.session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


def password_hash(phone: str) -> str | None:
    """The password hash of the account with this phone (E.164); None or empty when nobody can sign in with it."""
    return db.session.scalar(sa.select(Person.password_hash).where(Person.phone_hash == phone_mark(phone)))


def is_device_of(phone: str, token: str) -> bool:
    """Whether whoever has this phone (E.164) signed in before from the browser that keeps this token."""
    theirs = sa.select(Device.person_id).join(Person, Person.id == Device.person_id)
    known = theirs.where(Person.phone_hash == phone_mark(phone), Device.token_hash == digest(token))
    return db.session.execute(known).first() is not None


def by_public_id(public_id: str) -> Person | None:
    """The person with this public id."""
    return db.session.scalar(sa.select(Person).where(Person.public_id == public_id))


def session(token: str) -> Session | None:
    """The session with this token, with its person and their roles; `rules.session_ends_at` says whether it is over."""
    return db.session.scalars(_statements.session, {"hash": digest(token)}).unique().one_or_none()


class _Statements(threading.local):
    """Built once a thread of the server: it is asked on every page of whoever is signed in."""

    @cached_property
    def session(self) -> sa.Select[Session]:
        live = sa.select(Session).where(Session.token_hash == sa.bindparam("hash"), Session.ended_at.is_(None))
        with_roles = joinedload(Session.person, innerjoin=True).joinedload(Person.roles)  # in one statement
        return live.options(with_roles)


_statements = _Statements()


def sessions(person: Person) -> list[Session]:
    """The sessions in which a person may still be signed in, the last used first."""
    live = sa.select(Session).where(Session.person_id == person.id, Session.ended_at.is_(None))
    return list(db.session.scalars(live.order_by(Session.seen_at.desc(), Session.id.desc())))


def news(session: Session) -> Session | None:
    """A sign-in from a new device that the person of this session has not been told of, or not answered."""
    told = db.session.get(Session, session.news_id) if session.news_id else None
    return told if told and told.answered_at is None and told.ended_at is None else None


def people() -> list[Person]:
    """Everybody, the newest first."""
    return list(db.session.scalars(sa.select(Person).order_by(Person.id.desc())))


def scopes(person: Person, role: str) -> list[str]:
    """Paths of the areas over which a person holds a role; each covers all that lies below it."""
    return [held.area_path for held in person.roles if held.role == role and held.area_path is not None]


def areas_of(person: Person, *roles: str) -> sa.Select[int]:
    """The ids of all areas over which somebody holds one of the roles, for use inside other queries."""
    return areas.below([path for role in roles for path in scopes(person, role)])


def holders(role: str, path: str) -> list[int]:
    """The ids of whoever holds a role over an area, given for it or for anything above; nobody who is blocked."""
    over = sa.select(Role.person_id).join(Area, Area.id == Role.area_id).join(Person, Person.id == Role.person_id)
    above = [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]
    held = over.where(Role.role == role, Area.path.in_(above), Person.blocked_at.is_(None))
    return list(db.session.scalars(held.distinct()))


def organization(public_id: str) -> Organization | None:
    """The organisation with this public id."""
    return db.session.scalar(sa.select(Organization).where(Organization.public_id == public_id))


def organizations(*, verified_only: bool = True) -> list[Organization]:
    """The organisations, those that wait to be verified first, then by name."""
    query = sa.select(Organization).order_by(
        Organization.verified_at.is_not(None), sa.func.lower(Organization.name), Organization.id
    )
    return list(db.session.scalars(query.where(Organization.verified_at.is_not(None)) if verified_only else query))


def members(organization: Organization) -> list[Person]:
    """The members of an organisation, in the order in which their accounts were made."""
    mine = sa.select(Role.person_id).where(Role.organization_id == organization.id)
    return list(db.session.scalars(sa.select(Person).where(Person.id.in_(mine)).order_by(Person.id)))


def companions(person: Person) -> list[Person]:
    """People to go along to a safeguarded case: other cleared members of the person's checked organisations."""
    checked = [org for org in person.vouchers if org.cleared_at]
    found = {
        one.id: one for org in checked for one in members(org) if one.id != person.id and one.is_active and one.cleared
    }
    return sorted(found.values(), key=lambda one: one.name)


def lock_of(person_id: int) -> Lock | None:
    """The lock that keeps this account from looking at contacts, if there is one."""
    statement = sa.select(Lock).where(Lock.person_id == person_id, Lock.lifted_at.is_(None))
    return db.session.scalar(statement.limit(1))


def lock(number: int) -> Lock | None:
    """A lock by its number."""
    return db.session.get(Lock, number)


def locks(admin: Person, limit: int = 200) -> list[Lock]:
    """The locks that this admin may lift, those still shut first, then the newest."""
    statement = sa.select(Lock).order_by(Lock.lifted_at.is_not(None), Lock.id.desc()).limit(limit)
    return [one for one in db.session.scalars(statement) if rules.may_lift(admin.roles, one.person.roles)]


def record(person: Person) -> list[PersonEvent]:
    """The decisions of staff about a person, and the person's appeals, the oldest first."""
    mine = sa.select(PersonEvent).where(PersonEvent.person_id == person.id)
    return list(db.session.scalars(mine.order_by(PersonEvent.id)))


def spoken_to_at(person_id: int) -> datetime | None:
    """The moment at which a moderator last spoke with a person about their helping, or None."""
    last = sa.select(PersonEvent.at).where(PersonEvent.person_id == person_id, PersonEvent.verb == "spoken")
    return db.session.scalar(last.order_by(PersonEvent.id.desc()).limit(1))


def open_appeal(person: Person) -> PersonEvent | None:
    """The appeal of a blocked person that waits for an answer, or None."""
    last = [event for event in record(person) if event.verb in ("block", "unblock", "refuse", "appeal")]
    return last[-1] if last and last[-1].verb == "appeal" else None


def last_block(person: Person) -> PersonEvent | None:
    """By whom, when and why somebody was blocked last."""
    return next((event for event in reversed(record(person)) if event.verb == "block"), None)


def area_blocks(person: Person) -> list[int]:
    """The numbers of the areas in which a person may take nothing."""
    return list(db.session.scalars(sa.select(AreaBlock.area_id).where(AreaBlock.person_id == person.id)))


def is_blocked_in(person: Person, area: Place | Area) -> bool:
    """Whether a person may take no request in this area, by a word on it or on one above it."""
    blocked = area_blocks(person)
    return bool(blocked) and not {one.id for one in areas.ancestors(area)}.isdisjoint(blocked)
