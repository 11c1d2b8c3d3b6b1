"""Ordering once more what was not to be had: a request of its own, of the same household, in one press."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db, geo
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.models import Case
from connect.errors import Conflict, RuleBroken
from connect.shopping.orders import actions, queries, rules
from connect.shopping.orders.actions import Plan, Wish
from connect.shopping.orders.models import Order
from connect.shopping.orders.placing import rules as sums, typed
from connect.shopping.orders.rules import State
from connect.shopping.orders.team import actions as team


def order_missing(order: Order) -> str:
    """Posts what was missing as an order of its own, and answers the secret of its link; pressed twice it is one.

    Raises RuleBroken where nothing is missing or the data is deleted, Conflict where no window takes orders.
    """
    cases.require_kept(order.case)
    lines = queries.missing(order)
    if order.state not in rules.BROUGHT or not lines:
        raise RuleBroken(_l("Nothing of this order is missing."))
    key = f"missing {order.public_id}"
    window = team.next_window(order)
    draft = posting.draft(_details(order.case), _location(order.case), form_key=key, lang=_lang(order.case))
    if posting.sent_before(draft.details, draft.location, key):
        return posting.post(draft, posting.placement_of(draft)).token
    if window is None:
        raise Conflict(_l("No delivery takes orders just now. Look here again when the next one opens."))
    codes = {one.code: one for one in window.combos}
    wishes = tuple(
        Wish(one.quantity, one.instead, combo, one.item, one.words, one.top_price, None if combo else one.price)
        for one in lines
        if (combo := codes.get(one.combo.code) if one.combo else None) or one.combo is None
    )
    if not wishes:
        raise RuleBroken(_l("None of what was ordered is to be had in that delivery. Send a new order."))
    posted = posting.post(draft, posting.placement_of(draft))
    found = sums.sums(typed.summed(one) for one in wishes)
    actions.place(posted.case_id, Plan(window, wishes, found.weight_g, found.bags, order.pay, key))
    return posted.token


def _details(case: Case) -> RequestDetails:
    """The same household, asking for one thing from the market."""
    secret = cases.secret_of(case)
    return RequestDetails(
        needs={"market": 1}, people=case.people, urgency=case.urgency, vulnerable=secret.vulnerable, words=secret.words,
        name=secret.name, phone=secret.phone, door=secret.door, reporter_name=secret.reporter_name,
        reporter_phone=secret.reporter_phone, guards=secret.guards, sms=secret.sms_agreed_at is not None,
    )  # fmt: skip


def _location(case: Case) -> Location:
    secret = cases.secret_of(case)
    ward = areas.by_id(secret.area_id)
    return Location(geo.Point(secret.lat, secret.lon), secret.place_by, secret.accuracy_m, ward)


def _lang(case: Case) -> str:
    return cases.secret_of(case).lang


def last_of(case: Case) -> Order | None:
    """The order that was made of what was missing in the order of a case."""
    order = queries.of_case(case)
    if order is None:
        return None
    return db.session.scalar(
        sa.select(Order).where(Order.key == f"missing {order.public_id}", Order.state != State.WITHDRAWN)
    )
