"""Following, choosing and stopping. Stopping deletes the contact and its address: nothing is left of it."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.areas.queries import Place
from connect.deliveries.contacts import actions as contacts, passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.contacts.rules import Quiet
from connect.errors import RuleBroken
from connect.gateways.base import PushKeys
from connect.notices.following import queries
from connect.notices.following.models import Subscription
from connect.notices.following.rules import MOST_PLACES, Digests, choose_digest
from connect.notices.models import Channel


class Choices(NamedTuple):
    """All that a contact chooses, but for its places."""

    severity: int
    categories: int
    drills: bool
    lang: str
    quiet: Quiet
    paused_until: datetime | None
    digest: int | None  # the hour at which ordinary notices come together; None: all come at once


def follow(
    endpoint: str, keys: PushKeys, place: Place, lang: str, channel: Channel | None = None,
    before: Contact | None = None,
) -> Contact:  # fmt: skip
    """Begins to tell the browser of a push address about a place, or all that a channel says there.

    `before` is the contact that this browser had, whose address may be another now. Raises RuleBroken beyond five.
    """
    contact = contacts.of_push(endpoint)
    if contact is None and before is not None and before.medium == "push":
        contacts.renew_push(before, endpoint, keys)
    contact = contacts.keep_push(endpoint, keys, lang)
    contacts.came_by(contact)
    add(contact, place, channel)
    return contact


def add(contact: Contact, place: Place, channel: Channel | None = None) -> None:
    """Follows one place more, for all channels or one; it is chosen there as for the others. Raises RuleBroken."""
    followed = queries.of_contact(contact)
    channel_id = channel.id if channel else None
    if (place.id, channel_id) in {(one.area_id, one.channel_id) for one in followed}:
        return
    if len(followed) >= MOST_PLACES:
        raise RuleBroken(_l("You follow %(most)s places already. Stop following one of them first.", most=MOST_PLACES))
    like = {name: getattr(followed[0], name) for name in ("from_severity", "categories", "drills")} if followed else {}
    made = Subscription(contact_id=contact.id, area_id=place.id, channel_id=channel_id, created_at=clock.now(), **like)
    db.session.add(made)
    db.session.flush()


def leave(contact: Contact, number: int) -> None:
    """Tells the contact of one of its places no more; of none left, nothing is left."""
    mine = Subscription.contact_id == contact.id
    db.session.execute(sa.delete(Subscription).where(mine, Subscription.id == number))
    if not queries.of_contact(contact):
        stop(contact)


def choose(contact: Contact, choices: Choices) -> None:
    """Keeps how grave, about what, when and in which language a contact is told of all its places."""
    mine = sa.update(Subscription).where(Subscription.contact_id == contact.id)
    db.session.execute(
        mine.values(from_severity=choices.severity, categories=choices.categories, drills=choices.drills)
    )
    contact.lang, contact.paused_until = choices.lang, choices.paused_until
    contact.quiet_from, contact.quiet_until = choices.quiet
    before = Digests(contact.digest_hour, contact.digest_from, contact.digest_until)
    contact.digest_hour, contact.digest_from, contact.digest_until = choose_digest(before, choices.digest, clock.now())


def narrow(contact: Contact, number: int, channel_id: int | None) -> None:
    """Of one place tells what a channel says, or all of them. May be what another row of the contact says already."""
    followed = queries.of_contact(contact)
    one = next((one for one in followed if one.id == number), None)
    if one is None or one.channel_id == channel_id:
        return
    if (one.area_id, channel_id) in {(other.area_id, other.channel_id) for other in followed}:
        db.session.delete(one)
    else:
        one.channel_id = channel_id
    db.session.flush()


def stop(contact: Contact) -> None:
    """Forgets the contact, its address and its places."""
    db.session.execute(sa.delete(Subscription).where(Subscription.contact_id == contact.id))
    contacts.forget_all([contact.id])
    db.session.expire_all()


def stop_by_pass(kept: str) -> None:
    """Stops whatever the pass is of, and writes to that address no more until its holder says yes again.

    A browser's address is not remembered: only that browser can give it again.
    """
    contact = passes.contact(kept)
    if contact is None or contact.medium != "push":
        passes.suppress(kept, "stopped")
    if contact is not None:
        stop(contact)
