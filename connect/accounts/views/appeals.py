"""Somebody blocked reads why, and asks for a second look. Only who knew the password comes here."""

from datetime import UTC, datetime

from flask import request, session
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts import actions, queries
from connect.accounts.models import Person
from connect.accounts.views.blueprint import bp
from connect.errors import ConnectError, NotFound, RuleBroken
from connect.web import Answer, open_to
from connect.web.pages.forms import typed

KEY, LASTS_S, LONGEST = "appeal", 1800, 1000


def to_appeal(person: Person) -> Answer:
    """Leads a blocked person, whose password was right a moment ago, to the page."""
    session[KEY] = [person.id, clock.now().timestamp()]
    return web.see_other("accounts.appeal")


@bp.route("/appeal", methods=["GET", "POST"])
@open_to("anyone")
def appeal() -> Answer:
    """Shows a blocked person the reason and the answers, and takes one text to the moderators."""
    person, sent, trouble = _who(), request.form.get("text", ""), None
    if request.method == "POST":
        try:
            text = typed("text", LONGEST)
            with db.transaction():
                if len(text) >= 3:
                    actions.appeal(person, text)
            web.tell(_("Another moderator than the one who decided reads it."))
            return web.see_other("accounts.appeal")
        except RuleBroken as error:
            trouble = error.message
        except ConnectError as error:
            web.warn(error.message)
            return web.see_other("accounts.appeal")
    events = [event for event in queries.record(person) if event.verb in ("block", "appeal", "refuse", "unblock")]
    waits = queries.open_appeal(person) is not None
    page = web.page("accounts/appeal.html", blocked=person, events=events, waits=waits, sent=sent, trouble=trouble)
    return web.private(page), 422 if trouble else 200


def _who() -> Person:
    number, at = session.get(KEY, (0, 0.0))
    person = db.session.get(Person, number) if clock.is_fresh(datetime.fromtimestamp(at, UTC), LASTS_S) else None
    if person is None:
        raise NotFound
    return person
