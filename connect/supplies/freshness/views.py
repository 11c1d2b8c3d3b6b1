"""The switch for reminders by SMS on the page of one's own points."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.supplies.blueprint import bp
from connect.supplies.freshness import actions
from connect.web import Answer, open_to


@bp.post("/reminders")
@open_to("signed_in")
def reminders() -> Answer:
    """Begins or stops asking by SMS whether goods are still there."""
    agreed = request.form.get("by_sms") == "yes"
    with db.transaction():
        actions.agree(current_person(), agreed)
    web.tell(_("You will be asked by SMS, at most once a day.") if agreed else _("You get no more reminders by SMS."))
    return web.see_other("supplies.mine")
