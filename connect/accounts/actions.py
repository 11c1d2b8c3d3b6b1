"""Writing accounts: signing up and in, roles, verification, organisations."""

import secrets
from functools import lru_cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import phone_marks, queries, rules
from connect.accounts.models import AreaBlock, Lock, Organization, Person, PersonEvent, PhoneMark, Role, phone_mark
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import sessions
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.registry import personal_data

# Argon2id with the least cost OWASP's cheat sheet on storing passwords allows: four threads of a small machine
# hash at once, and a phone's number is all that a stranger needs to make us do it.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def sign_up(name: str, phone: str, password: str, organization: Organization | None = None) -> Person | None:
    """Makes an account for a volunteer; None when the phone (E.164) has one already, which stays as it was.

    The work is the same in both cases. A caller that passes an organisation has checked that it takes this person. The
    marks of an erased account of this phone bear on the new one, see `phone_marks`.
    """
    bears = phone_marks.of(phone_mark(phone), "block", "lock", "area")
    known = queries.password_hash(phone) is not None
    # For a phone that has an account one is made of chance and taken away again: the same statements, the same commit.
    person = Person(name=name, phone=f"-{secrets.token_hex(8)}" if known else phone, roles=[], password_hash="")  # nosec B106 - filled next
    person.password_hash = _hashed(password)
    try:
        with db.session.begin_nested():
            db.session.add(person)
            db.session.flush()
    except sa.exc.IntegrityError:  # another one of this moment was first
        return None
    grant(person, RoleName.VOLUNTEER, organization=organization)
    db.session.flush()
    for model, column in ((Role, Role.person_id), (Person, Person.id)):
        gone = sa.delete(model).where(column == (person.id if known else 0))
        db.session.execute(gone.execution_options(synchronize_session=False))
    if known:
        db.session.expunge(person)
        return None
    for mark in bears:
        _go_on(person, mark)
    return person


def _go_on(person: Person, mark: PhoneMark) -> None:
    """A block or lock of the erased account goes on with the new one, which may appeal like the old one."""
    if mark.kind == "block":
        person.blocked_at = mark.at
        remark(person, "block", None, str(_l("An earlier account of this phone was blocked when it was deleted.")))
    elif mark.kind == "area":
        block_in(person, areas.get(mark.reason or ""), None)
    else:
        lock(person, mark.reason or "looks")
    db.session.delete(mark)


def authenticate(phone: str | None, password: str) -> Person | None:
    """The person with this phone and password, or None. Unknown, wrong and blocked cost the same work."""
    person = recognise(phone, password)
    return person if person and person.is_active else None


def recognise(phone: str | None, password: str) -> Person | None:
    """The person with this phone and password, blocked or not, or None. The blocked may read why, and appeal.

    Only reads, so that no writer waits for the hashing; see `is_outdated`. The row of the person is loaded only
    once the password was right: loading it earlier would tell a known phone from an unknown one by its time.
    """
    known = queries.password_hash(phone) if phone else None
    right = _matches(known or _nobodys_hash(hasher), password)
    return queries.by_phone(phone) if phone and known and right else None


def is_outdated(person: Person) -> bool:
    """Whether the password was hashed at another cost than today's; then `renew_hash` while it is at hand."""
    return hasher.check_needs_rehash(person.password_hash)


def renew_hash(person: Person, password: str) -> None:
    """Hashes the same password anew at today's cost. Sessions go on."""
    person.password_hash = _hashed(password)


def change_password(person: Person, password: str) -> None:
    """A new password, which ends every session of the old one."""
    person.password_hash = _hashed(password)
    sessions.end_all(person)


def block(person: Person) -> None:
    """Keeps a person out, at once and everywhere."""
    person.blocked_at = clock.now()
    sessions.end_all(person)


def unblock(person: Person) -> None:
    """Lets a person sign in again."""
    person.blocked_at = None


def block_in(person: Person, area: Area | Place, by: Person | None) -> None:
    """Keeps a person from taking requests in an area and all below it; twice changes nothing."""
    if db.session.get(AreaBlock, (person.id, area.id)) is None:
        db.session.add(AreaBlock(person_id=person.id, area_id=area.id, at=clock.now(), by_id=by.id if by else None))


def unblock_in(person: Person, within: list[str]) -> None:
    """Lets a person take requests again in all areas that lie in these, given by their paths."""
    mine = sa.delete(AreaBlock).where(AreaBlock.person_id == person.id, AreaBlock.area_id.in_(areas.below(within)))
    db.session.execute(mine.execution_options(synchronize_session=False))


def remark(person: Person, verb: str, by: Person | None, note: str, told: str | None = None) -> None:
    """Adds a line to a person's record: a note for staff, and what the person is told."""
    number = by.id if by else None
    db.session.add(
        PersonEvent(person_id=person.id, at=clock.now(), verb=verb, by_id=number, note=note, told=told)
    )  # fmt: skip


def appeal(person: Person, text: str) -> None:
    """Somebody blocked asks for a second look: one text at a time, read by another moderator than the one before."""
    if person.is_active:
        raise RuleBroken(_l("You are not blocked. You can sign in."))
    if queries.open_appeal(person):
        raise Conflict(_l("Your words are with a moderator already. Sign in here again later to read the answer."))
    remark(person, "appeal", person, text)


def lock(person: Person, reason: str) -> None:
    """Shuts all contacts for an account and raises the alarm; stands until somebody above lifts it."""
    if queries.lock_of(person.id) is None:
        db.session.add(Lock(person_id=person.id, at=clock.now(), reason=reason))
        audit_log.write("alarm", by=person.id, about=f"person {person.id}", detail=reason)


