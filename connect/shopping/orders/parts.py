"""The parts of an order on the pages of its case: the household's own, those of helpers, and the review."""

from typing import Any

from connect import clock
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.models import Case
from connect.registry import case_parts
from connect.registry.case_parts import Values
from connect.shopping.orders import follow, queries, rules
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, Outcome, Verb
from connect.shopping.orders.team import actions as team
from connect.shopping.windows import queries as windows


@case_parts.mark
def _moved(case: Case) -> object:
    """How often the order has changed, and its window."""
    order = queries.of_case(case)
    return (order.version, order.window.version, order.window.phase) if order else None


@case_parts.part("shopping/parts/order_own.html", page="own_page", order=-2)
def _own(case: Case, token: str) -> Values | None:
    """The order of the household, and what can be done about it."""
    order = queries.of_case(case)
    return own_values(order, token) if order else None


def own_values(order: Order, token: str) -> Values:
    """All that the household reads of its order."""
    now = clock.now()
    is_open = rules.may_order(order.window.opens_at, order.window.cut_off_at, now)
    waits = [one for one in order.lines if one.outcome == Outcome.ASKED]
    return {
        "order": order, "token": token, "words": own_words(order), "asked": waits,
        "may_change": rules.may_move(Verb.CHANGE, state=order.state, by=By.REQUESTER) and is_open,
        "may_wish_out": order.state in rules.IN_RUN and order.asked_out_at is None,
        "onward": _onward(order), "missing": queries.missing(order) if order.state in rules.BROUGHT else [],
        "told": windows.told(order.window), "events": queries.history(order), "paid": team.paid(order),
        "is_held": order.case.is_held(now), "neighbours": follow.neighbours_may(order),
    }  # fmt: skip


def _onward(order: Order) -> Any:
    """The window in which the household can place it once more; None where it need not, or cannot."""
    left = order.state in rules.WAITING and (
        order.state != rules.State.PLACED or order.window.phase in ("over", "cancelled")
    )
    return team.next_window(order) if left and not order.case.is_held(clock.now()) else None


@case_parts.part("shopping/order_shown.html", page="show", order=5)
@case_parts.part("shopping/order_shown.html", page="review", order=5)
@case_parts.part("shopping/order_shown.html", page="contact", order=5)
def _shown(case: Case, viewer: Person | None) -> Values | None:
    """The lines for somebody who is signed in and may read the words of the case: own words only as those are."""
    order = queries.of_case(case) if viewer is not None else None
    if order is None or viewer is None:
        return None
    sight = case_view.of(case, Actor(viewer)).sight
    if sight.words == "no" and not team.may_coordinate(order, viewer):
        return None
    words = own_words(order) if sight.words == "all" else masked(order)
    works = team.may_work(order, viewer)
    return {
        "order": order, "words": words, "masked": sight.words != "all", "works": works,
        "earlier": queries.earlier(order) if works or sight.contact == "ask" else [],
        "area": areas.label(case.area),
    }  # fmt: skip


def own_words(order: Order) -> dict[int, str]:
    """The own words of an order, by the numbers of their lines."""
    return {one.number: said for one in order.lines if (said := one.words)}


def masked(order: Order) -> dict[int, str]:
    """The same without names, and without all that could lead to a phone or a door."""
    secret = cases.secret_of(order.case)
    names = (secret.name, secret.reporter_name or "")
    return {number: disclosures.covered(words, *names) for number, words in own_words(order).items()}
