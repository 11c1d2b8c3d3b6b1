"""Reading receipts: who may send one, who sees it, the picture itself, and files that belong to none."""

from pathlib import Path

import sqlalchemy as sa

from connect import config, db
from connect.accounts.models import Person
from connect.pictures import sealed
from connect.pictures.sealed import Kept
from connect.shopping.money import queries as money
from connect.shopping.orders import queries as orders, rules
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State
from connect.shopping.orders.team import actions as team
from connect.shopping.receipts.models import OrderReceipt
from connect.shopping.windows import queries as windows

TAKES = (State.BOUGHT, State.OUT, State.DELIVERED)  # once it is settled, nothing is changed


def folder() -> Path:
    """The folder of the files, which nothing serves by itself."""
    return config.current().instance / "receipts"


def about(order_id: int) -> str:
    """The place that a file is sealed for."""
    return f"order_receipts:{order_id}"


def of_order(order: Order) -> OrderReceipt | None:
    """The receipt of an order, if one was sent."""
    return db.session.scalar(sa.select(OrderReceipt).where(OrderReceipt.order_id == order.id))


def content(receipt: OrderReceipt) -> bytes:
    """The picture itself, as WebP. NotFound where the file is gone, or was changed."""
    return sealed.opened(Kept(receipt.name, receipt.key), folder(), about(receipt.order_id))


def may_send(order: Order, person: Person) -> bool:
    """Whether somebody may send the receipt now: who has the order in a run, and then who brought it."""
    if order.state not in TAKES:
        return False
    return team.leads(order, person) if order.state in rules.IN_RUN else money.is_of_team(order, person)


def may_see(order: Order, person: Person) -> bool:
    """Whether somebody beside the household sees the receipt: the coordinator of its window, until it is wiped."""
    return windows.manages(person, order.window)


def of_team(person: Person, public_id: str) -> Order | None:
    """An order of which somebody may send or see the receipt; None for everybody else."""
    order = orders.by_public_id(public_id)
    brought = order.state in (*TAKES, State.SETTLED)
    mine = may_send(order, person) or may_see(order, person) or money.is_of_team(order, person)
    return order if brought and mine else None
