"""The operator's page of the ways out."""

from flask import request
from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts.sign_in.current_session import current_person, proved
from connect.deliveries.blueprint import bp
from connect.deliveries.gateways import actions, queries, words
from connect.deliveries.ledger import nudge
from connect.errors import RuleBroken
from connect.web import Answer, open_to
from connect.web.pages.forms import Form


@bp.get("/gateways")
@open_to("admin")
def gateways() -> Answer:
    """Each way out: open, or closed until when and why, its rate, and what of the day's quota is used."""
    found = queries.ways(config.current())
    return web.private(web.page("deliveries/gateways.html", ways=found, words=words))


@bp.post("/gateways")
@open_to("admin")
@proved("deliveries.gateways")
def gateway_open() -> Answer:
    """Opens one again before its time; one message finds out whether it is back."""
    name = request.form.get("gateway", "")[:100]
    if not Form().validate():
        raise RuleBroken(_("This page was open for too long. Press once more."))
    with db.transaction():
        actions.open_again(name, current_person())
    actions.call_back(name)
    nudge.now()
    web.tell(_("Opened again: the next message finds out whether it is back."))
    return web.see_other("deliveries.gateways")
