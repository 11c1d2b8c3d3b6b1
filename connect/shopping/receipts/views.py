"""Sending the picture of a receipt, and the picture itself for the household and the coordinator."""

from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from connect import db, lazy_import, web
from connect.accounts.sign_in.current_session import current_person, person
from connect.cases import queries as cases
from connect.errors import Conflict, NotFound, RuleBroken
from connect.pictures import row_files, sealed
from connect.shopping.blueprint import bp
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order
from connect.shopping.receipts import actions, queries
from connect.shopping.receipts.forms import ReceiptForm
from connect.web import Answer, open_to
from connect.web.request_sizes import takes_pictures_if

if TYPE_CHECKING:
    from connect.pictures import intake as pictures
else:
    pictures = lazy_import.module("connect.pictures.intake")  # loads Pillow


def _order(public_id: str) -> Order:
    order = queries.of_team(current_person(), public_id)
    if order is None:
        raise NotFound
    return order


def may_send(public_id: str) -> bool:
    """Whether the signed-in person may send the receipt of an order; a large body of others is not read."""
    try:
        here = person()
        return here is not None and queries.may_send(orders.by_public_id(public_id), here)
    except NotFound:
        return False


@bp.route("/receipts/<pid:public_id>", methods=["GET", "POST"])
@open_to("signed_in")
@takes_pictures_if(may_send, times=2)
def receipt(public_id: str) -> Answer:
    """The team sends the picture of the receipt; the coordinator sees it. Of others nothing is decoded."""
    order, form = _order(public_id), ReceiptForm()
    if not form.is_submitted():
        return _page(order, form), 200
    if not queries.may_send(order, current_person()):
        form.form_errors.append(actions.NOT_NOW)
        return _page(order, form), 409
    if not form.validate():
        return _page(order, form), 422
    try:
        _sent(order, form)
    except (Conflict, RuleBroken) as error:
        form.form_errors.append(error.message)
        return _page(_order(public_id), form), 409 if isinstance(error, Conflict) else 422
    web.tell(_("The receipt is kept. The household sees it on its page."))
    return web.see_other("shopping.receipt", public_id=public_id)


def _sent(order: Order, form: ReceiptForm) -> None:
    """Decodes and seals before the transaction, which is short then; a file whose row does not stand goes again."""
    number = order.id
    found = pictures.anew(form.picture.data.stream)
    kept = sealed.keep(found.content, queries.folder(), queries.about(number))
    try:
        with db.transaction():
            actions.keep(orders.locked(number), kept, current_person())
    except BaseException:
        row_files.drop(kept.name, queries.folder())
        raise


def _page(order: Order, form: ReceiptForm) -> Response:
    here = current_person()
    page = web.page(
        "shopping/receipt.html", order=order, form=form, receipt=queries.of_order(order),
        sends=queries.may_send(order, here), sees=queries.may_see(order, here),
    )  # fmt: skip
    return web.private(page)


@bp.get("/receipts/<pid:public_id>/picture")
@open_to("signed_in")
def receipt_picture(public_id: str) -> Answer:
    """The picture for the coordinator of the window."""
    order = _order(public_id)
    if not queries.may_see(order, current_person()):
        raise NotFound
    return _picture(order)


@bp.get("/receipts/mine/<token>")
@open_to("anyone")
def receipt_mine(token: str) -> Answer:
    """The picture for the household, by its link."""
    order = orders.of_case(cases.by_token(token))
    if order is None:
        raise NotFound
    return _picture(order)


def _picture(order: Order) -> Response:
    found = queries.of_order(order)
    if found is None:
        raise NotFound
    return row_files.answer(queries.content(found), "receipt")
