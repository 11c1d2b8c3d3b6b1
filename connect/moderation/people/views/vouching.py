"""An organisation of whose word much came at once: a moderator looks whether it goes on."""

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts, rules as account_rules, vouching
from connect.accounts.models import Organization, Person
from connect.accounts.sign_in.current_session import current_person, proved
from connect.accounts.words import KINDS, PAUSES
from connect.cases.disclosure import vouched_contacts
from connect.errors import NotFound
from connect.moderation.blueprint import bp
from connect.moderation.people import organization_cards
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle
from connect.registry import work
from connect.web import Answer, open_to

work.subject("vouching", opens="moderation.vouching_of", cards=organization_cards.cards)


@bp.get("/vouching/<pid:public_id>")
@open_to("moderator", "official", "admin")
def vouching_of(public_id: str) -> Answer:
    """The facts that paused an organisation's word: numbers of people asked to join and of contacts opened today."""
    with db.transaction():
        found = _paused(public_id)
        holder = assignment.opened(current_person(), "vouching", public_id)
        page = web.page(
            "moderation/vouching.html", organization=found, holder=holder, kinds=KINDS, pauses=PAUSES,
            members=len(accounts.members(found)), asked=vouching.asked_today(found),
            opened=vouched_contacts.today(found), pane=pane.beside(current_person(), "vouching", public_id),
        )  # fmt: skip
    return web.private(page)


@bp.post("/vouching/<pid:public_id>")
@open_to("moderator", "official", "admin")
@proved("moderation.vouching_of")
def vouching_settle(public_id: str) -> Answer:
    """Its word counts again, or stays without effect."""

    def act(found: Organization, by: Person) -> str:
        vouching.settle(found, by, request.form.get("verb") == "go_on")
        return _("Done. Your name stands beside it.")

    return settle("vouching", public_id, lambda: _paused(public_id), act)


def _paused(public_id: str) -> Organization:
    """One of the person's areas whose word does not count; any other looks like none."""
    mine = Organization.area_id.in_(accounts.areas_of(current_person(), *account_rules.STAFF))
    statement = sa.select(Organization).where(Organization.public_id == public_id, mine)
    found = db.session.scalar(statement.where(Organization.paused_at.is_not(None)))
    if found is None:
        raise NotFound
    return found
