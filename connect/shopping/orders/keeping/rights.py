"""The rights of households and teams over what is kept of an order, and how long it is kept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part
from connect.shopping.orders import queries, rules
from connect.shopping.orders.models import Order, OrderEvent, OrderLine

INNER = ("id", "order_id", "case_id", "window_id", "run_id", "person_id", "combo_id", "key")
KEPT = timedelta(days=365)  # the numbers of an order that is over, for the totals of runs and sponsors


@part("order", "orders", "order_lines", "order_events", of="case")
def _ordered(case: Case) -> dict[str, Any] | None:
    order = queries.of_case(case)
    if order is None:
        return None
    return columns(order, *INNER) | {
        "window": order.window.public_id,
        "lines": [columns(line, *INNER) | {"combo": line.combo.vi if line.combo else None} for line in order.lines],
        "history": [columns(event, *INNER) for event in reversed(queries.history(order))],
    }


@part("orders_served", "order_events")
def _served(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(OrderEvent, Order.public_id).join(Order, Order.id == OrderEvent.order_id)
    found = db.session.execute(mine.where(OrderEvent.person_id == person.id).order_by(OrderEvent.id))
    return [columns(event, *INNER) | {"order": code} for event, code in found]


@personal_data.erasure("orders", "order_lines", "order_events", of="case")
def _wiped(case: Case) -> None:
    """Empties the household's own words, and what was found instead; numbers and items stay, for the counts."""
    mine = sa.select(Order.id).where(Order.case_id == case.id)
    lines = sa.update(OrderLine).where(OrderLine.order_id.in_(mine))
    db.session.execute(
        lines.values(words_sealed=None, offered_sealed=None).execution_options(synchronize_session="fetch")
    )


personal_data.fate(
    "order_events", gone="what a team did stays with the order, for a year; of an erased account no name is left"
)


def _over(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Order.state.in_(rules.ENDED), Order.changed_at <= before)


retention.rows("orders", KEPT, Order, _over)
