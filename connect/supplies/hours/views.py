"""The page on which the hours of a point are written."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotAllowed
from connect.supplies import queries
from connect.supplies.blueprint import bp
from connect.supplies.hours import actions, on_form
from connect.supplies.hours.on_form import HoursPart
from connect.supplies.hours.queries import hours_of
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By
from connect.web import Answer, open_to


@bp.route("/<pid:public_id>/hours", methods=["GET", "POST"])
@open_to("signed_in")
def hours(public_id: str) -> Answer:
    """The hours of a point, written by its owner or an official of the area."""
    point = queries.seen_by(current_person(), public_id)
    side = queries.side_of(current_person(), point)
    if side not in (By.OWNER, By.OFFICIAL):
        raise NotAllowed(_("Only the owner or an official of the area writes the hours. Nothing was changed."))
    if request.method == "GET":
        return _page(point, on_form.of(hours_of(point)))
    part = on_form.posted(request.form)
    if part.faults:
        return _page(point, part, 422)
    try:
        with db.transaction():
            actions.change(queries.by_public_id(public_id), part.hours, side, current_person())
    except Conflict as error:
        return _page(queries.by_public_id(public_id), part, 409, error.message)
    web.tell(_("The hours are kept. Searches know them from now on."))
    return web.see_other("supplies.show", public_id=public_id)


def _page(point: SupplyPoint, part: HoursPart, status: int = 200, error: object = "") -> Answer:
    shown = {"point": point, "part": part, "error": error, "first": "first" in request.args}
    return web.private(web.page("supplies/hours.html", **shown)), status
