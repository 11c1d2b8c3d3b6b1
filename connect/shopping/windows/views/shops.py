"""The page on which whoever runs a window chooses its shops."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.errors import Conflict, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.windows import rules, shops
from connect.shopping.windows.forms import number_of
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.views.windows import own
from connect.supplies import queries as supplies, words as supply_words
from connect.text import one_line
from connect.web import Answer, open_to

LONGEST = 60  # letters of a name that is looked for


@bp.route("/windows/<pid:public_id>/shops", methods=["GET", "POST"])
@open_to("signed_in")
def window_shops(public_id: str) -> Answer:
    """The shops of a window: those that are chosen, and points of its areas by name to choose from."""
    window, typed = own(public_id), one_line(request.values.get("q", ""))[:LONGEST]
    if request.method == "GET":
        return _page(window, typed)
    try:
        with db.transaction():
            _act(own(public_id))
    except (Conflict, RuleBroken) as error:
        return _page(own(public_id), typed, error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell(_("It is changed. Households read it on the page of the delivery."))
    return web.see_other("shopping.window_shops", public_id=public_id, **({"q": typed} if typed else {}))


def _act(window: ShoppingWindow) -> None:
    version = number_of(request.form.get("version")) or 0
    point = supplies.by_public_id(request.form.get("point", "")[:8])
    act = shops.remove if request.form.get("verb") == "remove" else shops.add
    act(window, point, current_person(), version)


def _page(window: ShoppingWindow, typed: str, message: object = None, status: int = 200) -> Answer:
    may_add = rules.may_change(window.phase) or rules.may_postpone(window.phase)
    page = web.page(
        "shopping/window_shops.html", window=window, q=typed, message=message, may_add=may_add, label=areas.label,
        shops=shops.of_window(window, hidden=True), found=shops.found_for(window, typed) if may_add else [],
        supply_kinds=supply_words.KINDS, states=supply_words.STATES,
    )  # fmt: skip
    return web.private(page), status
