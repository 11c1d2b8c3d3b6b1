"""Questions about credentials."""

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.credentials import rules
from connect.accounts.credentials.models import Credential
from connect.accounts.models import Organization, Person


def last_of(person: Person) -> Credential | None:
    """The newest credential of a person, however it stands."""
    mine = sa.select(Credential).where(Credential.person_id == person.id)
    return db.session.scalar(mine.order_by(Credential.id.desc()).limit(1))


def clinician(person: Person) -> Credential | None:
    """The credential by which a person may give medical advice at this moment."""
    last = last_of(person) if person.is_active else None
    return last if last is not None and last.standing == rules.Standing.HOLDS else None


def is_clinician(person: Person, area_path: str | None = None) -> bool:
    """Whether a person may give medical advice now: anywhere, or in the area of a path (`areas.path`)."""
    held = clinician(person)
    return held is not None and (area_path is None or account_rules.covers(held.organization.area.path, area_path))


def clinicians_in(area_path: str) -> list[Person]:
    """Everybody who may give medical advice in the area of a path now."""
    checked = sa.select(Person).join(Credential, Credential.person_id == Person.id)
    checked = checked.where(Credential.checked_at.is_not(None), Credential.ended_at.is_(None))
    return [one for one in db.session.scalars(checked.order_by(Person.id)) if is_clinician(one, area_path)]


def by_public_id(public_id: str, official: Person) -> Credential | None:
    """A credential that this person may decide about, with its public id."""
    found = db.session.scalar(sa.select(Credential).where(Credential.public_id == public_id))
    return found if found and may_check(official, found) else None


def may_check(official: Person, credential: Credential) -> bool:
    """Whether somebody decides about a credential: an official or admin of the area, never of one's own."""
    path = credential.organization.area.path
    return official.id != credential.person_id and account_rules.may_verify(official.roles, path)


def of_area(official: Person, limit: int = 200) -> list[Credential]:
    """The credentials this person decides about that go on: those that wait first, the longest waiting on top."""
    mine = accounts.areas_of(official, *account_rules.VERIFIERS)
    live = sa.select(Credential).join(Organization, Organization.id == Credential.organization_id)
    live = live.where(
        Credential.ended_at.is_(None), Organization.area_id.in_(mine), Credential.person_id != official.id
    )
    order = (Credential.checked_at.is_not(None), Credential.asked_at, Credential.id)
    return list(db.session.scalars(live.order_by(*order).limit(limit)))


def others_with_number(credential: Credential) -> list[Credential]:
    """The credentials of other accounts that gave the same number, however they stand."""
    same = sa.select(Credential).where(
        Credential.number_hash == credential.number_hash, Credential.person_id != credential.person_id
    )
    return list(db.session.scalars(same.order_by(Credential.id)))


def organizations_for(person: Person) -> list[Organization]:
    """The verified clinics and authorities that this person belongs to."""
    return [
        one for one in person.organizations
        if one.kind in rules.ORGANIZATION_KINDS and one.verified_at is not None and one.paused_at is None
    ]  # fmt: skip
