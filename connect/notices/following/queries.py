"""The contact of a browser, and the places that it follows."""

import hmac

import sqlalchemy as sa

from connect import db
from connect.crypto.fingerprints import fingerprint
from connect.deliveries.contacts.models import Contact
from connect.notices.following.models import Subscription


def of_contact(contact: Contact) -> list[Subscription]:
    """The places of a contact, the oldest first."""
    mine = sa.select(Subscription).where(Subscription.contact_id == contact.id).order_by(Subscription.id)
    return list(db.session.scalars(mine))


def pass_of(contact: Contact) -> str:
    """The words that the browser of a contact keeps, by which it is known again; they hold as long as the contact."""
    return f"{contact.id}.{_mark(contact.id)}"


def by_pass(kept: str) -> Contact | None:
    """The contact of a browser; None where it follows nothing, or what it keeps is not ours."""
    number, _, mark = kept.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    if not hmac.compare_digest(mark.encode(), _mark(int(number)).encode()):
        return None
    contact = db.session.get(Contact, int(number))
    return contact if contact is not None and contact.retired_at is None else None


def _mark(number: int) -> str:
    return fingerprint("follow", str(number))[:40]
