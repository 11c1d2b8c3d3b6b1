"""The choices before the end of a notice: a later end, the word that the danger is over, or nothing."""

from datetime import timedelta

from flask import Response
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotFound, RuleBroken
from connect.notices import queries, rules
from connect.notices.blueprint import bp
from connect.notices.forms import EndingForm
from connect.notices.models import Notice
from connect.notices.officials import actions
from connect.notices.rules import State
from connect.notices.views.read import is_hers
from connect.text import clean
from connect.web import Answer, open_to


@bp.route("/<pid:public_id>/ending", methods=["GET", "POST"])
@open_to("official")
def ending(public_id: str) -> Answer:
    """Shows an official what may follow a notice that ends soon, and does it on a press."""
    notice = queries.by_public_id(public_id)
    if not is_hers(notice):
        raise NotFound
    form = EndingForm(data={"text": actions.over("vi"), "edition": notice.edition})
    form.text.flags.required = True  # of one of the two presses alone
    if not form.is_submitted():
        return _page(notice, form)
    if not form.validate():
        return _page(notice, form), 422
    try:
        with db.transaction():
            after = _followed(queries.by_public_id(public_id), form)
    except (RuleBroken, Conflict) as error:
        form.form_errors.append(error.message)
        return _page(queries.by_public_id(public_id), form), 422
    waits = after.state == State.SUBMITTED
    web.tell(_("Handed in. It is published once a second official has looked at it.") if waits else _("Done."))
    return web.see_other("notices.show", public_id=after.public_id)


def _followed(notice: Notice, form: EndingForm) -> Notice:
    by, edition = current_person(), form.edition.data or 0
    if form.verb.data == "all_clear":
        return actions.all_clear(notice, by, edition, clean(form.text.data or ""))
    if form.verb.data == "extend":
        return actions.extend(notice, by, edition, int(form.hours.data))
    raise NotFound


def _page(notice: Notice, form: EndingForm) -> Response:
    now = clock.now()
    lasts = rules.is_in_force(notice.state, notice.starts_at, notice.ends_at, now)
    until = {str(hours): notice.ends_at + timedelta(hours=hours) for hours in rules.LONGER_H}
    waits = [one for one in queries.changes_of(notice) if one.state == State.SUBMITTED]
    return web.private(
        web.page("notices/ending.html", notice=notice, form=form, lasts=lasts, until=until, waits=waits)
    )  # fmt: skip
