"""Following and stopping. Stopping deletes the contact and its address: nothing is left of it."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.areas.queries import Place
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.contacts.models import Contact
from connect.errors import RuleBroken
from connect.gateways.base import PushKeys
from connect.notices.following import queries
from connect.notices.following.models import Subscription
from connect.notices.following.rules import MOST_PLACES


def follow(endpoint: str, keys: PushKeys, place: Place, lang: str) -> Contact:
    """Begins to tell the browser of a push address about a place. Raises RuleBroken beyond five places."""
    contact = _contact(endpoint, keys, lang)
    followed = queries.of_contact(contact)
    if place.id in {one.area_id for one in followed}:
        return contact
    if len(followed) >= MOST_PLACES:
        raise RuleBroken(_l("You follow %(most)s places already. Stop following one of them first.", most=MOST_PLACES))
    severity = min((one.from_severity for one in followed), default=1)
    db.session.add(Subscription(contact_id=contact.id, area_id=place.id, from_severity=severity))
    db.session.flush()
    return contact


def _contact(endpoint: str, keys: PushKeys, lang: str) -> Contact:
    """The contact of a push address; one that was given up begins anew."""
    found = contacts.of_push(endpoint)
    if found is not None and found.retired_at is not None:
        stop(found)
    return contacts.keep_push(endpoint, keys, lang)


def unfollow(contact: Contact, place: Place) -> None:
    """Tells the contact of a place no more; of none left, nothing is left."""
    db.session.execute(
        sa.delete(Subscription).where(Subscription.contact_id == contact.id, Subscription.area_id == place.id)
    )
    if not queries.of_contact(contact):
        stop(contact)


def choose(contact: Contact, severity: int) -> None:
    """From which severity on the contact is told of all its places."""
    db.session.execute(
        sa.update(Subscription).where(Subscription.contact_id == contact.id).values(from_severity=severity)
    )


def stop(contact: Contact) -> None:
    """Forgets the contact, its address and its places."""
    db.session.execute(sa.delete(Subscription).where(Subscription.contact_id == contact.id))
    contacts.forget_all([contact.id])
    db.session.expire_all()
