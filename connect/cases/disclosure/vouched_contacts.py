"""Contacts opened by an organisation's word: at once, and within a number of a day that raises the alarm."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts import vouching
from connect.accounts.models import Organization, Person, Role
from connect.cases.claims.models import Claim

WORD = "vouched"  # in `Claim.allowed_by`


def word_for(person: Person) -> str | None:
    """By whose word this helper sees a contact at once: "verified", "vouched", or None: the requester is asked.

    Counted under a lock on the organisation. What reaches the number of a day still goes; then its word counts no more
    until a moderator has looked.
    """
    if person.verified_at:
        return "verified"
    for organization in person.vouchers:
        db.session.execute(sa.select(Organization.id).where(Organization.id == organization.id).with_for_update())
        db.session.refresh(organization)
        if organization.paused_at is None:
            if today(organization) + 1 >= config.current().vouched_a_day:
                vouching.pause(organization, "contacts")
            return WORD
    return None


def today(organization: Organization) -> int:
    """How many contacts were opened by its word within a day, and since a moderator last looked."""
    since = max(clock.now() - timedelta(hours=24), organization.looked_at or db.EPOCH)
    members = sa.select(Role.person_id).where(Role.organization_id == organization.id)
    opened = sa.select(sa.func.count()).where(
        Claim.allowed_by == WORD, Claim.taken_at > since, Claim.person_id.in_(members)
    )
    return db.session.scalar(opened) or 0
