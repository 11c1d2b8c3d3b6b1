"""The clinicians' pages: who waits in their area, and the summary that ends a consultation."""

from datetime import timedelta

from flask import request
from flask_babel import gettext as _, to_user_timezone

from connect import clock, config, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.advice import actions, queries
from connect.advice.blueprint import bp
from connect.advice.forms import SummaryForm
from connect.cases import rules
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.rules import CaseRole
from connect.crypto.tokens import spoken
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.web import Answer, open_to


@bp.get("/")
@open_to("signed_in")
def queue() -> Answer:
    """The cases of a clinician's area that wait, the gravest first."""
    found = queries.queue(current_person())
    if found is None:
        raise NotAllowed(
            _("Only clinicians with a checked credential read here. Ask for the check of yours under “Account”.")
        )
    return web.private(web.page("advice/queue.html", queue=found, spoken=spoken))


@bp.route("/<pid:public_id>/summary", methods=["GET", "POST"])
@open_to("signed_in")
def summary(public_id: str) -> Answer:
    """The summary of a consultation, by the clinician who holds the case; sending it ends the consultation."""
    form = SummaryForm()
    if request.method == "GET":
        return _page(_held(public_id), form)
    if not form.validate():
        return _page(_visible(public_id), form, 422)
    try:
        with db.transaction():
            actions.summarise(
                _held(public_id), form.texts(), again_at=form.again_at, holds_wipe=bool(form.holds_wipe.data)
            )
    except (Conflict, RuleBroken) as error:
        form.form_errors.append(error.message)
        return _page(_visible(public_id), form, 409 if isinstance(error, Conflict) else 422)
    web.tell(_("Thank you. The requester reads the summary, and is asked whether it helped."))
    return web.see_other("advice.queue")


def _visible(public_id: str) -> CaseView:
    view = case_view.visible(public_id, Actor(current_person()))
    if view.case.guarded != rules.CLINICAL:
        raise NotFound
    return view


def _held(public_id: str) -> CaseView:
    """The view of the clinician who holds the case; Conflict for anybody else, and once the time is over."""
    view = _visible(public_id)
    if CaseRole.CLAIMER not in view.roles:
        raise Conflict(
            _("You no longer hold this case. What you wrote is still here: take the case again, if it is free.")
        )
    return view


def _page(view: CaseView, form: SummaryForm, status: int = 200) -> Answer:
    now, here = clock.now(), config.current()
    page = web.page(
        "advice/summary.html", case=view.case, form=form, code=spoken(view.case.public_id),
        earliest=_day(now + timedelta(days=1)), latest=_day(now + timedelta(days=here.call_again_days)),
        kept_until=now + timedelta(days=here.keep_personal_days),
    )  # fmt: skip
    return web.private(page), status


def _day(moment: object) -> str:
    return str(to_user_timezone(moment).date().isoformat())
