"""A new link for a requester who has lost the old one."""

from flask import request

from connect import db, web
from connect.accounts.sign_in.current_session import current_person, proved
from connect.cases.asking import requester_links
from connect.cases.transitions import Actor
from connect.errors import RuleBroken
from connect.moderation import queries
from connect.moderation.blueprint import bp
from connect.moderation.views.review import once_more
from connect.web import Answer, open_to
from connect.web.pages.forms import typed


@bp.post("/<pid:public_id>/relink")
@open_to("moderator")
@proved("moderation.review")
def relink(public_id: str) -> Answer:
    """Makes the link after a call back, and shows it once."""
    try:
        how = typed("how", 200)
        with db.transaction():
            case = queries.case_in_scope(current_person(), public_id)
            token = requester_links.renew(case, Actor(current_person()), how)
    except RuleBroken as error:
        return once_more(public_id, "how", request.form.get("how", ""), error.message)
    return web.private(web.page("moderation/relinked.html", case=case, token=token))
