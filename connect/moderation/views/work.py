"""The next item, whatever it is: it opens by itself, and nobody else has it meanwhile."""

from flask import request

from connect.moderation.blueprint import bp
from connect.moderation.queue.settle import onward
from connect.web import Answer, open_to


@bp.post("/work")
@open_to("moderator", "official", "admin")
def next_one() -> Answer:
    """Opens the next item; one that is skipped is free for others and comes again at the end."""
    skipped = request.form.get("subject", ""), request.form.get("skip", "")
    return onward(skipped if all(skipped) else None)
