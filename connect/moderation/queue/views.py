"""Beside the queue itself: looking something up for who calls, and deciding several plain requests together."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.errors import NotFound
from connect.moderation import queries
from connect.moderation.blueprint import bp
from connect.moderation.queue import batch as batches, search
from connect.moderation.queue.pane import PAGE
from connect.text import heard, phone_to_e164
from connect.web import Answer, limits, open_to
from connect.web.pages.forms import typed

PHONES = "30 per hour"  # looked for by one moderator: many for who answers calls, few for who tries numbers out


@bp.post("/find")
@open_to("moderator")
def find() -> Answer:
    """Finds by a short code or a phone. By POST, so that no number stands in an address or in anybody's log of them."""
    wanted, person = typed("wanted", 40), current_person()
    if code := _code(person, wanted):
        return web.see_other("moderation.review", public_id=code)
    phone = phone_to_e164(wanted)
    if phone and not limits.hit(PHONES, "find phone", str(person.id)):
        page = web.page("moderation/find.html", wanted=wanted, found=[], too_many=True)
        return web.private(page), 429
    with db.transaction():
        found = search.of_phone(person, phone) if phone else []
        if len(found) == 1:
            return web.see_other("moderation.review", public_id=found[0].public_id)
        return web.private(web.page("moderation/find.html", wanted=wanted, found=found, too_many=False))


def _code(person: Person, wanted: str) -> str:
    """The public id of the request with this short code; empty when this moderator sees none."""
    try:
        return queries.case_in_scope(person, heard(wanted)).public_id
    except NotFound:
        return ""


# --- Several together -------------------------------------------------------------------------------------


@bp.post("/batch")
@open_to("moderator")
def batch() -> Answer:
    """Shows the ticked requests in full, before one press puts them on the list."""
    ticked = _ticked()
    if not ticked:
        web.warn(_("Tick the requests first that belong on the list."))
        return web.see_other("moderation.queue")
    return web.private(web.page("moderation/batch.html", outcomes=batches.read(current_person(), ticked)))


@bp.post("/batch/<any(approve, undo):verb>")
@open_to("moderator")
def batch_decide(verb: str) -> Answer:
    """Puts the ticked ones on the list, or takes that back, and says of each what came of it."""
    person, ticked = current_person(), _ticked()
    if verb == "undo":
        outcomes = batches.take_back(person, ticked)
    else:
        outcomes = batches.approve(person, {one: request.form.get(f"version-{one}", -1, type=int) for one in ticked})
    return web.private(web.page("moderation/batch_done.html", outcomes=outcomes, verb=verb))


def _ticked() -> list[str]:
    """The public ids that were ticked, of one page at most."""
    return list(dict.fromkeys(heard(one[:20]) for one in request.form.getlist("ticked")))[:PAGE]
