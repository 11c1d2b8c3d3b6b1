"""The rights of givers over what is kept of their offers, and how long it is kept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.offers import queries, rules, transitions
from connect.offers.keeping.models import OfferReminder
from connect.offers.models import Offer, OfferSecret
from connect.offers.rules import By, State, Verb
from connect.offers.stock.models import OfferTaking
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part

INNER = ("id", "offer_id", "person_id", "organization_id", "area_id", "claim_id")
OVER = (State.USED_UP, State.ENDED, State.EXPIRED)
KEPT = timedelta(days=180)  # an offer that is over, without the place and words of its giver, which go before


@part("offers", "offers", "offer_secrets", "offer_events", "offer_takings", "offer_reminders")
def _offers(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Offer).where(Offer.person_id == person.id).order_by(Offer.id)
    return [_told(offer) for offer in db.session.scalars(mine)]


def _told(offer: Offer) -> dict[str, Any]:
    secret = queries.secret_of(offer)
    takings = sa.select(OfferTaking, Case.public_id).join(Claim, Claim.id == OfferTaking.claim_id)
    taken = takings.join(Case, Case.id == Claim.case_id).where(OfferTaking.offer_id == offer.id)
    reminded = sa.select(OfferReminder).where(OfferReminder.offer_id == offer.id)
    return columns(offer, *INNER) | {
        "organization": offer.organization.name if offer.organization else None,
        "area": offer.area.code,
        "personal": columns(secret, *INNER) | {"area": areas.by_id(secret.area_id).code} if secret else None,
        "history": [columns(event, *INNER) for event in reversed(queries.history(offer))],
        "taken": [columns(row, *INNER) | {"request": code} for row, code in db.session.execute(taken)],
        "reminders": [columns(row, *INNER) for row in db.session.scalars(reminded)],
    }


@personal_data.erasure("offers", "offer_secrets", "offer_events", "offer_takings", "offer_reminders")
def _forget(person: Person) -> None:
    """Ends the offers of an account that is erased, and deletes what lies sealed; the rest is about nobody any more."""
    for number in db.session.scalars(sa.select(Offer.id).where(Offer.person_id == person.id)).all():
        offer = transitions.locked(number)
        if offer.state in rules.NOT_ENDED:
            transitions.move(offer, Verb.END, By.GIVER)
    mine = sa.select(Offer.id).where(Offer.person_id == person.id)
    db.session.execute(sa.delete(OfferSecret).where(OfferSecret.offer_id.in_(mine)))


def _over(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Offer.state.in_(OVER), Offer.changed_at <= before)


def _secret_of_over(before: datetime) -> sa.ColumnElement[bool]:
    return OfferSecret.offer_id.in_(sa.select(Offer.id).where(_over(before)))


retention.rows("offer_places", "keep_personal_days", OfferSecret, _secret_of_over)
retention.rows("offers", KEPT, Offer, _over)
