"""Parts of a download about an account: the account itself, roles, sessions, passkeys, invitations."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.credentials.models import Credential
from connect.accounts.models import AreaBlock, Invitation, Passkey, Person
from connect.accounts.sign_in.models import Session
from connect.areas import queries as areas
from connect.registry import personal_data
from connect.registry.personal_data import KEYS, columns, part, plain


def of_person(person: Person) -> dict[str, Any]:
    """All that is kept about a person, ready for JSON."""
    return personal_data.heading() | personal_data.tell("person", person)


@part("account", "people")
def _account(person: Person) -> dict[str, Any]:
    told = columns(person, "id", "verified_by_id", *KEYS)
    return told | {"verified_by": person.verified_by.name if person.verified_by else None}


@part("roles", "roles")
def _roles(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "role": held.role,
            "area": held.area.code if held.area else None,
            "organization": held.organization.name if held.organization else None,
            "granted_at": plain(held.granted_at),
        }
        for held in person.roles
    ]


@part("area_blocks", "area_blocks")
def _area_blocks(person: Person) -> list[dict[str, Any]]:
    mine = db.session.scalars(sa.select(AreaBlock).where(AreaBlock.person_id == person.id))
    return [{"area": areas.by_id(one.area_id).code, "at": plain(one.at)} for one in mine]


@part("asked_to_join", "invitations")
def _asked_to_join(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Invitation).where(Invitation.person_id == person.id).order_by(Invitation.at)
    return [{"organization": one.organization.name, "at": plain(one.at)} for one in db.session.scalars(mine)]


@part("sessions", "sessions")
def _sessions(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Session).where(Session.person_id == person.id).order_by(Session.id)
    return [columns(one, "id", "person_id", "news_id", *KEYS) for one in db.session.scalars(mine)]


@part("passkeys", "passkeys")
def _passkeys(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)
    return [columns(one, "id", "person_id", *KEYS) for one in db.session.scalars(mine)]


@part("medical_credentials", "credentials")
def _credentials(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Credential).where(Credential.person_id == person.id).order_by(Credential.id)
    inner = ("id", "person_id", "organization_id", "checked_by_id", "ended_by_id", "number_hash", *KEYS)
    return [columns(one, *inner) | {"organization": one.organization.name} for one in db.session.scalars(mine)]


personal_data.fate(
    "devices", "authenticators", "recovery_codes", "phone_proofs",
    told="nothing but keys; the pages of the account say which there are",
)  # fmt: skip
personal_data.fate("locks", "person_events", told="the account's page says what its owner is told; notes are of staff")
personal_data.fate("phone_marks", told="kept of accounts that are erased, which have no download")
personal_data.fate(
    "organizations", told="its page says who is in it", gone="listed as long as there is the organisation"
)
personal_data.fate(
    "locks", "person_events", "invitations", gone="stays, about nobody: the account has no name any more"
)
