"""Writing organisations: entering them, and what staff of their area say of them."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import rules
from connect.accounts.actions import grant
from connect.accounts.models import Organization, Person
from connect.accounts.rules import RoleName
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken


def register(name: str, kind: str, area: Area | Place, by: Person, about: str = "", phone: str = "") -> Organization:
    """Enters an organisation, not verified yet; who enters it coordinates it. `phone` is shown to everybody."""
    if kind not in rules.ORGANIZATION_KINDS:
        raise RuleBroken(_l("Choose what kind of organisation it is."))
    same = sa.select(Organization.id).where(Organization.created_by_id == by.id, Organization.name == name)
    if db.session.scalar(same) is not None:
        raise Conflict(_l("You have registered this organisation already. It is on your page."))
    organization = Organization(name=name, kind=kind, area_id=area.id, phone=phone, about=about, created_by_id=by.id)
    db.session.add(organization)
    db.session.flush()
    grant(by, RoleName.MODERATOR, organization=organization)
    return organization


def verify(organization: Organization, by: Person | None = None) -> None:
    """Says that somebody looked at it: an admin or official of its area, or the operator. The first word stays."""
    if by is not None and not rules.may_verify(by.roles, organization.area.path):
        raise NotAllowed(_l("Only an admin or official of its area verifies an organisation. Nothing was changed."))
    if organization.verified_at is None:
        organization.verified_at = clock.now()
        organization.verified_by_id = by.id if by else None
        audit_log.write("verify", by=organization.verified_by_id, about=f"organization {organization.id}")


def clear(organization: Organization, by: Person, clear: bool = True) -> None:
    """Says that an organisation was checked for safeguarded cases, or takes it back; an admin's word, of its area."""
    if not rules.holds(by.roles, RoleName.ADMIN, organization.area.path):
        raise NotAllowed(_l("Only an admin of its area says this. Nothing was changed."))
    if clear and organization.verified_at is None:
        raise RuleBroken(_l("Verify the organisation first."))
    if clear != bool(organization.cleared_at):
        organization.cleared_at = clock.now() if clear else None
        organization.cleared_by_id = by.id if clear else None
        audit_log.write("clear" if clear else "unclear", by=by.id, about=f"organization {organization.id}")
