"""An organisation of whose word much came at once: a moderator looks whether it goes on."""

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts, vouching
from connect.accounts.here import proved
from connect.accounts.models import Organization
from connect.accounts.words import KINDS, PAUSES
from connect.cases import vouched
from connect.errors import Conflict, NotFound
from connect.moderation import desk, work
from connect.moderation.views.blueprint import bp
from connect.moderation.views.work import onward
from connect.web import Answer, open_to


@bp.get("/vouching/<pid:public_id>")
@open_to("moderator", "official", "admin")
def vouching_of(public_id: str) -> Answer:
    """What made its word stop counting: how many were asked to join, how many contacts its word opened."""
    with db.transaction():
        found = _paused(public_id)
        holder = desk.opened(web.person(), "vouching", public_id)
        page = web.page(
            "moderation/vouching.html", organization=found, holder=holder, kinds=KINDS, pauses=PAUSES,
            members=len(accounts.members(found)), asked=vouching.asked_today(found), opened=vouched.today(found),
        )  # fmt: skip
    return web.private(page)


@bp.post("/vouching/<pid:public_id>")
@open_to("moderator", "official", "admin")
@proved("moderation.vouching_of")
def vouching_settle(public_id: str) -> Answer:
    """Its word counts again, or stays without effect."""
    person = web.person()
    try:
        with db.transaction():
            found = _paused(public_id)
            desk.hold(person, "vouching", public_id)
            vouching.settle(found, person, request.form.get("verb") == "go_on")
            desk.release(person, "vouching", public_id)
        web.tell(_("Done. Your name stands beside it."))
    except Conflict as error:
        web.warn(error.message)
    return onward()


def _paused(public_id: str) -> Organization:
    """One of the person's areas whose word does not count; any other looks like none."""
    mine = Organization.area_id.in_(work.in_areas(web.person(), "moderator", "official", "admin"))
    statement = sa.select(Organization).where(Organization.public_id == public_id, mine)
    found = db.session.scalar(statement.where(Organization.paused_at.is_not(None)))
    if found is None:
        raise NotFound
    return found
