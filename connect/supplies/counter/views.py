"""The pages by a point's signed links, its poster, and its helpers."""

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from connect import clock, db, lazy_import, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.crypto.fingerprints import fingerprint
from connect.errors import Conflict, RuleBroken
from connect.supplies import actions, queries, rules
from connect.supplies.blueprint import bp
from connect.supplies.counter import actions as counter, links
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By
from connect.supplies.views import phone_of
from connect.web import Answer, limits, open_to

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")

PER_LINK, PER_NETWORK = "30 per hour", "120 per hour"


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@open_to("anyone")
def confirm(token: str) -> Answer:
    """The page behind the code on the counter: one button, all as before. Only pressing it confirms anything."""
    point = links.point_of(token, links.CONFIRM)
    if request.method != "POST":  # a HEAD only looks, like a GET
        return _confirm(point, token)
    if not _within_limits(point):
        return _confirm(point, token, _("It was confirmed often enough just now. Try again in an hour."), 429)
    try:
        with db.transaction():
            actions.confirm(links.point_of(token, links.CONFIRM), By.OWNER, detail={"by": "link"})
    except Conflict as error:
        return _confirm(links.point_of(token, links.CONFIRM), token, error.message, 409)
    return _confirm(links.point_of(token, links.CONFIRM), token, done=True)


def _within_limits(point: SupplyPoint) -> bool:
    return limits.hit(PER_LINK, "supply-link", fingerprint("supply link", point.public_id)) and limits.hit(
        PER_NETWORK, "supply-link-network", limits.network()
    )


def _confirm(
    point: SupplyPoint, token: str, message: object = None, status: int = 200, *, done: bool = False
) -> Answer:
    page = web.page(
        "supplies/confirm.html", point=point, rows=queries.goods_of(point), token=token, message=message, done=done,
        can=rules.may_move(rules.Verb.CONFIRM, state=point.state, by=By.OWNER),
        state=rules.shown_state(point.state, point.said_at, clock.now()),
    )  # fmt: skip
    return web.private(page), status


@bp.get("/<pid:public_id>/poster")
@open_to("signed_in")
def poster(public_id: str) -> Answer:
    """A sheet for the street with the code of the point's page, and a card for behind the counter that confirms."""
    point, side = queries.led_by(current_person(), public_id, By.OWNER, By.HELPER, By.OFFICIAL)
    page_link = _whole(url_for("supplies.show", public_id=public_id))
    own_link = _whole(url_for("supplies.confirm", token=links.token_of(point, links.CONFIRM)))
    page = web.page(
        "supplies/poster.html", point=point, link=page_link, qr=_drawn(page_link), own_qr=_drawn(own_link), side=side,
        place=areas.label(point.area), phone=phone_of(point),
    )  # fmt: skip
    return web.private(page)


@bp.route("/<pid:public_id>/helpers", methods=["GET", "POST"])
@open_to("signed_in")
def helpers(public_id: str) -> Answer:
    """The people who speak for the owner, and the link by which another becomes one."""
    point, side = queries.led_by(current_person(), public_id, By.OWNER, By.HELPER)
    if request.method != "POST":  # a HEAD only looks, like a GET
        return _helpers(point, side)
    try:
        with db.transaction():
            point, side = queries.led_by(current_person(), public_id, By.OWNER, By.HELPER)
            _change_helpers(point, side)
    except (Conflict, RuleBroken) as error:
        return _helpers(queries.by_public_id(public_id), side, error.message, 409)
    web.tell(_("It is changed."))
    still = queries.side_of(current_person(), queries.by_public_id(public_id))
    return web.see_other("supplies.helpers", public_id=public_id) if still else web.see_other("supplies.mine")


def _change_helpers(point: SupplyPoint, side: By) -> None:
    if "end" in request.form:
        counter.leave(point, request.form["end"][:20], side, current_person())
    elif "new_link" in request.form and side == By.OWNER:
        counter.new_link(point, side, current_person())


def _helpers(point: SupplyPoint, side: By, message: object = None, status: int = 200) -> Answer:
    invitation = _whole(url_for("supplies.help", token=links.token_of(point, links.HELP)))
    page = web.page(
        "supplies/helpers.html", point=point, side=side, helpers=queries.helpers_of(point), message=message,
        invitation=invitation if side == By.OWNER else None, me=current_person(),
    )  # fmt: skip
    return web.private(page), status


@bp.route("/help/<token>", methods=["GET", "POST"])
@open_to("signed_in")
def help(token: str) -> Answer:
    """The page behind an invitation: one button makes whoever is signed in a helper of the owner."""
    point = links.point_of(token, links.HELP)
    if request.method != "POST":  # a HEAD only looks, like a GET
        return web.private(web.page("supplies/help.html", point=point, token=token, message=None))
    try:
        with db.transaction():
            counter.accept(links.point_of(token, links.HELP), current_person())
    except (Conflict, RuleBroken) as error:
        return web.private(web.page("supplies/help.html", point=point, token=token, message=error.message)), 409
    web.tell(_("You speak for this point now: say what there is, as often as you can."))
    return web.see_other("supplies.show", public_id=point.public_id)


def _whole(path: str) -> str:
    return web.from_outside(path) or request.url_root.rstrip("/") + path


@lru_cache(maxsize=256)
def _drawn(link: str) -> str:
    return str(segno.make(link, error="m", micro=False).svg_data_uri(border=2, light="#fff", encode_minimal=True))
