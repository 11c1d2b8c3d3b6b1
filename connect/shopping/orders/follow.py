"""An order follows its case: whoever takes, brings, frees or ends the case, the order is where the case is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.cases.rules import Verb as CaseVerb
from connect.cases.utilities import queries as utilities
from connect.errors import RuleBroken
from connect.incidents.rules import ServedBy
from connect.registry import claims
from connect.registry.claims import Refused
from connect.registry.with_cases import lasting, moves as followers
from connect.shopping.orders import actions, queries, rules, transitions
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, State, Verb
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase

followers.before_withdrawal(actions.require_free)


@lasting.promised
def _until(case: Case) -> datetime | None:
    """Until when the delivery of a case's order may come."""
    order = queries.of_case(case)
    return rules.awaited_until(order.window.deliver_until) if order and order.state in rules.HOLDING else None


ENDS = (CaseVerb.EXPIRE, CaseVerb.REJECT, CaseVerb.MERGE, CaseVerb.REFER, CaseVerb.DISCARD, CaseVerb.CLOSE)
FREES = (CaseVerb.RELEASE, CaseVerb.LAPSE, CaseVerb.RECALL)


@claims.at_beginning
def _taken(claim: Claim, _form: Mapping[str, str]) -> None:
    """A neighbour takes the case of an order: before the cut-off, or once no run brings it any more."""
    order = queries.of_case(claim.case)
    if order is None:
        return
    if why := why_not(order, clock.now()):
        raise Refused(why)
    transitions.move(order, Verb.TAKE, By.NEIGHBOUR, person=claim.person)


def why_not(order: Order, now: datetime) -> object | None:
    """Why neighbours cannot take an order at a moment, in words; None where they can."""
    if order.state in rules.IN_RUN:
        return _l("A run is bringing this order. Others near you still wait.")
    if not neighbours_may(order):
        return _l("Here official runs bring what is ordered. Others near you still wait.")
    if order.state == State.PLACED and is_planned(order.window, now):
        return _l("The cut-off has passed, and this order is planned into a run. Others near you still wait.")
    return None


def neighbours_may(order: Order) -> bool:
    """Whether the switch of the place leaves orders to neighbours too. What no run has is theirs in any case."""
    if order.state in (State.DROPPED, State.FOLLOW_UP):
        return True
    standing = utilities.board_for(order.case).get("shopping")
    return standing is None or standing.settings.served_by != ServedBy.RUNS


def is_planned(window: ShoppingWindow, _now: datetime) -> bool:
    """Whether a window is between its cut-off and the end of its delivery."""
    return window.phase == Phase.CLOSED


@followers.after_move
def _follow(case: Case, verb: str) -> None:
    """Moves the order of a case with it, whoever moved the case."""
    if verb not in _FOLLOWED:
        return
    order = queries.of_case(case)
    if order is not None:
        _FOLLOWED[CaseVerb(verb)](order, case)


def _helped(order: Order, case: Case) -> None:
    """An order that was brought is delivered: by the people of the run, or by a neighbour."""
    if order.state in (State.BOUGHT, State.OUT):
        actions.leave(order, Verb.DELIVER, By.TEAM)
    elif order.state == State.GATHERED:
        raise RuleBroken(_l("Say first, on the page of the order, what was bought."))
    elif order.state in rules.WAITING:
        actions.leave(order, Verb.HAND_OVER, By.NEIGHBOUR)


def _set_out(order: Order, _case: Case) -> None:
    if order.state == State.BOUGHT:
        transitions.move(order, Verb.SET_OUT, By.TEAM)


def _freed(order: Order, case: Case) -> None:
    if order.state == State.GATHERED:
        transitions.move(order, Verb.LEAVE, By.CLOCK, reason=case.reason)
    elif order.state in (State.BOUGHT, State.OUT):
        transitions.move(order, Verb.FAIL, By.TEAM, reason=case.reason or "other")
    elif order.state in rules.WAITING and queries.is_taken(order):
        transitions.move(order, Verb.GIVE_BACK, By.NEIGHBOUR, reason=case.reason)
    elif order.state == State.DELIVERED:  # those who said so are not believed
        transitions.move(order, Verb.DISPUTE, By.CLOCK)


def _missed(order: Order, case: Case) -> None:
    if order.state in rules.IN_RUN:
        transitions.move(order, Verb.MISS, By.TEAM, reason=case.reason)


def _withdrawn(order: Order, case: Case) -> None:
    if order.state in rules.WAITING:
        actions.leave(order, Verb.WITHDRAW, By.REQUESTER)
    else:
        _ended(order, case)


def _ended(order: Order, case: Case) -> None:
    if order.state in rules.NOT_ENDED:
        actions.leave(order, Verb.END, By.CASE, reason=case.state[:20])


def _disputed(order: Order, _case: Case) -> None:
    if order.state == State.DELIVERED:
        transitions.move(order, Verb.DISPUTE, By.REQUESTER)


_FOLLOWED: dict[CaseVerb, Any] = {
    CaseVerb.HELP: _helped,
    CaseVerb.SET_OUT: _set_out,
    CaseVerb.CANNOT_REACH: _missed,
    CaseVerb.WITHDRAW: _withdrawn,
    CaseVerb.DISPUTE: _disputed,
    **dict.fromkeys(FREES, _freed),
    **dict.fromkeys(ENDS, _ended),
}
