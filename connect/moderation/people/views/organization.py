"""An organisation that waits to be verified."""

from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as account_queries, rules as account_rules
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.sign_in.current_session import current_person, proved
from connect.accounts.words import KINDS
from connect.errors import NotFound
from connect.moderation.blueprint import bp
from connect.moderation.people import organization_cards
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle
from connect.registry import work
from connect.web import Answer, open_to

work.subject("organization", opens="moderation.organization", cards=organization_cards.cards)


@bp.get("/organization/<pid:public_id>")
@open_to("official", "admin")
def organization(public_id: str) -> Answer:
    """One organisation, with what its verification opens."""
    with db.transaction():
        found = _organization(public_id)
        holder = assignment.opened(current_person(), "organization", public_id)
        page = web.page(
            "moderation/organization.html", organization=found, holder=holder, kinds=KINDS,
            pane=pane.beside(current_person(), "organization", public_id),
        )  # fmt: skip
    return web.private(page)


@bp.post("/organization/<pid:public_id>/verify")
@open_to("official", "admin")
@proved("moderation.organization")
def organization_verify(public_id: str) -> Answer:
    """Says that somebody looked at it, and goes on."""

    def act(found: Organization, by: Person) -> str:
        organizations.verify(found, by=by)
        return _("%(name)s is verified. Your name stands beside it.", name=found.name)

    return settle("organization", public_id, lambda: _organization(public_id), act)


def _organization(public_id: str) -> Organization:
    """One that this person may verify; any other looks like one that does not exist."""
    found = account_queries.organization(public_id)
    if found is None or not account_rules.may_verify(current_person().roles, found.area.path):
        raise NotFound
    return found
