"""Writing orders: placing, changing, taking back, placing once more. Every change of state goes through the door.

Rows are written in one order everywhere, so that nobody waits in a ring: the case, the window with combos, the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases, transitions as case_moves
from connect.cases.models import Case
from connect.cases.rules import State as CaseState
from connect.errors import Conflict, RuleBroken
from connect.shopping.orders import holding, queries, rules, transitions
from connect.shopping.orders.models import Order, OrderLine
from connect.shopping.orders.rules import By, Instead, Pay, State, Verb
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow, WindowCombo

IN_A_RUN = _l(
    "Your order is already being bought, so it cannot simply be taken back. Ask on this page to be let out: the people "
    "of the run answer you."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One line as it is ordered: a combo, an item of the catalogue, or own words."""

    quantity: int
    instead: Instead
    combo: WindowCombo | None = None
    item: str | None = None
    words: str | None = None
    top_price: int | None = None
    usual: int | None = None  # đồng for a unit of an item, as shops say it now: an estimate

    @property
    def price(self) -> int | None:
        """Đồng each, as it stands now: of a combo its price, of an item what it usually costs where that is known."""
        return self.combo.price if self.combo else self.usual

    @property
    def total(self) -> int | None:
        """The cost that is expected, in đồng; of anything but a combo at most what the household would pay."""
        return rules.expected(self.price, self.quantity, None if self.combo else self.top_price)


@dataclass(frozen=True, slots=True)
class Plan:
    """An order as it is placed. `aside`: no window takes it, and neighbours may bring it."""

    window: ShoppingWindow
    wishes: tuple[Wish, ...]
    weight_g: int
    bags: int
    pay: Pay
    key: str = ""
    budget: int | None = None
    next_too: bool = False
    aside: bool = False

    @property
    def estimate(self) -> int:
        """The expected cost of all lines of which it is known, in đồng."""
        return sum(one.total or 0 for one in self.wishes)

    @property
    def combos(self) -> dict[int, int]:
        """How many of which combo, by its number."""
        found: dict[int, int] = {}
        for one in self.wishes:
            if one.combo:
                found[one.combo.id] = found.get(one.combo.id, 0) + one.quantity
        return found

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of `orders` that follow from it."""
        return {
            "weight_g": self.weight_g, "bags": self.bags, "estimate": self.estimate, "budget": self.budget,
            "pay": self.pay, "next_too": self.next_too,
        }  # fmt: skip


def place(case_id: int, plan: Plan) -> Order:
    """Writes the order of a case that was just made; the one of this form, where it was sent before.

    Raises SoldOut or PastCutOff; then the transaction must not stand.
    """
    if sent := queries.by_key(plan.key):
        return sent
    if not plan.aside:
        taking.take(plan.window, plan.combos)
    now, state = clock.now(), State.DROPPED if plan.aside else State.PLACED
    order = Order(
        case_id=case_id, window_id=plan.window.id, state=state, key=plan.key, placed_at=now, changed_at=now,
        **plan.columns,
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    _write_lines(order, plan.wishes)
    if not plan.aside:
        _is_awaited(order)
    transitions.record(order, Verb.PLACE, By.REQUESTER, "", detail={"window": plan.window.public_id})
    return order


def change(order: Order, plan: Plan) -> Order:
    """Gives back what the order held and takes what it wishes now, in one transaction. Raises SoldOut, PastCutOff."""
    if plan.window.id != order.window_id or plan.aside:
        raise Conflict(transitions.MOVED_ON)
    _require(order, Verb.CHANGE, By.REQUESTER)
    taking.change(order.window, queries.combos_of(order), plan.combos)
    was = order.estimate
    transitions.move(order, Verb.CHANGE, By.REQUESTER, detail={"was": was, "now": plan.estimate}, **plan.columns)
    db.session.execute(sa.delete(OrderLine).where(OrderLine.order_id == order.id))
    db.session.expire(order, ["lines"])
    _write_lines(order, plan.wishes)
    holding.require_share(order)
    return order


def again(order: Order, window: ShoppingWindow, wishes: Sequence[Wish] | None = None) -> Order:
    """Places an order once more in a window that takes orders: by the requester's own word alone."""
    _require(order, Verb.AGAIN, By.REQUESTER)
    if order.case.is_held(clock.now()):
        raise RuleBroken(_l("A helper has just taken your request, so it is not placed once more."))
    if order.case.state in (CaseState.FOLLOW_UP, CaseState.EXPIRED):
        cases.still_needed(order.case)
    _into(order, window, Verb.AGAIN, By.REQUESTER, None)
    return order


