"""The runs that somebody plans, and a new one out of a window."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.runs import actions, queries, words
from connect.shopping.runs.forms import RunForm
from connect.shopping.windows import queries as windows, words as window_words
from connect.shopping.windows.rules import Phase
from connect.web import Answer, open_to


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals["run_words"] = words


@bp.get("/runs")
@open_to("signed_in")
def runs() -> Answer:
    """The runs that somebody plans, and the windows of which a further one can be made."""
    person = of_coordinator()
    able = [one for one in windows.run_by(person) if one.phase == Phase.CLOSED]
    page = web.page(
        "shopping/runs.html", ahead=queries.run_by(person), over=queries.run_by(person, over=True), windows=able,
        wording=window_words,
    )  # fmt: skip
    return web.private(page)


def of_coordinator() -> Any:
    """The signed-in person, if there is a place whose runs this person may plan. Raises NotAllowed."""
    person = current_person()
    if not windows.runs_some(person):
        raise NotAllowed(_("Officials and coordinators of verified organisations plan runs. Ask your organisation."))
    return person


@bp.route("/runs/new", methods=["GET", "POST"])
@open_to("signed_in")
def runs_new() -> Answer:
    """A new run of a window: its wards, where its teams load. The teams are added on its page."""
    person = of_coordinator()
    window = windows.own(person, request.values.get("window", ""))
    form = RunForm(window)
    status = 422 if form.is_submitted() else 200
    if form.is_submitted() and form.validate():
        try:
            with db.transaction():
                fresh = windows.own(person, window.public_id)
                run = actions.make(person, fresh, form.ward_ids, form.begin(), back=bool(form.back.data))
            web.tell(_("It is made. Now add its teams."))
            return web.see_other("shopping.run", public_id=run.public_id)
        except (Conflict, RuleBroken, NotAllowed) as error:
            form.form_errors.append(error.message)
            status = 409 if isinstance(error, Conflict) else 422
    page = web.page("shopping/runs_new.html", form=form, window=window, wording=window_words)
    return web.private(page), status
