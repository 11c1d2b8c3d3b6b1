"""Reading what was paid: the entries of an order, who is its team, and the totals of a window."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.shopping.money import rules
from connect.shopping.money.models import Settlement
from connect.shopping.money.rules import Agreed
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order, OrderEvent, OrderLine
from connect.shopping.orders.rules import BROUGHT, Verb
from connect.shopping.windows import queries as windows
from connect.shopping.windows.models import ShoppingWindow

BRINGS = (Verb.BUY, Verb.SET_OUT, Verb.DELIVER, Verb.HAND_OVER)


def entries(order: Order) -> list[Settlement]:
    """All entries of an order, in the order in which they were made."""
    mine = sa.select(Settlement).where(Settlement.order_id == order.id)
    return list(db.session.scalars(mine.order_by(Settlement.number)))


def paid(order: Order) -> int:
    """The sum that was paid at the shop by the prices of its lines, in đồng."""
    return sum(line.paid or 0 for line in order.lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that cost other than it was expected to, with both sums in đồng."""

    line: OrderLine
    expected: int
    paid: int


def differences(order: Order) -> list[Difference]:
    """The lines by which what was paid differs from the estimate; those that were not to be had are among them."""
    found = (Difference(line, line.total or 0, line.paid or 0) for line in order.lines if line.outcome is not None)
    return [one for one in found if one.expected != one.paid]


def is_of_team(order: Order, person: Person) -> bool:
    """Whether somebody brought an order, or coordinates its window."""
    brought = sa.select(OrderEvent.id).where(
        OrderEvent.order_id == order.id, OrderEvent.person_id == person.id, OrderEvent.verb.in_(BRINGS)
    )
    return db.session.scalar(brought.limit(1)) is not None or windows.manages(person, order.window)


def of_team(person: Person, public_id: str) -> Order:
    """An order that somebody brought or coordinates, or NotFound."""
    order = orders.by_public_id(public_id)
    if not is_of_team(order, person):
        raise NotFound
    return order


@dataclass(slots=True)
class Total:
    """The sums of some orders, in đồng: of one run, sponsor and area."""

    orders: int = 0
    estimate: int = 0
    paid: int = 0
    settled: int = 0
    corrected: int = 0
    open: int = 0  # orders that are brought and not settled


Key = tuple[int | None, str, int]  # the number of the run, the sponsor, the inner number of the area


def totals(window: ShoppingWindow) -> list[tuple[Key, Total, Place]]:
    """The sums of a window by run, sponsor and area; of orders that were brought."""
    found: dict[Key, Total] = defaultdict(Total)
    for order in orders.of_window(window.id, *BROUGHT):
        lines = entries(order)
        settled = rules.agreed(lines)
        one = found[_key(order, settled)]
        one.orders += 1
        one.estimate += order.estimate
        one.paid += paid(order)
        one.settled += settled.sum if settled else 0
        one.corrected += (rules.total(lines) or 0) - settled.sum if settled else 0
        one.open += settled is None
    in_order = sorted(found.items(), key=lambda one: (one[0][0] or 0, one[0][1], one[0][2]))
    return [(key, one, areas.by_id(key[2])) for key, one in in_order]


def _key(order: Order, settled: Agreed | None) -> Key:
    return order.run_id, settled.sponsor if settled else "", order.case.area_id