def move_on(order: Order, window: ShoppingWindow, person: Person | None, reason: str) -> Order:
    """Takes an order out of its run into the next window, where the requester had agreed to that."""
    if not order.next_too:
        raise RuleBroken(_l("The household has not agreed to another delivery. Drop the order, and it reads why."))
    _require(order, Verb.MOVE_ON, By.COORDINATOR)
    return _into(order, window, Verb.MOVE_ON, By.COORDINATOR, person, reason)


def _into(
    order: Order, window: ShoppingWindow, verb: Verb, by: By, person: Person | None, reason: str | None = None
) -> Order:
    """Frees what the order held, and takes the same in another window: combos by their codes, at their price there."""
    wishes = [wish for line in order.lines if (wish := _same_in(window, line))]
    held = queries.combos_of(order)
    plan = Plan(window, tuple(wishes), order.weight_g, order.bags, order.pay)
    if not wishes:
        raise RuleBroken(_l("None of what was ordered is to be had in that delivery. Send a new order."))
    for one in sorted((order.window, window), key=lambda each: each.id):
        if one.id == window.id:
            taking.take(window, plan.combos)
        elif order.state in rules.HOLDING:
            taking.give_back(one, held)
    left_out = [line.number for line in order.lines if _same_in(window, line) is None]
    detail = {"from": order.window.public_id, "to": window.public_id, "left_out": left_out}
    more: dict[str, Any] = {
        "window_id": window.id,
        "estimate": plan.estimate,
        "placed_at": clock.now(),
        "asked_out_at": None,
    }
    transitions.move(order, verb, by, person=person, reason=reason, detail=detail, **more)
    db.session.execute(sa.delete(OrderLine).where(OrderLine.order_id == order.id))
    db.session.expire(order, ["lines"])
    _write_lines(order, wishes)
    _is_awaited(order)
    return order


def _is_awaited(order: Order) -> None:
    """An order that waits for a look holds a share alone, and no case expires before its delivery."""
    holding.require_share(order)
    case_moves.wait_until(order.case_id, rules.awaited_until(order.window.deliver_until))


def _same_in(window: ShoppingWindow, line: OrderLine) -> Wish | None:
    """The same line in another window; None for a combo that it does not offer."""
    if line.combo is None:
        return Wish(
            line.quantity, line.instead, item=line.item, words=line.words, top_price=line.top_price, usual=line.price
        )
    combo = next((one for one in window.combos if one.code == line.combo.code), None)
    return Wish(line.quantity, line.instead, combo=combo, top_price=line.top_price) if combo else None


def wish_out(order: Order) -> Order:
    """The requester asks to be let out of the run; the coordinator answers by dropping the order, or by bringing it."""
    if order.asked_out_at is not None:
        return order
    return transitions.move(order, Verb.WISH_OUT, By.REQUESTER, asked_out_at=clock.now())


def leave(
    order: Order, verb: Verb, by: By, *, person: Person | None = None, reason: str | None = None
) -> Order:  # fmt: skip
    """Moves an order out of its window or its run, and gives back what it held there."""
    _require(order, verb, by)
    was, target = order.state, rules.MOVES[verb].target or order.state
    if rules.frees(verb, was, target):
        taking.give_back(order.window, queries.combos_of(order))
    return transitions.move(order, verb, by, person=person, reason=reason)


def require_free(case: Case) -> None:
    """Raises RuleBroken where a case is an order that a run has: it is not simply taken back."""
    order = queries.of_case(case)
    if order is not None and order.state in rules.IN_RUN:
        raise RuleBroken(IN_A_RUN)


def _require(order: Order, verb: Verb, by: By) -> None:
    """Conflict before anything else is written, where the move is not in the table."""
    if not rules.may_move(verb, state=order.state, by=by):
        raise Conflict(transitions.MOVED_ON)


def _write_lines(order: Order, wishes: Sequence[Wish]) -> None:
    for number, one in enumerate(wishes, 1):
        line = OrderLine(
            order_id=order.id, number=number, item=one.item, combo_id=one.combo.id if one.combo else None,
            quantity=one.quantity, top_price=one.top_price, instead=one.instead, price=one.price,
        )  # fmt: skip
        line.words = one.words
        db.session.add(line)
    db.session.flush()
    db.session.expire(order, ["lines"])
