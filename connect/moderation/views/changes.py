"""A change of what had been looked at: taken, or left as it was."""

from flask import request
from flask_babel import gettext as _

from connect.cases.changes import actions as changes
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.moderation.blueprint import bp
from connect.moderation.views.decisions import decide
from connect.web import Answer, open_to


@bp.post("/<pid:public_id>/change/<any(accept, refuse):verb>")
@open_to("moderator")
def change(public_id: str, verb: str) -> Answer:
    """Decides on the change that was read; another one that came since is read first."""
    mark = request.form.get("mark", "")[:40]

    def act(found: Case, by: Actor) -> None:
        (changes.accept if verb == "accept" else changes.refuse)(found, by, mark)

    return decide(public_id, act, _("change accepted") if verb == "accept" else _("left as it was"))
