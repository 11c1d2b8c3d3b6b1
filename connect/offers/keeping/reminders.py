"""Asking a giver, fourteen days after the last word, whether the offer still stands.

On the giver's page it asks by itself; a message goes by `deliveries`, which looks at the offer once more before it
leaves.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.ledger import actions as deliveries, owners
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.gateways.media import reaches
from connect.offers import queries, rules
from connect.offers.keeping.models import OfferReminder
from connect.offers.models import Offer

KIND, HELD_BY = "offer_reminder", "people"


def due(limit: int) -> list[int]:
    """The offers whose giver was not heard for fourteen days and is not asked yet."""
    return list(db.session.scalars(_due().order_by(Offer.confirmed_at).limit(limit)))


def _due() -> sa.Select[Any]:
    now = clock.now()
    there = sa.select(OfferReminder.id).where(
        OfferReminder.offer_id == Offer.id, OfferReminder.confirmed_at == Offer.confirmed_at
    )
    return sa.select(Offer.id).where(
        Offer.state.in_(rules.LIVING), Offer.clock_at > now, Offer.confirmed_at <= now - rules.ASKED_AFTER,
        ~there.exists(),
    )  # fmt: skip


def intend(offer_id: int) -> int:
    """Writes down that the giver is to be asked; on the page alone without leave for messages."""
    if db.session.scalar(_due().where(Offer.id == offer_id)) is None:  # heard, or written already
        return 0
    offer = db.session.get_one(Offer, offer_id)
    secret = queries.secret_of(offer)
    by_sms = bool(secret and secret.sms_agreed_at) and reaches(config.current(), "sms")
    reminder = OfferReminder(
        offer_id=offer_id, confirmed_at=offer.confirmed_at, medium="sms" if by_sms else "page", sent_at=clock.now()
    )
    db.session.add(reminder)
    db.session.flush()
    if by_sms:
        _publish(reminder)
    return 1


def _publish(reminder: OfferReminder) -> None:
    offer = db.session.get_one(Offer, reminder.offer_id)
    contact = contacts.held(HELD_BY, offer.person_id, "sms", config.current().locale, offer.person_id)
    deliveries.publish(
        KIND, reminder.id, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=offer.clock_at, only=contact.id
    )


def hand_over(limit: int) -> int:
    """Hands over what a version before `deliveries` had written down and not sent; how many reminders."""
    unsent = sa.select(OfferReminder).where(OfferReminder.sent_at.is_(None), OfferReminder.dropped_at.is_(None))
    found = db.session.scalars(unsent.limit(limit)).all()
    for reminder in found:
        reminder.sent_at = clock.now()
        _publish(reminder)
    return len(found)


def _audience(reminder_id: int, low: int, high: int) -> sa.Select[Any]:
    giver = sa.select(Offer.person_id).join(OfferReminder, OfferReminder.offer_id == Offer.id)
    whose = giver.where(OfferReminder.id == reminder_id).scalar_subquery()
    return contacts.held_within(HELD_BY, whose, low, high)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [_message(db.session.get(OfferReminder, one.row, populate_existing=True)) for one in asked]


def _message(reminder: OfferReminder | None) -> Said | None:
    """A message with the way to the offer and nothing about it.

    None when the giver was heard since, ended it, or took back the leave.
    """
    if reminder is None:
        return None
    offer = db.session.get_one(Offer, reminder.offer_id, populate_existing=True)
    secret = queries.secret_of(offer)
    still = offer.state in rules.LIVING and offer.confirmed_at == reminder.confirmed_at
    if not still or secret is None or secret.sms_agreed_at is None:
        return None
    here = config.current()
    with force_locale(here.locale):
        text = _(
            "%(site)s: is your offer still there? Please say so here: %(link)s",
            site=here.site_name,
            link=web.link_to("offers.show", public_id=offer.public_id),
        )
    return Said(text, to=offer.person.phone)


owners.announce(KIND, audience=_audience, voice=_voice)
