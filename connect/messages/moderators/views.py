"""Moderators and conversations: asked in by a side, come, gone; a reported one read for a reason."""

from flask import redirect, request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.cases.models import Case
from connect.errors import ConnectError, NotFound
from connect.messages.blueprint import At, both, bp, url_of
from connect.messages.models import Thread
from connect.messages.moderators import actions, queries
from connect.messages.moderators.queries import SUBJECT, Sits
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle
from connect.registry import work
from connect.text import one_line
from connect.web import Answer, open_to

LONGEST = 200  # letters of a reason

work.subject(SUBJECT, opens="messages.asked")


@both("/invite", methods=["GET", "POST"])
def invite(at: At) -> Answer:
    """Asks first, then asks a moderator of the area in; both sides read that in the thread."""
    seat = at.seat()
    if request.method == "GET":
        return web.private(web.page("messages/invite.html", seat=seat))
    try:
        with db.transaction():
            asked = actions.ask(at.seat())
        web.tell(_("A moderator was asked in. They come as soon as they can.") if asked else _("One is asked already."))
    except NotFound:
        raise
    except ConnectError as error:
        web.warn(error.message)
    return web.private(redirect(url_of(seat, _anchor="write"), 303))


@bp.get("/asked/<pid:public_id>")
@open_to("moderator")
def asked(public_id: str) -> Answer:
    """The page of a moderator who is asked in: to come in, or that it is done. No words of the talk stand here."""
    person = current_person()
    with db.transaction():
        thread, case = queries.asked_in(person, public_id)
        holder = assignment.opened(person, SUBJECT, public_id)
    page = web.page(
        "messages/asked.html", thread=thread, case=case, holder=holder, public_id=public_id,
        sits=queries.sits(person, thread, case) == Sits.SPEAKS, pane=pane.beside(person, SUBJECT, public_id),
    )  # fmt: skip
    return web.private(page)


@bp.post("/asked/<pid:public_id>/join")
@open_to("moderator")
def asked_join(public_id: str) -> Answer:
    """Comes in: the whole thread can be read from then on, and both sides know."""
    person = current_person()
    try:
        with db.transaction():
            thread, case = queries.asked_in(person, public_id)
            assignment.hold(person, SUBJECT, public_id)
            actions.join(person, thread, case)
    except NotFound:
        raise
    except ConnectError as error:
        web.warn(error.message)
        return web.see_other("messages.asked", public_id=public_id)
    return web.private(web.see_other("messages.talk", public_id=public_id))


@bp.post("/asked/<pid:public_id>/leave")
@open_to("moderator")
def asked_leave(public_id: str) -> Answer:
    """Leaves for good; then the next item of the queue."""

    def act(found: tuple[Thread, Case], by: Person) -> str:
        actions.leave(by, found[0])
        return _("Done. You no longer read this conversation.")

    return settle(SUBJECT, public_id, lambda: queries.asked_in(current_person(), public_id), act)


@bp.post("/reported/<pid:public_id>")
@open_to("moderator")
def reported(public_id: str) -> Answer:
    """Opens a reported conversation to the moderator who has its report in hand, for a reason."""
    person, reason = current_person(), one_line(request.form.get("reason"))[:LONGEST]
    try:
        with db.transaction():
            thread, case = queries.in_areas(person, public_id)
            actions.read_reported(person, thread, case, reason)
    except NotFound:
        raise
    except ConnectError as error:
        web.warn(error.message)
        return web.private(web.see_other("moderation.reported", public_id=public_id))
    return web.private(web.see_other("messages.talk", public_id=public_id))
