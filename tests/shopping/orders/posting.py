"""A household's asking form with an order, as its browser sends it."""

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.shopping.orders.models import Order
from connect.shopping.windows.models import ShoppingWindow
from tests.builders import phone
from tests.visit import Visit

ASKED: dict[str, Any] = {
    "qty-market": "1", "people": "3", "urgency": "normal", "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45",
    "ward": "26740", "consent": "y",
}  # fmt: skip
LIST = {
    "order-combo-BASC2345": "1", "order-thing-1": "rice", "order-qty-1": "2 bao", "order-top-1": "200k",
    "order-words-31": "Bánh chưng loại nhỏ", "order-qty-31": "2", "order-pay": "cash", "order-instead": "ask",
}  # fmt: skip


def key(visit: Visit) -> str:
    """The key of a fresh form."""
    found = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
    assert found
    return found.group(1)


def form(visit: Visit, window: ShoppingWindow, **over: Any) -> dict[str, Any]:
    """The fields of a whole form with an order in a window."""
    return {**ASKED, "phone": phone(), "form_key": key(visit), "order-shown": window.public_id, **LIST, **over}


def orders() -> list[Order]:
    """All orders as they stand."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Order).order_by(Order.id)))


def token(visit: Visit) -> str:
    """The secret of the link to which a sent form has led."""
    return visit.follow().request.path.split("/")[-1]


def after_cut_off(window: ShoppingWindow) -> Any:
    """Tells the clock a moment two minutes after the cut-off."""
    return clock.told(window.cut_off_at + timedelta(minutes=2))
