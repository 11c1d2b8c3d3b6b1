"""The officials' page of public holidays."""

from flask import request
from flask_babel import gettext as _, to_user_timezone

from connect import clock, db, web
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.errors import Conflict, ConnectError, RuleBroken
from connect.supplies.blueprint import bp
from connect.supplies.holidays import actions, queries
from connect.supplies.holidays.forms import CorrectionForm
from connect.supplies.hours import words
from connect.text import one_line
from connect.web import Answer, open_to

FIELDS = ("day", "what", "name", "grounds")


@bp.route("/holidays", methods=["GET", "POST"])
@open_to("official", "admin")
@proved("supplies.holidays", keeps=FIELDS)
def holidays() -> Answer:
    """The public holidays of a year; sets a day right."""
    if request.method == "GET":
        return _page(CorrectionForm(data=before_proof()))
    form = CorrectionForm()
    if not form.validate() or form.on is None:
        return _page(form, 422)
    on = form.on
    try:
        with db.transaction():
            actions.correct(
                on, is_off=form.what.data == "off", name=one_line(form.name.data),
                grounds=one_line(form.grounds.data), by=current_person(),
            )  # fmt: skip
    except (Conflict, RuleBroken) as error:
        form.form_errors.append(error.message)
        return _page(form, _status(error))
    web.tell(_("The day is set right. Opening hours follow within minutes; until then they read as not known."))
    return web.see_other("supplies.holidays", year=on.year)


def _status(error: ConnectError) -> int:
    return 409 if isinstance(error, Conflict) else 422


def _page(form: CorrectionForm, status: int = 200) -> Answer:
    table, today = queries.table(), to_user_timezone(clock.now()).date()
    asked = request.args.get("year", type=int) or today.year
    year = min(max(asked, table.first), table.last)
    page = web.page(
        "supplies/holidays.html", form=form, days=queries.of_year(year), year=year, table=table, today=today,
        day_said=words.day_said, may_correct=actions.may_correct(current_person()),
    )  # fmt: skip
    return web.private(page), status
