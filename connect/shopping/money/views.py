"""Pages of sums: the household's page by its link, the team's, and the totals of a window for its coordinator."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.cases import queries as cases
from connect.errors import Conflict, NotFound, RuleBroken
from connect.registry import claims
from connect.shopping.blueprint import bp
from connect.shopping.money import actions, queries, rules, words
from connect.shopping.money.forms import CounterForm, SayForm, without_sponsor
from connect.shopping.money.rules import Side
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import BROUGHT, State
from connect.shopping.windows import queries as windows
from connect.shopping.windows.words import price
from connect.web import Answer, open_to
from connect.web.pages.tables import csv_files


@bp.route("/money/mine/<token>", methods=["GET", "POST"])
@open_to("anyone")
def money_mine(token: str) -> Answer:
    """The household reads what its order cost, says what it paid, and sets a mistake right."""
    return _page("shopping/money_mine.html", Side.HOUSEHOLD, _of_link(token), None, token=token)


def _of_link(token: str) -> Order:
    order = orders.of_case(cases.by_token(token))
    if order is None or order.state not in BROUGHT:
        raise NotFound
    return order


@bp.route("/money/order/<pid:public_id>", methods=["GET", "POST"])
@open_to("signed_in")
def money_order(public_id: str) -> Answer:
    """The team says what the household paid, and sets a mistake right."""
    order = queries.of_team(current_person(), public_id)
    if order.state not in BROUGHT:
        raise NotFound
    return _page("shopping/money_order.html", Side.TEAM, order, current_person(), public_id=public_id)


def _page(template: str, side: Side, order: Order, person: Person | None, **names: str) -> Answer:
    """The page of one side: a press that worked leads back to it; what could not be is said on it."""
    found = queries.entries(order)
    say, counter = _forms(side, order, len(found))
    form, status = counter if order.state == State.SETTLED else say, 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                _write(side, order, form, person)
                web.tell(_("It is written down. Both sides read it."))
                return web.see_other(request.endpoint or "", **names)
            except (Conflict, RuleBroken) as error:
                form.form_errors.append(error.message)
                status = 409 if isinstance(error, Conflict) else 422
        db.session.expire_all()
        found = queries.entries(order)
    page = web.page(
        template, order=order, form=form, entries=found, said=_said(found), total=rules.total(found), side=side,
        paid=queries.paid(order), differences=queries.differences(order), words=words, **names,
    )  # fmt: skip
    return web.private(page), status


def _forms(side: Side, order: Order, seen: int) -> tuple[SayForm, CounterForm]:
    say = SayForm(data={"sum": str(queries.paid(order) or ""), "way": order.pay})
    return (say if side == Side.TEAM else without_sponsor(say)), CounterForm(data={"seen": seen})


def _write(side: Side, order: Order, form: Any, person: Person | None) -> None:
    with db.transaction():
        if isinstance(form, CounterForm):
            amount, reason, seen = form.counter()
            actions.set_right(order, side, amount, reason, seen, person)
        else:
            actions.say(order, side, form.word(), person)


def _said(found: Iterable[Any]) -> dict[Side, Any]:
    lines = list(found)
    return {side: rules.said_by(side, lines) for side in Side}


# --- Totals -----------------------------------------------------------------------------------------------


@bp.get("/money/window/<pid:public_id>")
@open_to("signed_in")
def money_window(public_id: str) -> Answer:
    """The totals of a window by run, sponsor and area."""
    window = windows.own(current_person(), public_id)
    rows = [[*row[:4], *map(price, row[4:8]), *row[8:]] for row in _rows(queries.totals(window))]
    return web.private(web.page("shopping/money_window.html", window=window, heads=_heads(), rows=rows))


@bp.get("/money/window/<pid:public_id>.csv")
@open_to("signed_in")
def money_window_csv(public_id: str) -> Answer:
    """The same as a file to take along."""
    window = windows.own(current_person(), public_id)
    return web.private(csv_files.answer(f"money-{window.public_id}.csv", _heads(), _rows(queries.totals(window))))


def _heads() -> list[str]:
    return [
        _("Run"), _("Sponsor"), _("Area"), _("Orders"), _("Estimate"), _("Paid at the shop"), _("Settled"),
        _("Set right"), _("Not settled yet"),
    ]  # fmt: skip


def _rows(totals: Iterable[tuple[queries.Key, queries.Total, areas.Place]]) -> list[list[Any]]:
    return [
        [claims.name_of_run(key[0]) if key[0] else "–", key[1] or "–", place.name, one.orders, one.estimate, one.paid,
         one.settled, one.corrected, one.open]
        for key, one, place in totals
    ]  # fmt: skip
