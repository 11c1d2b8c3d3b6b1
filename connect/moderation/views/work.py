"""The next item, whatever it is: it opens by itself, and nobody else has it meanwhile."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import actions as accounts, queries as account_queries, rules as account_rules
from connect.accounts.models import Organization
from connect.accounts.sign_in.current_session import current_person, proved
from connect.accounts.words import KINDS
from connect.errors import Conflict, NotFound
from connect.moderation.blueprint import bp
from connect.moderation.queue import assignment, work_queue
from connect.registry import work
from connect.web import Answer, open_to


@bp.post("/work")
@open_to("moderator", "official", "admin")
def next_one() -> Answer:
    """Opens the next item; one that is skipped is free for others and comes again at the end."""
    skipped = request.form.get("subject", ""), request.form.get("skip", "")
    return onward(skipped if all(skipped) else None)


def onward(skipped: tuple[str, str] | None = None) -> Answer:
    """To the page of the next item, taken for this person; to the queue when nothing else waits."""
    person = current_person()
    with db.transaction():
        after = work_queue.find(person, *skipped) if skipped else None
        if skipped:
            assignment.release(person, *skipped)
        item = assignment.next_item(person, after)
        if item and (item.subject, item.public_id) == skipped:
            assignment.release(person, *skipped)
            item = None
    if item is None:
        return web.see_other("moderation.queue")
    return web.see_other(item.opens, public_id=item.public_id)


# --- Organisations ----------------------------------------------------------------------------------------


work.subject("organization", opens="moderation.organization")


@bp.get("/organization/<pid:public_id>")
@open_to("official", "admin")
def organization(public_id: str) -> Answer:
    """One organisation that waits to be verified."""
    person = current_person()
    with db.transaction():
        found = _organization(public_id)
        holder = assignment.opened(person, "organization", public_id)
        page = web.page("moderation/organization.html", organization=found, holder=holder, kinds=KINDS)
    return web.private(page)


@bp.post("/organization/<pid:public_id>/verify")
@open_to("official", "admin")
@proved("moderation.organization")
def organization_verify(public_id: str) -> Answer:
    """Says that somebody looked at it, and goes on."""
    person = current_person()
    try:
        with db.transaction():
            found = _organization(public_id)
            assignment.hold(person, "organization", public_id)
            accounts.verify_organization(found, by=person)
            assignment.release(person, "organization", public_id)
        web.tell(_("%(name)s is verified. Your name stands beside it.", name=found.name))
    except Conflict as error:
        web.warn(error.message)
    return onward()


def _organization(public_id: str) -> Organization:
    """One that this person may verify; any other looks like one that does not exist."""
    found = account_queries.organization(public_id)
    if found is None or not account_rules.may_verify(current_person().roles, found.area.path):
        raise NotFound
    return found
