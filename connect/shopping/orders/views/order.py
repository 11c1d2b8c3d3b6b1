"""The household's own pages of an order, by the secret link of its request."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.cases import actions as cases_actions, queries as cases
from connect.cases.models import Case
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.orders import actions, again, queries, rules, words
from connect.shopping.orders.models import Order
from connect.shopping.orders.placing import rules as sums, typed
from connect.shopping.orders.placing.forms import OrderOnForm
from connect.shopping.orders.rules import By, Verb
from connect.shopping.orders.team import actions as team
from connect.shopping.windows import words as window_words
from connect.web import Answer, open_to


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals |= {
        "order_words": words, "order_rules": rules, "window_words": window_words, "order_things": typed.things,
        "order_weight": lambda item: sums.weight_g(item, 1),
    }  # fmt: skip
    setup.app.jinja_env.filters |= {"dong": words.price, "kilos": words.weight}


def _order(token: str) -> Order:
    """The order of a request's link, or NotFound."""
    order = queries.of_case(cases.by_token(token))
    if order is None:
        raise NotFound
    return order


@bp.route("/order/<token>", methods=["GET", "POST"])
@open_to("anyone")
def order(token: str) -> Answer:
    """Changes the lines of an order until the cut-off."""
    found = _order(token)
    if not _may_change(found):
        return _closed(token)
    if request.method == "GET":
        return _page(found, token, OrderOnForm(_as_typed(found), found.case.area, order=found))
    form = OrderOnForm(request.form, found.case.area, order=found)
    if form.asks:
        return _page(found, token, form)
    if found_faults := list(form.faults()):
        late = any(one.late for one in found_faults)
        return _page(found, token, form, [one.text for one in found_faults]), 409 if late else 422
    if form.plan is None:
        return _page(found, token, form, [_("Nothing is left in it. Take the order back instead.")]), 422
    try:
        with db.transaction():
            _change(token)
    except RuleBroken as error:
        return _page(found, token, form, [error.message]), 422
    except Conflict as error:
        return _page(
            _order(token), token, OrderOnForm(request.form, found.case.area, order=_order(token)), [error.message]
        ), 409
    web.tell(_("Your order is changed."))
    return web.see_other("cases.mine", token=token)


def _change(token: str) -> None:
    now = _order(token)
    plan = OrderOnForm(request.form, now.case.area, order=now).plan
    if plan is None:
        raise RuleBroken(_("Nothing is left in it. Take the order back instead."))
    actions.change(now, plan)


def _may_change(found: Order) -> bool:
    return rules.may_move(Verb.CHANGE, state=found.state, by=By.REQUESTER) and found.window.phase in ("open", "full")


def _closed(token: str) -> Answer:
    web.warn(_("The cut-off has passed, so the order stands as it is. What can still be done stands below."))
    return web.see_other("cases.mine", token=token)


def _page(found: Order, token: str, form: OrderOnForm, errors: list[Any] | None = None) -> Any:
    return web.private(web.page("shopping/order.html", order=found, token=token, part=form, errors=errors or []))


def _as_typed(found: Order) -> dict[str, str]:
    """The fields as they would have been typed for the order as it stands."""
    fields = {
        "order-shown": found.window.public_id, "order-instead": _usual(found), "order-pay": found.pay.value,
        "order-budget": str(found.budget or ""), "order-next": "1" if found.next_too else "",
    }  # fmt: skip
    items, own = 0, typed.WORDS_FROM
    for line in found.lines:
        if line.combo is not None:
            fields[f"order-combo-{line.combo.code}"] = str(line.quantity)
            continue
        if line.item:
            items += 1
            n, fields[f"order-thing-{items}"] = items, line.item
        else:
            n, own = own, own + 1
            fields[f"order-words-{n}"] = line.words or ""
        fields |= {
            f"order-qty-{n}": str(line.quantity),
            f"order-top-{n}": str(line.top_price or ""),
            f"order-instead-{n}": line.instead.value,
        }
    return fields


def _usual(found: Order) -> str:
    combos = [line.instead for line in found.lines if line.combo is not None]
    return combos[0].value if combos else rules.Instead.SIMILAR.value


# --- One verb each ----------------------------------------------------------------------------------------


def _again(case: Case) -> str | None:
    found = queries.of_case(case)
    window = team.next_window(found) if found else None
    if found is None or window is None:
        raise Conflict(_("No delivery takes orders just now. Look here again when the next one opens."))
    cases_actions.require_kept(case)
    actions.again(found, window)
    return None


def _wish_out(case: Case) -> str | None:
    found = queries.of_case(case)
    if found is None:
        raise NotFound
    actions.wish_out(found)
    return None


def _missing(case: Case) -> str | None:
    found = queries.of_case(case)
    if found is None:
        raise NotFound
    return again.order_missing(found)


VERBS: dict[str, tuple[Callable[[Case], str | None], Callable[[], str]]] = {
    "again": (_again, lambda: _("It is placed in the next delivery.")),
    "wish-out": (_wish_out, lambda: _("The coordinator reads that you want to be let out of the run.")),
    "missing": (_missing, lambda: _("What was missing is ordered again, as a request of its own.")),
}


@bp.post("/order/<token>/<any('again', 'wish-out', 'missing'):verb>")
@open_to("anyone")
def order_act(token: str, verb: str) -> Answer:
    """Places an order once more, asks to be let out of its run, or orders again what was missing."""
    act, said = VERBS[verb]
    _order(token)
    onward = None
    try:
        with db.transaction():
            onward = act(cases.by_token(token))
        web.tell(said())
    except NotFound:
        raise
    except ConnectError as error:
        web.warn(error.message)
    return web.private(web.see_other("cases.mine", token=onward or token))


@bp.post("/order/<token>/answer/<int:number>")
@open_to("anyone")
def order_answer(token: str, number: int) -> Answer:
    """The household's yes or no to a line that the team asks about."""
    _order(token)
    try:
        with db.transaction():
            team.answer(_order(token), number, request.form.get("word") == "yes")
        web.tell(_("Thank you. The team reads your answer at once."))
    except ConnectError as error:
        web.warn(error.message)
    return web.private(web.see_other("cases.mine", token=token))
