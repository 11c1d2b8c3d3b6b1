"""The page on which the people of a run buy, ask and bring one order; its coordinator drops it there."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.orders import parts, queries, rules
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, Outcome, Verb
from connect.shopping.orders.team import actions, forms
from connect.text import one_line
from connect.web import Answer, open_to


def _order(public_id: str) -> Order:
    """The order of a code for somebody who may work on it; NotFound for everybody else."""
    order = queries.by_public_id(public_id)
    if not actions.may_work(order, current_person()):
        raise NotFound
    return order


@bp.get("/orders/<pid:public_id>")
@open_to("signed_in")
def order_of(public_id: str) -> Answer:
    """One order, for the people of its run and its coordinator."""
    return _page(_order(public_id))


def _page(order: Order, message: object = None, status: int = 200, posted: Any = None) -> Answer:
    person = current_person()
    sight = case_view.of(order.case, Actor(person)).sight
    can = {verb for verb in Verb if verb in rules.MOVES and rules.may_move(verb, state=order.state, by=By.TEAM)}
    page = web.page(
        "shopping/order_of.html", order=order, message=message, lines=forms.typed_lines(order, posted),
        words=parts.own_words(order) if sight.words == "all" else parts.masked(order), can=can,
        leads=actions.leads(order, person), may_drop=_may_drop(order),
        events=queries.history(order), earlier=queries.earlier(order), paid=actions.paid(order),
        onward=actions.next_window(order), waits=any(one.outcome == Outcome.ASKED for one in order.lines),
    )  # fmt: skip
    return web.private(page), status


def _may_drop(order: Order) -> bool:
    coordinates = actions.may_coordinate(order, current_person())
    return coordinates and rules.may_move(Verb.DROP, state=order.state, by=By.COORDINATOR)


def _buy(order: Order) -> str:
    lines = forms.typed_lines(order, request.form)
    if any(one.faults for one in lines):
        raise RuleBroken(_("Look at the lines again: something is missing or does not fit."))
    got = [one.read for one in lines if one.read and one.read.outcome != Outcome.ASKED]
    for one in lines:
        if one.read and one.read.outcome == Outcome.ASKED:
            actions.ask(order, one.line, one.read, current_person())
    after = actions.buy(order, current_person(), got)
    if any(line.outcome == Outcome.ASKED for line in after.lines):
        return _("Written down. The household is asked; look here again in a while.")
    return _("Written down: all is bought.")


def _set_out(order: Order) -> str:
    actions.set_out(order, current_person())
    return _("The requester can see that you are on the way. Go safely.")


def _deliver(order: Order) -> str:
    actions.deliver(order, current_person(), one_line(request.form.get("code", ""))[:10] or None)
    return _("Delivered. Thank you.")


def _fail(order: Order) -> str:
    actions.fail(order, current_person(), request.form.get("reason", ""))
    return _("Noted. The household reads why.")


def _drop(order: Order) -> str:
    if not actions.may_coordinate(order, current_person()):
        raise NotFound
    actions.drop(order, current_person(), request.form.get("reason", ""))
    return _("Out of the run. The household reads why.")


VERBS: dict[str, Callable[[Order], str]] = {
    "buy": _buy, "set-out": _set_out, "deliver": _deliver, "fail": _fail, "drop": _drop,
}  # fmt: skip


@bp.post("/orders/<pid:public_id>/<any('buy', 'set-out', 'deliver', 'fail', 'drop'):verb>")
@open_to("signed_in")
def order_of_act(public_id: str, verb: str) -> Answer:
    """One verb of the people of a run, or of its coordinator."""
    found = _order(public_id)
    if verb != "drop" and not actions.leads(found, current_person()):
        raise NotFound
    try:
        if verb == "deliver" and one_line(request.form.get("code", "")):
            with db.transaction():  # counted before it is looked at, so that guesses end whatever comes of them
                actions.count_code_try(_order(public_id), current_person())
        with db.transaction():
            said = VERBS[verb](_order(public_id))
    except NotFound:
        raise
    except ConnectError as error:
        db.session.expire_all()
        found = queries.by_public_id(public_id)
        status = 409 if isinstance(error, Conflict) else 422
        return _page(found, error.message, status, request.form if verb == "buy" else None)
    web.tell(said)
    still = actions.may_work(queries.by_public_id(public_id), current_person())
    return web.see_other("shopping.order_of", public_id=public_id) if still else web.see_other("cases.taken")
