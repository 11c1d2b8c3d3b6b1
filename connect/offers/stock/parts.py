"""The parts of offers on the pages of a case: the choice when it is taken, and the offers that fit beside a review."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.offers import queries
from connect.offers.models import Offer
from connect.offers.stock import actions, queries as stock
from connect.registry import case_parts, claims
from connect.registry.case_parts import Values
from connect.registry.claims import Refused

WAITING = (case_rules.State.PENDING_REVIEW, *case_rules.LISTED)


class Choice(NamedTuple):
    """An offer that can be taken from, and the most that can be taken."""

    offer: Offer
    most: int


@case_parts.part("offers/parts/take.html", page="take", order=10)
def choice(case: Case, viewer: Person | None) -> Values | None:
    """The viewer's own offers that give what the case asks for."""
    if viewer is None or case.guarded == case_rules.DRILL or not (found := stock.for_case(viewer.id, case)):
        return None
    return {"offers": [Choice(offer, left.most) for offer, left in found]}


@claims.at_beginning
def claim_begun(claim: Claim, form: Mapping[str, str]) -> None:
    """Takes from the offer that the helper chose, in the transaction of the claim. Left empty: what is asked for."""
    if not (code := form.get("offer", "")):
        return
    offer = stock.by_public_id(claim.person_id, code)
    if offer is None:
        raise Refused(actions.NO_SUCH)
    typed = form.get("offer_quantity", "").strip()
    if typed and not (typed.isdecimal() and len(typed) < 8):
        raise Refused(_l("Write a whole number, such as 20."))
    wanted = int(typed) if typed else min(stock.asked_of(offer, claim.case), stock.left(offer).most)
    actions.take(offer.id, claim, wanted)


@case_parts.part("offers/parts/fitting.html", page="review", order=50)
def fitting(case: Case, viewer: Person | None) -> Values | None:
    """The offers near a case that is not helped yet, for a moderator who looks at it."""
    if viewer is None or not viewer.has_role(RoleName.MODERATOR) or case.state not in WAITING:
        return None
    if case.guarded == case_rules.DRILL:  # nothing real is offered to a drill
        return None
    found = queries.fitting(case, viewer)
    return {"offers": found} if found else None
