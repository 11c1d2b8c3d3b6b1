"""Asking a giver, fourteen days after the last word, whether the offer still stands.

The three steps of `jobs.intentions`. Before each message leaves, the offer is looked at again.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale, gettext as _

from connect import clock, config, db
from connect.gateways.media import reaches
from connect.jobs import intentions
from connect.offers import queries, rules
from connect.offers.keeping.models import OfferReminder
from connect.offers.models import Offer


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the phone of the giver's account, with the way to the offer and nothing about it."""

    to: str  # E.164
    text: str
    key: str


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
    db.session.add(
        OfferReminder(
            offer_id=offer_id, confirmed_at=offer.confirmed_at, medium="sms" if by_sms else "page",
            sent_at=None if by_sms else clock.now(),
        )
    )  # fmt: skip
    return 1


def waiting(limit: int) -> list[int]:
    """The reminders that nobody is sending just now, the oldest first."""
    return intentions.waiting(OfferReminder, limit)


def take(reminder_id: int) -> Message | None:
    """Leases one reminder to whoever asks first; None when another has it or it is no longer wanted."""
    return intentions.take(OfferReminder, reminder_id, _message)


def done(reminder_id: int) -> None:
    """The gateway has the message."""
    intentions.done(OfferReminder, reminder_id)


def _message(reminder: OfferReminder) -> Message | None:
    """The message; None when the giver was heard since, ended it, or took back the leave."""
    offer = db.session.get_one(Offer, reminder.offer_id)
    secret = queries.secret_of(offer)
    still = offer.state in rules.LIVING and offer.confirmed_at == reminder.confirmed_at
    if not still or secret is None or secret.sms_agreed_at is None:
        return None
    here = config.current()
    with force_locale(here.locale):
        text = _(
            "%(site)s: is your offer still there? Please say so here: %(link)s", site=here.site_name, link=_link(offer)
        )
    return Message(offer.person.phone, text, f"offer-{reminder.id}")


def _link(offer: Offer) -> str:
    here = config.current()
    path = current_app.url_map.bind("").build("offers.show", {"public_id": offer.public_id})
    return (here.site_url or f"http://{here.host}:{here.port}").rstrip("/") + path
