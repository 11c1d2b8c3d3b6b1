"""Orders of a run follow its claims: one whose claim ends otherwise than by a handover is out of the run."""

from collections.abc import Mapping

import sqlalchemy as sa

from connect import db
from connect.cases.claims.models import Claim
from connect.cases.rules import ClaimEnd
from connect.registry import claims
from connect.shopping.gathering import actions
from connect.shopping.orders import queries as orders, transitions
from connect.shopping.orders.rules import IN_RUN, By, State, Verb
from connect.shopping.runs.models import Run, RunStop
from connect.shopping.runs.routes import Why

KEPT = (ClaimEnd.HELPED, ClaimEnd.PARTLY, ClaimEnd.HANDED_ON)


@claims.at_end
def _ended(claim: Claim, _handed: Mapping[str, int]) -> None:
    """Frees the order of a claim that a run had; a household that said *not this person* leaves the route as well."""
    if claim.run is None or claim.end in KEPT:
        return
    order = orders.of_case(claim.case)
    if order is None:
        return
    if order.run_id == claim.run and order.state in IN_RUN:
        verb, by = (Verb.LEAVE, By.CLOCK) if order.state == State.GATHERED else (Verb.FAIL, By.TEAM)
        if claim.end == ClaimEnd.CANNOT_REACH:
            verb, by = Verb.MISS, By.TEAM
        transitions.move(order, verb, by, reason=claim.reason)
    run, stop = db.session.get(Run, claim.run), _stop(claim.run, order.id)
    if run is not None and stop is not None and claim.end == ClaimEnd.STOPPED:
        actions.leave(run, stop, Why.CHANGED)


def _stop(run_id: int, order_id: int) -> RunStop | None:
    return db.session.scalar(sa.select(RunStop).where(RunStop.run_id == run_id, RunStop.order_id == order_id))
