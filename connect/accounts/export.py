"""Everything the site keeps about one account. Features to the right add what they keep by `part`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import AreaBlock, Invitation, Passkey, Person, Session
from connect.areas import queries as areas

Part = Callable[[Person], Any]
PARTS: dict[str, Part] = {}
KEYS = (
    "password_hash",
    "token_hash",
    "phone_hash",
    "public_key",
    "credential_id",
)  # no facts about her, and of use to a thief only


def part(name: str) -> Callable[[Part], Part]:
    """Adds what a feature keeps about a person to her download, under this name."""

    def add(function: Part) -> Part:
        PARTS[name] = function
        return function

    return add


def of_person(person: Person) -> dict[str, Any]:
    """All that is kept about a person, ready for JSON."""
    account = columns(person, "id", "verified_by_id", *KEYS)
    account |= {"verified_by": person.verified_by.name if person.verified_by else None}
    return heading() | {"account": account} | {name: tell(person) for name, tell in PARTS.items()}


def heading() -> dict[str, Any]:
    """Who tells, and when."""
    here = config.current()
    return {"site": here.site_name, "operator": here.operator, "made_at": clock.now().isoformat()}


def columns(row: db.Base, *but: str) -> dict[str, Any]:
    """Every column of a row by name, ready for JSON. Read as attributes, so that what is encrypted opens."""
    names = [column.key.removesuffix("_sealed") for column in sa.inspect(type(row)).column_attrs]
    return {name: _plain(getattr(row, name)) for name in names if name not in but}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@part("roles")
def _roles(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "role": held.role,
            "area": held.area.code if held.area else None,
            "organization": held.organization.name if held.organization else None,
            "granted_at": _plain(held.granted_at),
        }
        for held in person.roles
    ]


@part("area_blocks")
def _area_blocks(person: Person) -> list[dict[str, Any]]:
    mine = db.session.scalars(sa.select(AreaBlock).where(AreaBlock.person_id == person.id))
    return [{"area": areas.by_id(one.area_id).code, "at": _plain(one.at)} for one in mine]


@part("asked_to_join")
def _asked_to_join(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Invitation).where(Invitation.person_id == person.id).order_by(Invitation.at)
    return [{"organization": one.organization.name, "at": _plain(one.at)} for one in db.session.scalars(mine)]


@part("sessions")
def _sessions(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Session).where(Session.person_id == person.id).order_by(Session.id)
    return [columns(one, "id", "person_id", "news_id", *KEYS) for one in db.session.scalars(mine)]


@part("passkeys")
def _passkeys(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)
    return [columns(one, "id", "person_id", *KEYS) for one in db.session.scalars(mine)]
