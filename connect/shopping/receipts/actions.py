"""Keeping and deleting receipts: the row in the transaction at work, a file before it and gone after it.

What a crash leaves between the two is swept by `jobs`.
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.pictures import row_files
from connect.pictures.sealed import Kept
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order
from connect.shopping.receipts import queries
from connect.shopping.receipts.models import OrderReceipt

NOT_NOW = _l("The receipt of this order cannot be sent just now: it is settled, or somebody else brings it.")


def keep(order: Order, kept: Kept, person: Person) -> OrderReceipt:
    """The receipt of an order, in place of an earlier one. Raises Conflict where the person may send none any more."""
    order = orders.locked(order.id)
    if not queries.may_send(order, person):
        raise Conflict(NOT_NOW)
    receipt = queries.of_order(order)
    if receipt is None:
        receipt = OrderReceipt(order_id=order.id)
        db.session.add(receipt)
    else:
        row_files.drop_afterwards([receipt.name], queries.folder())
    receipt.name, receipt.at = kept.name, clock.now()
    receipt.key = kept.key
    db.session.flush()
    return receipt


def remove(case_id: int) -> None:
    """Deletes the receipt of a case: its row now, its file once the transaction stands."""
    mine = sa.select(Order.id).where(Order.case_id == case_id)
    gone = sa.delete(OrderReceipt).where(OrderReceipt.order_id.in_(mine)).returning(OrderReceipt.name)
    names = list(db.session.scalars(gone.execution_options(synchronize_session="fetch")))
    row_files.drop_afterwards(names, queries.folder())
