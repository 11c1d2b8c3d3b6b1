"""Contacts that were not reached."""

from datetime import datetime

import sqlalchemy as sa

from connect.deliveries.contacts.models import Contact


def is_silent_since(before: datetime) -> sa.ColumnElement[bool]:
    """Whether a browser's contact was not reached since a moment."""
    last = sa.func.coalesce(Contact.reached_at, Contact.verified_at, Contact.created_at)
    return sa.and_(Contact.medium == "push", Contact.held_by.is_(None), last < before)
