"""Announcements of accounts: their pages, the commands on people, the decisions about organisations."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect.accounts import cli, export, queries, rules
from connect.accounts.credentials.models import Credential
from connect.accounts.models import Organization, Person
from connect.accounts.views import bp
from connect.registry import demo_data, reports, work
from connect.registry.reports import Reported

__all__ = ["bp", "cli", "export"]


@work.source(
    "organization", subject="organization", label=_l("Organisations to verify"), order=70,
    area=Organization.area_id, roles=rules.VERIFIERS, group="helpers",
)  # fmt: skip
def unverified(_person: Person) -> work.Waiting:
    """Organisations that nobody has verified."""
    return sa.select(Organization.public_id, sa.literal(0), Organization.created_at).where(
        Organization.verified_at.is_(None)
    )


work.subject("credential", opens="accounts.credential")


@work.source(
    "credential", subject="credential", label=_l("Clinicians to check"), order=75,
    area=Organization.area_id, roles=rules.VERIFIERS, group="helpers",
)  # fmt: skip
def unchecked(person: Person) -> work.Waiting:
    """Credentials that no official has looked up in the register."""
    asked = sa.select(Credential.public_id, sa.literal(1), Credential.asked_at)
    return asked.join(Organization, Organization.id == Credential.organization_id).where(
        Credential.checked_at.is_(None), Credential.ended_at.is_(None), Credential.person_id != person.id
    )


@work.source(
    "vouching", subject="vouching", label=_l("Organisations that brought many at once"), order=80,
    area=Organization.area_id, roles=rules.STAFF, group="helpers",
)  # fmt: skip
def paused(_person: Person) -> work.Waiting:
    """Organisations of whose word so much came at once that it counts no more until somebody has looked."""
    since = sa.func.coalesce(Organization.paused_at, Organization.created_at)
    unanswered = sa.and_(Organization.paused_at.is_not(None), Organization.paused_for != "kept")
    return sa.select(Organization.public_id, sa.literal(2), since).where(unanswered)


def _find(public_id: str, _person: Any) -> Reported | None:
    found = queries.organization(public_id)
    return Reported("organization", found.public_id, found.area_id) if found else None


def _name_of(public_id: str) -> str:
    found = queries.organization(public_id)
    return found.name if found else ""


reports.kind(
    "organization", label=_l("An organisation"), address="organization/<pid:public_id>", find=_find, name_of=_name_of,
    page=reports.Page("accounts.organization", "users", _l("Look at it")),
)  # fmt: skip

demo_data.part("connect.accounts.demo.people", order=10)
