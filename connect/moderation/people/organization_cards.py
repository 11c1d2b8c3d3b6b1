"""Cards of organisations in the queue: the name, and where they are."""

from collections.abc import Sequence

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Organization, Person
from connect.registry.work import Card


def cards(person: Person, public_ids: Sequence[str]) -> dict[str, Card]:
    """The organisations with these public ids in the areas that somebody answers for, in one query however many."""
    mine = Organization.area_id.in_(accounts.areas_of(person, *account_rules.STAFF))
    found = db.session.scalars(sa.select(Organization).where(Organization.public_id.in_(public_ids), mine))
    return {
        one.public_id: Card("accounts/parts/in_queue.html", None, "", {"name": one.name}, one.area.name)
        for one in found
    }
