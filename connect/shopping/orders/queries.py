"""Reading orders: of a case, of a window, of a run, and what a household has ordered lately."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import REMINDED, State as CaseState
from connect.errors import NotFound
from connect.shopping.orders import rules
from connect.shopping.orders.models import Order, OrderEvent, OrderLine
from connect.shopping.orders.rules import Outcome, State, Verb
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import State as WindowState


def of_case(case: Case) -> Order | None:
    """The order that a case is, if it is one."""
    return db.session.scalar(sa.select(Order).where(Order.case_id == case.id))


def by_key(key: str) -> Order | None:
    """The order that a form has become."""
    return db.session.scalar(sa.select(Order).where(Order.key == key))


def by_public_id(public_id: str) -> Order:
    """The order of a code, or NotFound."""
    order = db.session.scalar(sa.select(Order).where(Order.public_id == public_id))
    if order is None:
        raise NotFound
    return order


def locked(order_id: int) -> Order:
    """An order as it stands in this transaction, held until its end."""
    return db.session.get_one(Order, order_id, with_for_update={"of": Order}, populate_existing=True)


def of_window(window_id: int, *states: State) -> list[Order]:
    """The orders of a window, of some states or of all, by when they were placed."""
    found = sa.select(Order).where(Order.window_id == window_id)
    if states:
        found = found.where(Order.state.in_(states))
    return list(db.session.scalars(found.order_by(Order.placed_at, Order.id)))


def combos_of(order: Order) -> dict[int, int]:
    """How many of which combo an order holds, by its number."""
    found: dict[int, int] = {}
    for line in order.lines:
        if line.combo_id is not None:
            found[line.combo_id] = found.get(line.combo_id, 0) + line.quantity
    return found


def history(order: Order) -> list[OrderEvent]:
    """All that happened to an order, the newest first."""
    mine = sa.select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id.desc())
    return list(db.session.scalars(mine))


def is_taken(order: Order) -> bool:
    """Whether a neighbour has taken the order, and said nothing since."""
    last = sa.select(OrderEvent.verb).where(OrderEvent.order_id == order.id, OrderEvent.verb.in_(_TAKINGS))
    return db.session.scalar(last.order_by(OrderEvent.id.desc()).limit(1)) == Verb.TAKE


_TAKINGS = (Verb.TAKE, Verb.GIVE_BACK, Verb.HAND_OVER, Verb.GATHER, Verb.AGAIN)


def missing(order: Order) -> list[OrderLine]:
    """The lines that were not to be had."""
    return [line for line in order.lines if line.outcome == Outcome.MISSING]


def earlier(order: Order) -> list[Order]:
    """The other orders from the phone of this one's household within a week: they warn, and forbid nothing."""
    own = sa.select(CaseSecret.phone_hash).where(CaseSecret.case_id == order.case_id).scalar_subquery()
    theirs = sa.select(CaseSecret.case_id).where(CaseSecret.phone_hash == own)
    since = order.placed_at - rules.ONCE_IN
    found = sa.select(Order).where(
        Order.case_id.in_(theirs), Order.id != order.id, Order.placed_at > since, Order.state != State.WITHDRAWN
    )
    return list(db.session.scalars(found.order_by(Order.placed_at.desc()).limit(5)))


def silent(limit: int = 200) -> Sequence[tuple[int, int]]:
    """The order and number of lines that wait for an answer longer than a requester is given."""
    due = sa.select(OrderLine.order_id, OrderLine.number).where(
        sa.text("outcome = 'asked'"), OrderLine.asked_at <= clock.now() - rules.ANSWER_WITHIN
    )
    return [(order, number) for order, number in db.session.execute(due.order_by(OrderLine.asked_at).limit(limit))]


def expiring(limit: int = 200) -> Sequence[tuple[int, datetime]]:
    """The cases that would soon expire though their window delivers later, and until when that may be."""
    due = sa.select(Case.id, ShoppingWindow.deliver_until).join(Order, Order.case_id == Case.id)
    due = due.join(ShoppingWindow, ShoppingWindow.id == Order.window_id).where(
        Case.state.in_((CaseState.PENDING_REVIEW, *REMINDED)), Case.clock_at <= clock.now() + rules.SOON,
        Order.state.in_(rules.HOLDING), ShoppingWindow.deliver_until > Case.clock_at,
    )  # fmt: skip
    return [(case, until) for case, until in db.session.execute(due.order_by(Case.clock_at).limit(limit))]


def any_window_ahead() -> bool:
    """Whether some window takes orders now, or will."""
    ahead = sa.exists().where(ShoppingWindow.cut_off_at > clock.now(), ShoppingWindow.state == WindowState.OPEN)
    return bool(db.session.scalar(sa.select(ahead)))
