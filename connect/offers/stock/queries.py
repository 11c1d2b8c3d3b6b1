"""Reading what is left of an offer. A claim whose time is over holds nothing back, whether anybody ended it or not."""

from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, config, db
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.offers import rules
from connect.offers.models import Offer
from connect.offers.rules import Sort, State
from connect.offers.stock.models import OfferTaking


class Left(NamedTuple):
    """How much of an offer can be had now, is set aside for claims that run, and may still go this month (or None)."""

    free: int
    aside: int
    this_month: int | None

    @property
    def most(self) -> int:
        """The most that a claim can take now."""
        return self.free if self.this_month is None else min(self.free, self.this_month)


def left(offer: Offer) -> Left:
    """The rest of an offer at this moment."""
    now = clock.now()
    open_ones = sa.select(OfferTaking.quantity, Claim.runs(now)).join(Claim, Claim.id == OfferTaking.claim_id)
    rows = list(db.session.execute(open_ones.where(OfferTaking.offer_id == offer.id, OfferTaking.settled_at.is_(None))))
    aside = sum(quantity for quantity, runs in rows if runs)
    free = offer.stock + sum(quantity for quantity, runs in rows if not runs)
    if offer.month_cap is None:
        return Left(free, aside, None)
    return Left(free, aside, max(0, offer.month_cap - handed_over(offer) - aside))


def handed_over(offer: Offer) -> int:
    """How much of an offer was handed over this month, by the calendar of the site."""
    since = rules.month_start(clock.now(), config.zone())
    used = sa.select(sa.func.coalesce(sa.func.sum(OfferTaking.used), 0))
    return db.session.scalar(used.where(OfferTaking.offer_id == offer.id, OfferTaking.settled_at >= since)) or 0


def handed_over_ever(offer: Offer) -> int:
    """How much of an offer was handed over since it was made."""
    used = sa.select(sa.func.coalesce(sa.func.sum(OfferTaking.used), 0))
    return db.session.scalar(used.where(OfferTaking.offer_id == offer.id)) or 0


def asked_of(offer: Offer, case: Case) -> int:
    """How much of an offer a case asks for: of goods what is still wanted of the item; of all else 1, or 0."""
    if offer.sort == Sort.GOODS:
        return sum(need.rest for need in case.needs if need.item == offer.item)
    return int(bool(offer.kinds & case.kinds))


def for_case(person_id: int, case: Case) -> list[tuple[Offer, Left]]:
    """Somebody's own open offers of which a case asks for something, with what is left of each."""
    now = clock.now()
    mine = sa.select(Offer).where(Offer.person_id == person_id, Offer.state == State.OPEN, Offer.clock_at > now)
    found = [offer for offer in db.session.scalars(mine.order_by(Offer.id)) if asked_of(offer, case)]
    return [(offer, here) for offer in found if (here := left(offer)).most]


def by_public_id(person_id: int, public_id: str) -> Offer | None:
    """Somebody's own offer; None for anybody else's."""
    return db.session.scalar(sa.select(Offer).where(Offer.public_id == public_id, Offer.person_id == person_id))


def run_out(offer: Offer) -> list[int]:
    """The claims that still have something of an offer set aside although their time is over."""
    statement = sa.select(OfferTaking.claim_id).join(Claim, Claim.id == OfferTaking.claim_id)
    over = sa.or_(Claim.ran_out(clock.now()), Claim.ended_at.is_not(None))
    mine = statement.where(OfferTaking.offer_id == offer.id, OfferTaking.settled_at.is_(None), over)
    return list(db.session.scalars(mine.order_by(OfferTaking.claim_id)))
