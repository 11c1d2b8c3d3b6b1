"""Báo xấu: anybody says what is wrong, without an account; a moderator answers."""

from collections.abc import Callable

from flask import request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.cases.screening import moderation_work
from connect.errors import NotFound
from connect.moderation.blueprint import bp
from connect.moderation.forms import ReportForm
from connect.moderation.models import AbuseReport
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle as settle_work
from connect.moderation.reports import actions as reports, queries
from connect.moderation.words import VERDICTS, reasons
from connect.registry import work
from connect.registry.reports import KINDS, Kind, Reported
from connect.text import clean
from connect.web import Answer, limits, open_to
from connect.web.limits import client_fingerprint

PER_DEVICE, PER_NETWORK = "20 per hour", "200 per hour"


@bp.record
def _addresses(setup: BlueprintSetupState) -> None:
    """Gives each kind of thing that features have announced its own address, once all of them are there."""
    for kind in KINDS.values():
        if not kind.address:
            continue
        setup.add_url_rule(f"/report/{kind.address}", kind.endpoint, _page_of(kind), methods=["GET", "POST"])


def _page_of(kind: Kind) -> Callable[..., Answer]:
    @open_to("anyone")
    def report(**values: str) -> Answer:
        (key,) = values.values()
        reported = kind.find(key, current_session.person())
        if reported is None:
            raise NotFound
        return _take(kind, reported)

    return report


def _take(kind: Kind, reported: Reported) -> Answer:
    """The form, and the same thanks whether the report counted or not."""
    form = ReportForm()
    if not form.is_submitted():
        return _form(form, kind, reported)
    if not form.validate():
        return _form(form, kind, reported, 422)
    if not _within_limits():
        form.form_errors.append(_("Many reports come from here just now. Wait a while and press send again."))
        return _form(form, kind, reported, 429)
    with db.transaction():
        reports.report(
            reported, str(form.reason.data), clean(form.words.data or ""), device=client_fingerprint.device(),
            network=client_fingerprint.network(), by=current_session.person(),
        )  # fmt: skip
    answer = web.private(web.see_other("moderation.report_thanks"))
    return client_fingerprint.remember(answer)


def _within_limits() -> bool:
    device, network = client_fingerprint.device(), client_fingerprint.network()
    return limits.hit(PER_DEVICE, "report", device) and limits.hit(PER_NETWORK, "report", network)


def _form(form: ReportForm, kind: Kind, reported: Reported, status: int = 200) -> Answer:
    page = web.page("moderation/report.html", form=form, kind=kind, reported=reported)
    return client_fingerprint.remember(web.private(page)), status


@bp.get("/report/thanks")
@open_to("anyone")
def report_thanks() -> Answer:
    """Thanks the sender of a report."""
    return web.private(web.page("moderation/report_thanks.html"))


# --- The moderator ----------------------------------------------------------------------------------------


work.subject("report", opens="moderation.reported", cards=moderation_work.cards)


@bp.get("/reported/<pid:public_id>")
@open_to("moderator")
def reported(public_id: str) -> Answer:
    """All unanswered reports about one thing, with what is needed to answer."""
    person = current_person()
    with db.transaction():
        found = queries.waiting(public_id, person)
        holder = assignment.opened(person, "report", public_id)
    if not found:
        web.warn(_("These reports are answered already."))
        return web.see_other("moderation.queue")
    kind = KINDS[found[0].kind]
    page = web.page(
        "moderation/reported.html", reports=found, kind=kind, public_id=public_id, holder=holder,
        facts=kind.details.facts(person, public_id) if kind.details else None, named=kind.name_of(public_id),
        reasons=reasons(), verdicts=VERDICTS, weights=queries.weights(found),
        networks=_numbered([one.network for one in found]), pane=pane.beside(person, "report", public_id),
    )  # fmt: skip
    return web.private(page)


def _numbered(networks: list[str]) -> list[int]:
    """Each network as a small number, so that a flood from one is seen without showing an address."""
    order = list(dict.fromkeys(networks))
    return [order.index(one) + 1 for one in networks]


@bp.post("/reported/<pid:public_id>")
@open_to("moderator")
def settle(public_id: str) -> Answer:
    """The answer to all of them; then the next item."""

    def act(found: list[AbuseReport], by: Person) -> str:
        reports.settle(found, by, request.form.get("verdict", ""))
        return _("Answered: %(count)s.", count=len(found))

    return settle_work("report", public_id, lambda: queries.waiting(public_id, current_person()), act)
