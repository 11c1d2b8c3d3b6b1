"""The page on which anybody says that something about a point is not so; no account, the same thanks for all."""

from flask import Response, request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in import current_session
from connect.errors import NotFound, RuleBroken
from connect.supplies import queries as points
from connect.supplies.blueprint import bp
from connect.supplies.models import SupplyPoint
from connect.supplies.said import actions, queries, words
from connect.supplies.said.forms import SaidForm
from connect.supplies.said.rules import Word
from connect.web import Answer, limits, open_to
from connect.web.limits import client_fingerprint

PER_DEVICE, PER_NETWORK = "20 per hour", "200 per hour"
# A rival who goes from shop to shop to say that all is gone comes no further than this on one day.
PER_DEVICE_DAY, PER_NETWORK_DAY = "40 per day", "400 per day"


@bp.route("/<pid:public_id>/report", methods=["GET", "POST"])
@open_to("anyone")
def report(public_id: str) -> Answer:
    """The form, and the same thanks whether the word counts or not."""
    point = _shown(public_id)
    asked = {"word": request.args.get("word"), "item": request.args.get("item")}
    form = SaidForm(points.goods_of(point), data=asked)
    if not form.is_submitted():
        return _page(form, point)
    if not form.validate():
        return _page(form, point, 422)
    if not _within_limits():
        form.form_errors.append(_("Many reports come from here just now. Wait a while and press send again."))
        return _page(form, point, 429)
    try:
        with db.transaction():
            word, item = Word(form.word.data), form.item.data or None
            actions.say(point, word, item, client_fingerprint.seen(), current_session.person())
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _page(form, point, 422)
    return client_fingerprint.remember(web.private(web.see_other("supplies.reported", public_id=public_id)))


def _shown(public_id: str) -> SupplyPoint:
    point = queries.shown(public_id)
    if point is None:
        raise NotFound
    return point


def _within_limits() -> bool:
    device, network = client_fingerprint.device(), client_fingerprint.network()
    by_device = all(limits.hit(most, "supply_said", device) for most in (PER_DEVICE, PER_DEVICE_DAY))
    return by_device and all(limits.hit(most, "supply_said", network) for most in (PER_NETWORK, PER_NETWORK_DAY))


def _page(form: SaidForm, point: SupplyPoint, status: int = 200) -> Answer:
    page = web.page("supplies/report.html", form=form, point=point, icons=words.ICONS)
    return client_fingerprint.remember(web.private(page)), status


@bp.get("/<pid:public_id>/reported")
@open_to("anyone")
def reported(public_id: str) -> Response:
    """Thanks a buyer, with the way back."""
    return web.private(web.page("supplies/reported.html", point=_shown(public_id)))
