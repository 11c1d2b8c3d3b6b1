"""The bound on what orders hold before anybody has looked at them.

An order holds its combos from the moment it is placed. One that waits for a look costs whoever sends it nothing but a
phone number that nobody has proven, so of one network those together hold a share of a combo and of the places of a
window, and no more. What was looked at, or was listed at once, does not count: a whole ward can share one network, and
each yes of a moderator gives the next of them room.
"""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import State as CaseState
from connect.errors import Conflict
from connect.shopping.orders import rules
from connect.shopping.orders.models import Order, OrderLine

TOO_MUCH = _l(
    "From your network many orders wait for a look, and until then they hold a part of what there is. Take less of it, "
    "choose something else from the list, or order once the others were looked at. Nothing you typed is lost."
)


def require_share(order: Order) -> None:
    """Raises Conflict where an order that waits for a look holds more than its network's share; then nothing stands.

    Call once its lines are written, after `taking` has touched the row of the window: so others of the network are
    counted, or wait.
    """
    network = db.session.scalar(
        sa.select(CaseSecret.network_hash).join(Case, Case.id == CaseSecret.case_id)
        .where(Case.id == order.case_id, Case.state == CaseState.PENDING_REVIEW)
    )  # fmt: skip
    if not network:
        return
    waiting = sa.select(Order.id).join(Case, Case.id == Order.case_id)
    waiting = waiting.join(CaseSecret, CaseSecret.case_id == Case.id).where(
        Order.window_id == order.window_id, Order.state.in_(rules.HOLDING), Case.state == CaseState.PENDING_REVIEW,
        CaseSecret.network_hash == network,
    )  # fmt: skip
    places = db.session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0
    mine = {line.combo_id: line.combo.total for line in order.lines if line.combo is not None}
    lines = sa.select(OrderLine.combo_id, sa.func.sum(OrderLine.quantity)).where(
        OrderLine.order_id.in_(waiting), OrderLine.combo_id.in_(mine)
    )
    held = {number: int(n) for number, n in db.session.execute(lines.group_by(OrderLine.combo_id))}
    over = any(held.get(number, 0) > rules.share_of(total) for number, total in mine.items())
    if over or places > rules.share_of(order.window.most_orders):
        raise Conflict(TOO_MUCH)
