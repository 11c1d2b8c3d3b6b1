"""A site with a planted bug: what was open when a page was opened counts, and the clock is not asked once more."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.shopping.orders.placing.chosen import ForWindow
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow
from wsgi import app as app


def _touch(window: ShoppingWindow, places: int) -> None:
    taken = {"taken": ShoppingWindow.taken + places}
    db.session.execute(sa.update(ShoppingWindow).where(ShoppingWindow.id == window.id).values(**taken))


bent: Any = ForWindow
bent.missed, bent.takes_orders = None, True
bent.window = property(lambda self: self.shown or next(iter(self.open), None))
taking._touch = _touch
