"""The rights of both sides over what is kept of sums, and how long it is kept: as long as the order."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import personal_data
from connect.registry.personal_data import columns, part
from connect.shopping.money import queries
from connect.shopping.money.models import Settlement
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order


@part("paid", "settlements", of="case")
def _paid(case: Case) -> list[dict[str, Any]]:
    order = orders.of_case(case)
    return [columns(one, "order_id", "person_id") for one in queries.entries(order)] if order else []


@part("sums_said", "settlements")
def _said(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Settlement, Order.public_id).join(Order, Order.id == Settlement.order_id)
    found = db.session.execute(mine.where(Settlement.person_id == person.id).order_by(Settlement.at))
    return [columns(one, "order_id", "person_id") | {"order": code} for one, code in found]


@personal_data.erasure("settlements", of="case")
def _wiped(case: Case) -> None:
    """Empties the words of counter-entries; the sums stay with the order, for the totals."""
    mine = sa.select(Order.id).where(Order.case_id == case.id)
    lines = sa.update(Settlement).where(Settlement.order_id.in_(mine))
    db.session.execute(lines.values(reason_sealed=None).execution_options(synchronize_session="fetch"))
