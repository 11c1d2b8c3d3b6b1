"""The one door of an order: the rule, one conditional UPDATE by which the database decides, one line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.shopping.orders import rules
from connect.shopping.orders.models import Order, OrderEvent
from connect.shopping.orders.rules import By, State, Verb

FASTER = _l("This order has just changed. Look at it again, then press once more.")
MOVED_ON = _l("This order has moved on, so that is not possible any more. Look at where it stands now.")


def move(
    order: Order, verb: Verb, by: By, *, person: Person | None = None, reason: str | None = None,
    line: int | None = None, detail: dict[str, Any] | None = None, **more: Any,
) -> Order:  # fmt: skip
    """Changes an order by one of `rules.MOVES`. `more` are columns that change with it, as values or SQL.

    Raises Conflict when it is not possible from where the order stands, or when somebody was faster.
    """
    if not rules.may_move(verb, state=order.state, by=by):
        raise Conflict(MOVED_ON)
    was, target = order.state, rules.MOVES[verb].target or order.state
    values = {"state": target, "version": Order.version + 1, "changed_at": clock.now(), **more}
    if target not in (*rules.IN_RUN, *rules.BROUGHT):
        values["run_id"] = None
    change = sa.update(Order).where(Order.id == order.id, Order.version == order.version, Order.state == was)
    result = db.session.execute(change.values(**values).execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(order)
    record(order, verb, by, was, person, reason=reason, line=line, detail=detail)
    return order


def record(
    order: Order, verb: Verb, by: By, was: State | str, person: Person | None = None, *, reason: str | None = None,
    line: int | None = None, detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Appends a line to the history."""
    db.session.add(
        OrderEvent(
            order_id=order.id, at=clock.now(), verb=verb, by=by, from_state=was, to_state=order.state,
            person_id=person.id if person else None, reason=reason, line=line, detail=detail or {},
        )
    )  # fmt: skip
    db.session.flush()
