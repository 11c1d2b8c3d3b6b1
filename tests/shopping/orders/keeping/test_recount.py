"""What windows say is taken is what their orders hold, and `flask doctor` repairs it where it is not."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import cli, db
from connect.shopping.orders import actions, transitions
from connect.shopping.orders.keeping import recount
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, State, Verb
from connect.shopping.windows.models import ShoppingWindow, WindowCombo
from tests.builders import make_order, make_window

pytestmark = pytest.mark.usefixtures("app")


def taken(window: ShoppingWindow) -> tuple[int, int]:
    db.session.rollback()
    found = db.session.get_one(ShoppingWindow, window.id, populate_existing=True)
    return found.taken, found.combos[0].taken


def test_what_orders_hold_and_what_was_brought_counts_and_what_is_wrong_is_repaired(app: Flask) -> None:
    window, onward = make_window(), make_window()
    placed, brought, gone, disputed = (make_order(window) for _ in range(4))
    with db.transaction() as session:
        actions.leave(session.get_one(Order, gone.id), Verb.WITHDRAW, By.REQUESTER)
        for order in (brought, disputed):
            session.execute(sa.update(Order).where(Order.id == order.id).values(state=State.OUT))
            fresh = session.get_one(Order, order.id, populate_existing=True)
            transitions.move(fresh, Verb.DELIVER, By.TEAM)
    assert placed.state == State.PLACED
    assert (taken(window), recount.repair()) == ((3, 3), ([], []))
    with db.transaction() as session:
        session.execute(sa.update(ShoppingWindow).where(ShoppingWindow.id == window.id).values(taken=7))
        session.execute(sa.update(WindowCombo).where(WindowCombo.window_id == onward.id).values(taken=2))
    cli.init_app(app)
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1 and window.public_id in told.output and onward.public_id in told.output
    assert (taken(window), taken(onward)) == ((3, 3), (0, 0))
    assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == 0

    with db.transaction() as session:  # brought, disputed and placed in another window: the first has used it up
        transitions.move(session.get_one(Order, disputed.id), Verb.DISPUTE, By.REQUESTER)
        actions.again(session.get_one(Order, disputed.id), session.get_one(ShoppingWindow, onward.id))
    assert (taken(window), taken(onward), recount.repair()) == ((3, 3), (1, 1), ([], []))

    with db.transaction() as session:  # more is held than there is: nobody but its coordinator can say what gives way
        session.execute(sa.update(ShoppingWindow).where(ShoppingWindow.id == onward.id).values(taken=0))
        session.execute(sa.update(WindowCombo).where(WindowCombo.window_id == onward.id).values(taken=0, total=0))
    assert recount.repair() == ([], [onward.public_id])
