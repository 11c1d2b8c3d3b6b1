"""Taking from an offer with a claim, and settling what was set aside when the claim is over."""

from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases.claims.models import Claim
from connect.errors import Conflict, RuleBroken
from connect.offers import rules, transitions
from connect.offers.models import Offer
from connect.offers.rules import By, State, Verb
from connect.offers.stock import queries
from connect.offers.stock.models import OfferTaking
from connect.registry import claims
from connect.registry.claims import Refused

NO_SUCH = _l("You have no such offer any more. Choose another, or take the case without one.")
NOT_OPEN = _l("This offer is not open now. Open it again on its page, or take the case without it.")


def take(offer_id: int, claim: Claim, quantity: int) -> OfferTaking:
    """Sets so much of the helper's own offer aside for a claim; of two at once, never more than is there.

    Raises `claims.Refused`, in words that say what to do, for an offer of somebody else, one that is not open, more
    than is left or than may still go this month, and for kinds of help that the case does not ask for.
    """
    offer = transitions.locked(offer_id)
    for claim_id in queries.run_out(offer):
        settle(claim_id, 0)
    db.session.refresh(offer)
    _check(offer, claim, quantity)
    try:
        transitions.move(offer, Verb.TAKE, By.GIVER, quantity=quantity, only_if=Offer.stock >= quantity,
                         stock=Offer.stock - quantity)  # fmt: skip
    except (Conflict, RuleBroken) as error:
        raise Refused(error.message) from error
    taking = OfferTaking(claim_id=claim.id, offer_id=offer.id, quantity=quantity, at=clock.now())
    db.session.add(taking)
    db.session.flush()
    return taking


def _check(offer: Offer, claim: Claim, quantity: int) -> None:
    if offer.person_id != claim.person_id:
        raise Refused(NO_SUCH)
    if rules.shown_state(offer.state, offer.clock_at, clock.now()) != State.OPEN:
        raise Refused(NOT_OPEN)
    if not queries.asked_of(offer, claim.case):
        raise Refused(_l("This case asks for other things than this offer gives."))
    left = queries.left(offer)
    if left.this_month is not None and left.this_month < quantity:
        raise Refused(
            _l("Your own limit leaves %(n)s for this month. Take less, or change the limit.", n=left.this_month)
        )
    if not 1 <= quantity <= left.free:
        raise Refused(_l("Take between 1 and %(n)s of it: so much is left.", n=left.free))


@claims.at_end
def claim_ended(claim: Claim, handed: Mapping[str, int]) -> None:
    """Settles what was set aside for a claim that has just ended, in its transaction."""
    taking = db.session.get(OfferTaking, claim.id)
    if taking is None or taking.settled_at is not None:
        return
    offer = db.session.get_one(Offer, taking.offer_id)
    settle(claim.id, rules.used_of(offer.sort, taking.quantity, offer.item, dict(handed)))


def settle(claim_id: int, used: int) -> None:
    """Counts what was handed over under a claim and gives the rest back to its offer; only the first time."""
    now = clock.now()
    first = sa.update(OfferTaking).where(OfferTaking.claim_id == claim_id, OfferTaking.settled_at.is_(None))
    result = db.session.execute(first.values(settled_at=now, used=used))
    if cast("sa.CursorResult[OfferTaking]", result).rowcount != 1:
        return
    taking = db.session.get_one(OfferTaking, claim_id, populate_existing=True)
    offer, back = transitions.locked(taking.offer_id), taking.quantity - used
    if used:
        transitions.move(offer, Verb.HAND_OVER, By.CLAIM, quantity=used)
    if back:
        transitions.move(offer, Verb.GIVE_BACK, By.CLAIM, quantity=back, stock=Offer.stock + back)
    if offer.state in rules.LIVING and not offer.stock and not queries.left(offer).aside:
        transitions.move(offer, Verb.USE_UP, By.CLAIM)
