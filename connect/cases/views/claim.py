"""The helper's way through a case: take it, see the contact, set out, hand over, or give it back."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in import phone_proofs
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.cases import queries, rules, transitions
from connect.cases.answers import queries as answers
from connect.cases.claims import actions as claim_actions, alarms, handover
from connect.cases.claims.forms import CannotReachForm, HelpForm, ReasonForm, ReferForm, ReleaseForm, help_form
from connect.cases.clinical import actions as clinical_actions
from connect.cases.disclosure import actions as disclosures, case_view, paired_visits
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.models import Case
from connect.cases.rules import CaseRole, State, Verb
from connect.cases.views.blueprint import bp
from connect.cases.views.nearby import next_nearest
from connect.errors import Conflict, NotFound, RuleBroken
from connect.registry import claims
from connect.text import phone_for_eyes
from connect.web import Answer, cookies, open_to
from connect.web.limits import client_fingerprint, limiter

Result = TypeVar("Result")
# Far above what anybody can deliver, far below what collecting phone numbers needs.
sparingly = limiter.limit("30/hour", key_func=lambda: f"person:{current_person().id}")


def or_others(view: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Answers a Conflict with a page that says what happened and offers the cases nearest to this one."""

    @wraps(view)
    def kindly(public_id: str) -> Answer:
        try:
            return view(public_id)
        except Conflict as error:
            case = queries.by_public_id(public_id)
            others = next_nearest(case.centre, but=case.id)
            return web.private(web.page("cases/faster.html", message=error.message, others=others)), 409

    return kindly


@bp.get("/taken")
@open_to("signed_in")
def taken() -> Answer:
    """The cases a helper holds, with the next step of each, and those of before."""
    person = current_person()
    return web.private(
        web.page(
            "cases/taken.html",
            held=queries.open_claims(person.id),
            past=queries.past_claims(person.id),
            visits=paired_visits.of(person),
        )
    )


@bp.post("/<pid:public_id>/claim")
@open_to("signed_in")
@sparingly
@or_others
def claim(public_id: str) -> Answer:
    """Takes the case."""
    view = _view(public_id)
    claim_actions.refuse_if_held(view)
    guarded = view.case.guarded == rules.SAFEGUARDED
    if view.case.guarded != rules.DRILL and phone_proofs.is_asked_for(current_person()):
        return web.see_other("accounts.phone", next=url_for("cases.show", public_id=public_id))
    try:
        _do(public_id, _take)
    except RuleBroken as error:
        if not (guarded or isinstance(error, claims.Refused)):
            raise
        web.warn(error.message)
        return web.see_other("cases.show", public_id=public_id)
    web.tell(_("You have taken this case. Thank you."))
    return client_fingerprint.remember(web.private(web.see_other("cases.show", public_id=public_id)))


def _take(view: CaseView) -> None:
    taken = claim_actions.claim(view, _second(), client_fingerprint.seen())
    if view.case.guarded != rules.DRILL:  # nothing real is set aside for a drill
        claims.begun(taken, request.form)


def _second() -> Person | None:
    """The person who goes along, where two must go."""
    code = request.form.get("second", "")
    return accounts.by_public_id(code) if code else None


@bp.post("/<pid:public_id>/second")
@open_to("signed_in")
@or_others
def second(public_id: str) -> Answer:
    """The helper asks somebody else to come along to a safeguarded home."""
    try:
        _do(public_id, lambda view: paired_visits.name_second(view, _second()))
    except RuleBroken as error:
        web.warn(error.message)
    return web.see_other("cases.show", public_id=public_id)


@bp.post("/<pid:public_id>/accompany")
@open_to("signed_in")
@or_others
def accompany(public_id: str) -> Answer:
    """The word of the person who was asked to come along."""
    with db.transaction():
        view = case_view.of(queries.by_public_id(public_id), Actor(current_person()))
        paired_visits.answer(view, request.form.get("word") == "yes")
    web.tell(_("Thank you. The helper reads your answer at once."))
    return web.see_other("cases.taken")


@bp.get("/guarded")
@open_to("volunteer")
def guarded() -> Answer:
    """The cases that only members of checked organisations see."""
    if not current_person().cleared:
        raise NotFound
    return web.private(web.page("cases/guarded.html", cases=queries.guarded()))


@bp.post("/<pid:public_id>/extend")
@open_to("signed_in")
@or_others
def extend(public_id: str) -> Answer:
    """More time, once."""
    _do(public_id, claim_actions.extend)
    web.tell(_("You have more time now."))
    return web.see_other("cases.show", public_id=public_id)


@bp.post("/<pid:public_id>/set-out")
@open_to("signed_in")
@or_others
def set_out(public_id: str) -> Answer:
    """The helper is on the way."""
    _do(public_id, claim_actions.set_out)
    web.tell(_("The requester can see that you are on the way. Go safely."))
    return web.see_other("cases.show", public_id=public_id)


@bp.route("/<pid:public_id>/release", methods=["GET", "POST"])
@open_to("signed_in")
@or_others
def release(public_id: str) -> Answer:
    """Gives the case back, with a reason."""
    thanks = _("You have given it back. Others can take it now.")
    return _with_reason(public_id, ReleaseForm(), "cases/release.html", claim_actions.release, thanks)


