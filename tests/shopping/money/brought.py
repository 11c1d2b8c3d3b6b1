"""An order that was brought, made at once: how it came there is tested with orders."""

from typing import Any

from connect import clock, db
from connect.accounts.models import Person
from connect.pictures import intake, sealed
from connect.shopping.orders.models import Order, OrderEvent, OrderLine
from connect.shopping.orders.rules import By, Instead, Outcome, Pay, State, Verb
from connect.shopping.receipts import queries as receipts
from connect.shopping.receipts.models import OrderReceipt
from connect.shopping.windows.models import ShoppingWindow
from tests.builders import make_case, make_window, photo


def make_brought(window: ShoppingWindow | None = None, by: Person | None = None, **over: Any) -> Order:
    """A combo of 299,000 đ for which 310,000 were paid, and eggs that were not to be had."""
    case, window = make_case(), window or make_window()
    now = clock.now()
    with db.transaction() as session:
        values: dict[str, Any] = {"state": State.DELIVERED, "estimate": 349_000, "pay": Pay.CASH} | over
        order = Order(case_id=case.id, window_id=window.id, weight_g=6_200, bags=1, key=case.public_id, placed_at=now,
                      changed_at=now, **values)  # fmt: skip
        session.add(order)
        session.flush()
        usual = {"order_id": order.id, "quantity": 1, "instead": Instead.SIMILAR}
        combo = window.combos[0].id
        session.add(OrderLine(**usual, number=1, combo_id=combo, price=299_000, paid=310_000, outcome=Outcome.BOUGHT))
        session.add(OrderLine(**usual, number=2, item="eggs", top_price=50_000, paid=0, outcome=Outcome.MISSING))
        if by is not None:
            session.add(OrderEvent(order_id=order.id, at=now, verb=Verb.DELIVER, by=By.TEAM, from_state="out",
                                   to_state="delivered", person_id=by.id))  # fmt: skip
    db.session.refresh(order)
    return order


def make_receipt(order: Order) -> None:
    """A picture of its receipt, as its team has sent it."""
    kept = sealed.keep(intake.anew(photo()).content, receipts.folder(), receipts.about(order.id))
    with db.transaction() as session:
        row = OrderReceipt(order_id=order.id, name=kept.name, at=clock.now())
        session.add(row)
        row.key = kept.key
