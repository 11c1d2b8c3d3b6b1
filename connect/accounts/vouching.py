"""Belonging to an organisation: it asks, the person says yes by their own sign-in; and when its word stops counting."""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts import actions, rules
from connect.accounts.models import Invitation, Organization, Person, Role
from connect.accounts.rules import RoleName
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken


def invite(organization: Organization, person: Person, by: Person) -> None:
    """Asks somebody to become a member; asking twice changes nothing.

    Raises NotAllowed for whoever does not coordinate it, RuleBroken above the number of a day.
    """
    if not rules.may_grant(by.roles, RoleName.VOLUNTEER, organization.area.path, organization.id):
        raise NotAllowed(_l("You may not give or take this role. Nothing was changed."))
    if organization in person.organizations or is_invited(organization, person):
        return
    db.session.execute(sa.select(Organization.id).where(Organization.id == organization.id).with_for_update())
    most, asked = config.current().members_a_day, asked_today(organization)
    if asked >= most:
        raise RuleBroken(
            _l(
                "Your organisation has asked as many people as it may in a day. Go on tomorrow, or call who runs this "
                "site."
            )
        )
    db.session.add(Invitation(organization_id=organization.id, person_id=person.id, by_id=by.id, at=clock.now()))
    if asked + 1 >= most:
        pause(organization, "members")


def asked_today(organization: Organization) -> int:
    """The number of people that an organisation asked or took in within a day."""
    day = clock.now() - timedelta(hours=24)
    db.session.flush()
    asked = sa.select(sa.func.count()).where(Invitation.organization_id == organization.id, Invitation.at > day)
    joined = sa.select(sa.func.count()).where(Role.organization_id == organization.id, Role.granted_at > day)
    return (db.session.scalar(asked) or 0) + (db.session.scalar(joined) or 0)


def invitations(person: Person) -> list[Invitation]:
    """The invitations of organisations to a person, the oldest first."""
    mine = sa.select(Invitation).where(Invitation.person_id == person.id)
    return list(db.session.scalars(mine.order_by(Invitation.at, Invitation.organization_id)))


def invited(organization: Organization) -> list[Person]:
    """The people whom an organisation asked and who have not answered yet, the first asked first."""
    asked = sa.select(Invitation).where(Invitation.organization_id == organization.id).order_by(Invitation.at)
    return [one.person for one in db.session.scalars(asked)]


def is_invited(organization: Organization, person: Person) -> bool:
    """Whether an organisation waits for somebody's answer."""
    return db.session.get(Invitation, (organization.id, person.id)) is not None


def answer(organization: Organization, person: Person, yes: bool) -> None:
    """The person's own answer; NotFound when nobody asked, NotAllowed when who asked coordinates it no longer."""
    asked = db.session.get(Invitation, (organization.id, person.id))
    if asked is None:
        raise NotFound
    db.session.delete(asked)
    if yes:
        actions.grant(person, RoleName.VOLUNTEER, organization=organization, by=asked.by)


def take_back(organization: Organization, person: Person, by: Person) -> bool:
    """Drops an invitation that was not answered; says whether there was one. For who coordinates it."""
    asked = db.session.get(Invitation, (organization.id, person.id))
    if asked is None or not rules.may_grant(by.roles, RoleName.VOLUNTEER, organization.area.path, organization.id):
        return False
    db.session.delete(asked)
    return True


def pause(organization: Organization, why: str) -> None:
    """Raises the alarm: the organisation's word counts for nothing until a moderator has looked."""
    if organization.paused_at is None:
        organization.paused_at, organization.paused_for = clock.now(), why
        audit_log.write("alarm", by=None, about=f"organization {organization.id}", detail=why)


def settle(organization: Organization, by: Person, go_on: bool) -> None:
    """A moderator's word on the alarm: its word counts again, or stays without effect."""
    if organization.paused_at is None:
        raise Conflict(_l("Somebody was faster and has answered this already."))
    organization.paused_for = None if go_on else "kept"
    if go_on:
        organization.paused_at, organization.looked_at = None, clock.now()
    audit_log.write("lift" if go_on else "alarm", by=by.id, about=f"organization {organization.id}")
