"""Writing offers: making, changing, confirming, pausing and ending one. Every change goes through `transitions`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db, geo
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.actions import public_place
from connect.cases.asking.public_location import PublicPlace, place_of, sticky
from connect.cases.asking.request_details import Location
from connect.errors import Conflict, RuleBroken
from connect.incidents import kinds
from connect.offers import queries, rules, transitions
from connect.offers.models import Offer, OfferSecret
from connect.offers.rules import By, Sort, State, Verb
from connect.offers.stock import actions as stock_actions, queries as stock

TROUBLES = {
    "quantity": _l("Write how much there is, as a whole number."),
    "past": _l("This day has passed. Choose one that lies ahead."),
    "long": _l("An offer stands for 60 days at most. Renew it later."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an offer that its giver may change later. `kinds` are codes; goods have that of their item."""

    quantity: int  # what is left, with what is set aside for claims
    kinds: Collection[str]
    within_km: int
    until: datetime
    month_cap: int | None = None
    words: str = ""
    sms: bool = False  # a message may remind the giver


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing that is offered: its sort, with the item of goods, or the vehicle and what it carries."""

    sort: Sort
    item: str | None = None
    vehicle: str | None = None
    carries_kg: int | None = None


def make(person: Person, thing: Thing, terms: Terms, place: Location, organization_id: int | None = None) -> Offer:
    """A new offer, open at once: its giver and the moderators of the area see it. Raises RuleBroken above a limit."""
    _check(thing.sort, terms)
    _require_room(person)
    mine = {one.organization_id for one in person.roles}
    if organization_id is not None and organization_id not in mine:
        raise RuleBroken(_l("You can offer only in the name of an organisation that you belong to."))
    now, public = clock.now(), _public(person, place.point)
    offer = Offer(
        person_id=person.id, organization_id=organization_id, sort=thing.sort, item=thing.item, vehicle=thing.vehicle,
        carries_kg=thing.carries_kg, kinds=_mask(thing.item, terms.kinds), stock=terms.quantity,
        month_cap=terms.month_cap, within_m=terms.within_km * 1000, cell=public.cell, cell_res=public.resolution,
        lat=public.centre.lat, lon=public.centre.lon, area_id=areas.ward_at(public.centre).id, state=State.OPEN,
        until=terms.until, confirmed_at=now, clock_at=rules.clock_at(terms.until, now), created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(offer)
    db.session.flush()
    db.session.add(
        OfferSecret(
            offer_id=offer.id, lat=place.point.lat, lon=place.point.lon, place_by=place.by, area_id=place.ward.id,
            words=terms.words, sms_agreed_at=now if terms.sms else None,
        )
    )  # fmt: skip
    transitions.record(offer, Verb.CONFIRM, "", terms.quantity)
    return offer


def change(offer: Offer, terms: Terms, version: int) -> Offer:
    """Sets the terms anew, which is a word that it is still so; one that was used up or expired is open again.

    Raises RuleBroken when less would be left than is set aside for claims, Conflict when `version` is an older one.
    """
    _check(offer.sort, terms)
    offer = transitions.locked(offer.id)
    if offer.version != version:
        raise Conflict(transitions.FASTER)
    for claim_id in stock.run_out(offer):
        stock_actions.settle(claim_id, 0)
    free = terms.quantity - stock.left(offer).aside
    if free < 0:
        raise RuleBroken(
            _l("So much of it is set aside for cases that you hold: %(n)s. Hand it over or give a case back first.",
               n=terms.quantity - free)
        )  # fmt: skip
    now = clock.now()
    seen = rules.shown_state(offer.state, offer.clock_at, now)
    transitions.move(
        offer, Verb.CHANGE if seen in rules.LIVING else Verb.REOPEN, By.GIVER, quantity=terms.quantity, stock=free,
        kinds=_mask(offer.item, terms.kinds), within_m=terms.within_km * 1000, month_cap=terms.month_cap,
        until=terms.until, confirmed_at=now, clock_at=rules.clock_at(terms.until, now),
    )  # fmt: skip
    if secret := queries.secret_of(offer):
        secret.words = terms.words
        secret.sms_agreed_at = (secret.sms_agreed_at or now) if terms.sms else None
    return offer


def act(offer: Offer, verb: Verb) -> Offer:
    """One of `rules.EVERYDAY` by the giver. To confirm is to say that it is still so."""
    if verb not in rules.EVERYDAY:
        raise RuleBroken(transitions.MOVED_ON)
    now = clock.now()
    fresh: dict[str, Any] = {"confirmed_at": now, "clock_at": rules.clock_at(offer.until, now)}
    return transitions.move(offer, verb, By.GIVER, **(fresh if verb in (Verb.CONFIRM, Verb.RESUME) else {}))


def _check(sort: Sort, terms: Terms) -> None:
    faults: Sequence[str] = list(rules.trouble_with(sort, terms.quantity, terms.until, clock.now()))
    if faults:
        raise RuleBroken(TROUBLES[faults[0]])
    if sort != Sort.GOODS and not terms.kinds:
        raise RuleBroken(_l("Choose at least one kind of help."))


def _mask(item: str | None, codes: Collection[str]) -> int:
    """The bits of the kinds: of goods the one of their item."""
    return kinds.mask_of({kinds.item(item).kind} if item else set(codes))


def _require_room(person: Person) -> None:
    """Raises RuleBroken above the limits of one account; two at once wait for one another."""
    db.hold(db.AdvisoryLock.PHONE, int(person.phone_hash[:15], 16))
    living, today = queries.counts(person.id, clock.now() - timedelta(days=1))
    if living >= rules.MOST_LIVING:
        raise RuleBroken(_l("You have %(n)s offers already. End one of them first.", n=living))
    if today >= rules.MOST_A_DAY:
        raise RuleBroken(_l("That was enough for one day. You can make the next offer tomorrow."))


def _public(person: Person, point: geo.Point) -> PublicPlace:
    """Where others see it: at the grain of homes, in the cell of an earlier offer of this person that it touches."""
    cells = sa.select(Offer.cell, Offer.cell_res).where(Offer.person_id == person.id).order_by(Offer.id)
    earlier = [place_of(geo.parent_of(cell, resolution)) for cell, resolution in db.session.execute(cells)]
    return sticky(public_place(point, (), guarded=False), earlier)