@bp.route("/<pid:public_id>/cannot-reach", methods=["GET", "POST"])
@open_to("signed_in")
@or_others
def cannot_reach(public_id: str) -> Answer:
    """Says that nobody could be reached."""
    thanks = _("Thank you for trying. Somebody will find out what happened.")
    return _with_reason(public_id, CannotReachForm(), "cases/cannot_reach.html", claim_actions.cannot_reach, thanks)


@bp.route("/<pid:public_id>/refer", methods=["GET", "POST"])
@open_to("signed_in")
@or_others
def refer(public_id: str) -> Answer:
    """A clinician passes medical advice on to those who can do more."""
    if _held(public_id).case.guarded != rules.CLINICAL:
        raise NotFound
    thanks = _("Passed on. The requester reads to whom.")
    return _with_reason(public_id, ReferForm(), "cases/refer.html", clinical_actions.refer, thanks)


@bp.route("/<pid:public_id>/help", methods=["GET", "POST"], endpoint="help")
@open_to("signed_in")
@or_others
def hand_over(public_id: str) -> Answer:
    """Says what was handed over; the rest goes back on the list."""
    case = _held(public_id).case
    if case.guarded == rules.CLINICAL and (summary := web.url_if("advice.summary", public_id=public_id)):
        return redirect(summary, 303)
    form = help_form(case)
    if request.method == "GET":
        return _help_page(case, form)
    if not form.validate_on_submit():
        return _help_page(case, form, _("Look at the quantities: a whole number for each thing.")), 422
    given, code = form.given(), (form.code.data or "").strip() or None
    try:
        if code:
            _do(public_id, handover.count_code_try)
        return _helped(*_do(public_id, lambda view: _hand_over(view, given, code)))
    except RuleBroken as error:
        return _help_page(_held(public_id).case, form, str(error.message)), 422


def _help_page(case: Case, form: HelpForm, error: str | None = None) -> Response:
    return web.private(web.page("cases/help.html", case=case, form=form, error=error))


def _helped(case: Case, onward: str | None) -> Answer:
    if alarms.open_about(current_person().id):
        return _recalled()
    if case.state == State.CONFIRMED:
        return _gone_on(_("Thank you. The delivery code has proven it: this case is done."), onward)
    if case.state in rules.SERVED:
        return _gone_on(_("Thank you. The requester is now asked to confirm."), onward)
    return _gone_on(_("Thank you. The rest is back on the list for somebody else."), onward)


def _hand_over(view: CaseView, given: dict[str, int], code: str | None) -> tuple[Case, str | None]:
    """The case, and the page to go on to, where what was handed over has one."""
    held, handed = claim_actions.own(view), handover.counted(view.case, given)
    case = handover.hand_over(view, given, code)
    return case, claims.handed_over(held, handed, request.form)


def _recalled() -> Answer:
    web.warn(
        _(
            "Nobody has confirmed the last cases that you ended, so they are back on the list, and a moderator will "
            "speak with you. If you brought the things, ask the requesters to say so on their page."
        )
    )
    return web.see_other("cases.taken")


@bp.post("/<pid:public_id>/contact")
@open_to("signed_in")
@sparingly
@or_others
def contact(public_id: str) -> Answer:
    """Shows name, phone and door; every look is written down. No GET, so that no link or reload does it unseen."""
    with db.transaction():
        view = _held(public_id)
        shown = disclosures.reveal(view, "to deliver")
    page = web.page(
        "cases/contact.html", answers=answers.told(view), case=view.case, contact=shown, ward=areas.label(shown.ward),
        phone_for_eyes=phone_for_eyes, home=areas.place_of(cookies.kept(cookies.WARD)),
    )  # fmt: skip
    return web.with_map(web.private(page))


# --- Parts ------------------------------------------------------------------------------------------------


def _view(public_id: str) -> CaseView:
    return case_view.visible(public_id, Actor(current_person()))


def _held(public_id: str) -> CaseView:
    """The view of the claimer; Conflict for anybody else, and once the time has run out."""
    view = _view(public_id)
    if CaseRole.CLAIMER not in view.roles:
        raise transitions.refusal(view.case, Verb.HELP, set())
    return view


def _do(public_id: str, action: Callable[[CaseView], Result]) -> Result:
    """Acts on the case in one transaction, with a view that was read inside of it."""
    with db.transaction():
        return action(_view(public_id))


def _with_reason(
    public_id: str, form: ReasonForm, template: str, action: Callable[[CaseView, str], object], thanks: str
) -> Answer:
    if form.validate_on_submit():
        reason = str(form.reason.data)
        try:
            _do(public_id, lambda view: action(view, reason))
            return _recalled() if alarms.open_about(current_person().id) else _gone_on(thanks)
        except RuleBroken as error:
            form.reason.errors = [error.message]
    page = web.private(web.page(template, case=_held(public_id).case, form=form))
    return (page, 422) if request.method == "POST" else page


def _gone_on(message: str, onward: str | None = None) -> Answer:
    web.tell(message)
    return redirect(onward, 303) if onward else web.see_other("cases.taken")
