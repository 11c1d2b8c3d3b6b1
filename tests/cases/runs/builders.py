"""Builders for runs: an organisation whose word counts, and its members."""

from datetime import timedelta
from typing import Any

from connect import clock, config, db
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.rules import RoleName
from tests.builders import make_organization, make_person


def make_team(**over: Any) -> Organization:
    """An organisation that an admin has verified, days ago."""
    made = make_organization(**over)
    with db.transaction(), clock.told(clock.now() - timedelta(days=9)):
        organizations.verify(made)
    return made


def make_member(organization: Organization, role: str = RoleName.VOLUNTEER, **over: Any) -> Person:
    """Somebody for whom the organisation answers: long enough a member."""
    person = make_person(None, **over)
    since = clock.now() - timedelta(hours=config.current().vouch_after_h + 1)
    with db.transaction(), clock.told(since):
        accounts.grant(person, role, organization=organization)
    db.session.refresh(person)
    return person
