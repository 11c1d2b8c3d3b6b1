"""Comparing what windows and their combos say is taken with the orders that took it, for `flask doctor`.

An order holds its place until it is freed, and what a run has brought is used up: both count. Of an order that was
brought, disputed and placed once more in another window, the first window counts on, and nothing tells of what any
more; such a window is left as it is where it says more than its orders do.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import clock, db
from connect.shopping.orders import rules
from connect.shopping.orders.models import Order, OrderEvent, OrderLine
from connect.shopping.orders.rules import Verb
from connect.shopping.windows import queries as windows
from connect.shopping.windows.models import ShoppingWindow

_INTO = (Verb.PLACE, Verb.AGAIN, Verb.MOVE_ON)  # an order comes into a window


@dataclass(slots=True)
class Held:
    """The part of a window that its orders hold: places, and combos by their number."""

    places: int = 0
    combos: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def differs(self, window: ShoppingWindow) -> bool:
        """Whether a window says anything else."""
        return window.taken != self.places or any(one.taken != self.combos.get(one.id, 0) for one in window.combos)


def repair() -> tuple[list[str], list[str]]:
    """Repairs the sums of windows that are not long over, each in a transaction of its own.

    Answers the codes of those that were wrong, and of those whose orders hold more than there is: nobody can repair
    that but their coordinators.
    """
    since = clock.now() - rules.RECOUNTED
    numbers = list(db.session.scalars(sa.select(ShoppingWindow.id).where(ShoppingWindow.deliver_until > since)))
    suspect = [number for number in numbers if _is_wrong(db.session.get_one(ShoppingWindow, number))]
    db.session.rollback()
    wrong: list[str] = []
    over: list[str] = []
    for number in suspect:
        with db.transaction():
            window = windows.locked(number)  # whoever takes or gives back waits here, or has done so
            held = held_of(window)
            if not held.differs(window):
                continue
            (wrong if _write(window, held) else over).append(window.public_id)
    return wrong, over


def _is_wrong(window: ShoppingWindow) -> bool:
    return held_of(window).differs(window)


def _write(window: ShoppingWindow, held: Held) -> bool:
    if held.places > window.most_orders or any(held.combos.get(one.id, 0) > one.total for one in window.combos):
        return False
    window.taken = held.places
    for combo in window.combos:
        combo.taken = held.combos.get(combo.id, 0)
    return True


def held_of(window: ShoppingWindow) -> Held:
    """The part of a window that its orders hold, by themselves; at least what it says where nobody can know."""
    held = _counted(window)
    if held.differs(window) and any(_left_used(window)):
        held.places = max(held.places, window.taken)
        for combo in window.combos:
            held.combos[combo.id] = max(held.combos[combo.id], combo.taken)
    return held


def _counted(window: ShoppingWindow) -> Held:
    later = aliased(OrderEvent)
    into = sa.exists().where(later.order_id == Order.id, later.id > OrderEvent.id, later.verb.in_(_INTO))
    used = sa.exists().where(OrderEvent.order_id == Order.id, OrderEvent.verb == Verb.DELIVER, ~into)
    holds = sa.and_(Order.window_id == window.id, sa.or_(Order.state.in_(rules.HOLDING), used))
    held = Held(db.session.scalar(sa.select(sa.func.count()).select_from(Order).where(holds)) or 0)
    lines = sa.select(OrderLine.combo_id, sa.func.sum(OrderLine.quantity)).join(Order, Order.id == OrderLine.order_id)
    lines = lines.where(holds, OrderLine.combo_id.is_not(None)).group_by(OrderLine.combo_id)
    for number, n in db.session.execute(lines):
        held.combos[number or 0] = int(n)
    return held


def _left_used(window: ShoppingWindow) -> Iterator[int]:
    """The orders that were brought out of a window, and were placed once more since."""
    again = sa.select(OrderEvent.order_id, OrderEvent.detail).where(OrderEvent.verb == Verb.AGAIN)
    brought = sa.select(OrderEvent.order_id).where(OrderEvent.verb == Verb.DELIVER)
    for order_id, detail in db.session.execute(again.where(OrderEvent.order_id.in_(brought))):
        if detail.get("from") == window.public_id:
            yield order_id
