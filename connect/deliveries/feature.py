"""Announcements of deliveries: the clock's work, what a person is told of the own contacts, what is erased."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.deliveries.blueprint import bp
from connect.deliveries.contacts import jobs as contact_jobs
from connect.deliveries.contacts.models import Contact
from connect.deliveries.gateways import views as gateways
from connect.deliveries.here import views as here
from connect.deliveries.receipts import jobs as receipt_jobs, views as receipts
from connect.deliveries.sending import cli, jobs
from connect.registry import personal_data
from connect.registry.personal_data import columns, part

__all__ = ["bp", "cli", "contact_jobs", "gateways", "here", "jobs", "receipt_jobs", "receipts"]


@part("contacts", "contacts")
def _contacts(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Contact).where(Contact.person_id == person.id).order_by(Contact.id)
    return [columns(one, "id", "person_id", "held_id") for one in db.session.scalars(mine)]


@personal_data.erasure("contacts", "contact_secrets")
def _forget(person: Person) -> None:
    """Their addresses go along by the key."""
    db.session.execute(sa.delete(Contact).where(Contact.person_id == person.id))


personal_data.fate("contact_secrets", told="an address is told where it was given, and shown nowhere else")
personal_data.fate(
    "dispatch_events",
    told="moves of a sending are an office's, in its history",
    gone="stays: an office's move, by whoever it was",
)
