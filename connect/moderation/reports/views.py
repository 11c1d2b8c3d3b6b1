"""Báo xấu: anybody says what is wrong, without an account; a moderator answers."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as account_queries
from connect.cases import actions as case_actions, queries as cases
from connect.cases.claims import actions as claim_actions
from connect.cases.models import Case
from connect.cases.screening import scam_patterns
from connect.cases.transitions import Actor
from connect.crypto import signing
from connect.errors import Conflict, NotFound
from connect.moderation import queries
from connect.moderation.blueprint import bp
from connect.moderation.forms import ReportForm
from connect.moderation.models import AbuseReport
from connect.moderation.queue import assignment
from connect.moderation.reports import actions as reports
from connect.moderation.reports.actions import Subject
from connect.moderation.views.work import onward
from connect.moderation.words import REASONS, SUBJECTS, VERDICTS
from connect.text import clean
from connect.web import Answer, limits, open_to
from connect.web.limits import client_fingerprint

PER_DEVICE, PER_NETWORK = "20 per hour", "200 per hour"


@bp.route("/report/<pid:public_id>", methods=["GET", "POST"])
@open_to("anyone")
def report(public_id: str) -> Answer:
    """About a request that one can see."""
    case = cases.by_public_id(public_id)
    if not claim_actions.sight(case, Actor(web.person())).exists:
        raise NotFound
    return _take(Subject("case", case.public_id, case.area_id, case.urgency))


@bp.route("/report/helper/<token>", methods=["GET", "POST"])
@open_to("anyone")
def report_helper(token: str) -> Answer:
    """About the helper who has, or last had, the requester's case: by her own link only."""
    case = cases.by_token(token)
    claims = cases.claims(case)
    if not claims:
        raise NotFound
    return _take(Subject("person", claims[-1].person.public_id, case.area_id, 2))


@bp.route("/report/notice/<about>", methods=["GET", "POST"])
@open_to("anyone")
def report_notice(about: str) -> Answer:
    """About a notice; its own page signs which, and whose area it is."""
    told = signing.unsigned(about, "report")
    if told is None:
        raise NotFound
    return _take(Subject("notice", *told))


@bp.route("/report/organization/<pid:public_id>", methods=["GET", "POST"])
@open_to("anyone")
def report_organization(public_id: str) -> Answer:
    """About an organisation."""
    found = account_queries.organization(public_id)
    if found is None:
        raise NotFound
    return _take(Subject("organization", found.public_id, found.area_id))


def _take(subject: Subject) -> Answer:
    """The form, and the same thanks whether the report counted or not."""
    form = ReportForm()
    if not form.is_submitted():
        return _form(form, subject)
    if not form.validate():
        return _form(form, subject, 422)
    if not _within_limits():
        form.form_errors.append(_("Many reports come from here just now. Wait a while and press send again."))
        return _form(form, subject, 429)
    with db.transaction():
        reports.report(
            subject, str(form.reason.data), clean(form.words.data or ""), device=client_fingerprint.device(),
            network=client_fingerprint.network(), by=web.person(),
        )  # fmt: skip
    answer = web.private(web.see_other("moderation.report_thanks"))
    return client_fingerprint.remember(answer)


def _within_limits() -> bool:
    device, network = client_fingerprint.device(), client_fingerprint.network()
    return limits.hit(PER_DEVICE, "report", device) and limits.hit(PER_NETWORK, "report", network)


def _form(form: ReportForm, subject: Subject, status: int = 200) -> Answer:
    page = web.page("moderation/report.html", form=form, subject=subject, subjects=SUBJECTS)
    return client_fingerprint.remember(web.private(page)), status


@bp.get("/report/thanks")
@open_to("anyone")
def report_thanks() -> Answer:
    """What comes after a report."""
    return web.private(web.page("moderation/report_thanks.html"))


# --- The moderator ----------------------------------------------------------------------------------------


@bp.get("/reported/<pid:public_id>")
@open_to("moderator")
def reported(public_id: str) -> Answer:
    """All unanswered reports about one thing, with what is needed to answer."""
    person = web.person()
    with db.transaction():
        found = reports.waiting(public_id, person)
        holder = assignment.opened(person, "report", public_id)
    if not found:
        web.warn(_("These reports are answered already."))
        return web.see_other("moderation.queue")
    kind = found[0].kind
    case = _case(public_id) if kind == "case" else None
    told = case_actions.secret_of(case).words if case else ""
    return web.private(
        web.page(
            "moderation/reported.html", reports=found, kind=kind, public_id=public_id, holder=holder, case=case,
            told=told,
            suspicions=scam_patterns.suspicions(told), named=_named(found[0]), reasons=REASONS, verdicts=VERDICTS,
            subjects=SUBJECTS, weights=[reports.voice_of(one).weight for one in found],
            networks=_numbered([one.network for one in found]),
        )
    )  # fmt: skip


def _case(public_id: str) -> Case | None:
    try:
        return queries.case_in_scope(web.person(), public_id)
    except NotFound:  # its place was corrected into another area meanwhile
        return None


def _named(one: AbuseReport) -> str:
    if one.kind == "person":
        person = account_queries.by_public_id(one.subject)
        return person.name if person else ""
    organization = account_queries.organization(one.subject) if one.kind == "organization" else None
    return organization.name if organization else ""


def _numbered(networks: list[str]) -> list[int]:
    """Each network as a small number, so that a flood from one is seen without showing an address."""
    order = list(dict.fromkeys(networks))
    return [order.index(one) + 1 for one in networks]


@bp.post("/reported/<pid:public_id>")
@open_to("moderator")
def settle(public_id: str) -> Answer:
    """The answer to all of them; then the next item."""
    person = web.person()
    try:
        with db.transaction():
            assignment.hold(person, "report", public_id)
            count = reports.settle(public_id, person, request.form.get("verdict", ""))
            assignment.release(person, "report", public_id)
        web.tell(_("Answered: %(count)s.", count=count))
    except Conflict as error:
        web.warn(error.message)
    return onward()