def lift(lock: Lock, by: Person | None, note: str) -> None:
    """Opens contacts again after a word with the owner of the account; nobody lifts their own. None: the operator."""
    if by is not None and (by.id == lock.person_id or not rules.may_lift(by.roles, lock.person.roles)):
        raise NotAllowed(_l("Another admin of this area has to lift this. Nothing was changed."))
    if len(note) < 3:
        raise RuleBroken(_l("Write down what came out when you spoke with this person."))
    if lock.lifted_at is None:
        lock.lifted_at, lock.lifted_by_id, lock.note = clock.now(), by.id if by else None, note[:200]
        audit_log.write("lift", by=by.id if by else None, about=f"person {lock.person_id}")


def erase(person: Person) -> None:
    """Forgets name, phone, password and roles. Past deeds stay in the history, by nobody in particular.

    Facts that still bear on the phone are written down under its keyed hash first, see `phone_marks`.
    """
    phone_marks.leave(person)
    personal_data.erase("person", person)


@personal_data.erasure("people", "roles", "area_blocks")
def _forget_account(person: Person) -> None:
    person.name = "–"
    person.give_phone(f"-{person.public_id}")
    person.password_hash = ""
    person.verified_at = person.verified_by_id = None
    person.roles.clear()
    block(person)
    db.session.execute(sa.delete(AreaBlock).where(AreaBlock.person_id == person.id))


def grant(
    person: Person,
    role: RoleName,
    area: Area | Place | None = None,
    organization: Organization | None = None,
    by: Person | None = None,
) -> Role:
    """Gives a role over an area or in an organisation; giving it twice changes nothing.

    `by` None is the site itself: its operator on the command line, or signing up. Raises NotAllowed when `by`
    may not give it, RuleBroken when the scope does not fit the role.
    """
    if role not in tuple(RoleName) or not rules.scope_fits(role, area, organization):
        raise RuleBroken(_l("This role needs one area or one organisation. Choose one and try again."))
    _check_granter(by, role, area, organization)
    held = _held(person, role, area, organization)
    if held is None:
        held = Role(role=role, area_id=area.id if area else None, granted_by_id=by.id if by else None)
        held.granted_at = clock.now()
        held.organization = organization
        person.roles.append(held)
        db.session.flush()
        _start_anew(person, held)
        if role in rules.STAFF:
            audit_log.write("grant", by=by.id if by else None, about=f"person {person.id}", detail=_scope(held))
    return held


def revoke(
    person: Person,
    role: RoleName,
    area: Area | Place | None = None,
    organization: Organization | None = None,
    by: Person | None = None,
) -> None:
    """Takes a role away again, by anybody allowed to give it. A role that is not held is no error."""
    _check_granter(by, role, area, organization)
    held = _held(person, role, area, organization)
    if held is not None:
        person.roles.remove(held)
        db.session.flush()
        _start_anew(person, held)
        if role in rules.STAFF:
            audit_log.write("revoke", by=by.id if by else None, about=f"person {person.id}", detail=_scope(held))


def verify_person(person: Person, by: Person | None = None) -> None:
    """Says that somebody looked at this person; an admin's word, or the operator's. The first word stays."""
    if by is not None and not by.has_role(RoleName.ADMIN):
        raise NotAllowed(_l("Only an admin verifies people. Nothing was changed."))
    if by is not None and by.id == person.id:
        raise NotAllowed(_l("Nobody verifies themselves. Ask another admin."))
    if person.verified_at is None:
        person.verified_at = clock.now()
        person.verified_by_id = by.id if by else None
        audit_log.write("verify", by=person.verified_by_id, about=f"person {person.id}")


def _check_granter(
    by: Person | None, role: RoleName, area: Area | Place | None, organization: Organization | None
) -> None:
    if by is None:
        return
    path = area.path if area else organization.area.path if organization else None
    if not rules.may_grant(by.roles, role, path, organization.id if organization else None):
        raise NotAllowed(_l("You may not give or take this role. Nothing was changed."))


def _held(person: Person, role: RoleName, area: Area | Place | None, organization: Organization | None) -> Role | None:
    wanted = (role, area.id if area else None, organization.id if organization else None)
    return next((r for r in person.roles if (r.role, r.area_id, r.organization_id) == wanted), None)


def _start_anew(person: Person, changed: Role) -> None:
    """Ends the sessions of a person whose power over an area changed: no session outlives what it was opened for."""
    if changed.role in rules.STAFF and changed.area_id is not None:
        sessions.end_all(person)


def _scope(held: Role) -> str:
    return f"{held.role} area {held.area_id or '-'} organization {held.organization_id or '-'}"


def _hashed(password: str) -> str:
    return hasher.hash(rules.password_as_kept(password))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, rules.password_as_kept(password))
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def _nobodys_hash(by: PasswordHasher) -> str:
    """A hash to check an unknown phone's password against, so that the answer takes as long; one for each hasher."""
    return by.hash(secrets.token_urlsafe(16))


audit_log.kinds(
    lift="contacts of an account, or the word of an organisation, go on", grant="a role was given",
    revoke="a role was taken", verify="a person or an organisation was verified",
    clear="an organisation may see safeguarded cases", unclear="an organisation may see them no more",
    block="somebody was blocked", unblock="somebody was unblocked",
)  # fmt: skip
