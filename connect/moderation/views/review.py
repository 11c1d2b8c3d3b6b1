"""The queue and the desk: what waits, and one case with all that is needed to decide on it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas.queries import Place
from connect.cases import actions, queries as cases, rules
from connect.cases.answers import queries as answers
from connect.cases.asking import need_fields  # fmt: skip
from connect.cases.changes import actions as changes, reversals, rules as change_rules
from connect.cases.claims import actions as claim_actions, trusted_confirmations
from connect.cases.claims.models import Claim
from connect.cases.clinical import actions as clinical
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.duplicates import household_aid, queries as duplicates
from connect.cases.map import changes as map_changes
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import Verb
from connect.cases.screening import moderation_work
from connect.cases.transitions import Actor
from connect.errors import Conflict, RuleBroken
from connect.incidents import kinds
from connect.moderation import queries
from connect.moderation.blueprint import bp
from connect.moderation.duplicates import pairs as duplicate_pairs
from connect.moderation.forms import CorrectForm, TextForm
from connect.moderation.queue import assignment, filters, pane, work_queue
from connect.moderation.reports import queries as reports
from connect.moderation.views.confirmation import ask_first
from connect.moderation.views.screening import reasons
from connect.moderation.words import QUESTIONS, REASONS, VERDICTS
from connect.registry import work
from connect.text import phone_for_eyes
from connect.web import Answer, open_to
from connect.web.pages import fresh

UNHEARD_S = 60.0  # for what no history of a case tells: reports, organisations, pairs
DECISIONS = (Verb.APPROVE, Verb.REJECT, Verb.REFER, Verb.MERGE, Verb.TAKE_OFF)


def _version() -> str:
    """The first page in short. News of cases is heard at once; other work shows itself within a minute."""
    if "after" in request.args:
        return ""
    person, only = current_person(), filters.of_request()
    rights = tuple(sorted(role.id for role in person.roles))  # whoever lost one is never told that nothing changed
    asked = ("queue", person.id, rights, only.show, only.area and only.area.code)
    return map_changes.remembered(asked, None, lambda: pane.first(person), UNHEARD_S)


@bp.get("/")
@open_to("moderator", "official", "admin")
@fresh.polled(_version, view_marks=True)
def queue() -> Answer:
    """Everything that waits, of every kind, the most urgent and oldest first; or one part of it."""
    person, only = current_person(), filters.of_request()
    load, shown = work_queue.load(person), pane.page(person, request.args.get("after", ""))
    if "after" not in request.args:
        fresh.mark(pane.said([line.item for line in shown.lines]))
    return web.private(
        web.page(
            "moderation/queue.html",
            pane=shown,
            load=load,
            here=work_queue.load(person, only.area) if only.area else load,
            asked=moderation_work.asked_count(person),
            pairs=duplicate_pairs.count(person),
            places=filters.choices(person, only.area),
            sources=work.SOURCES,
            paged="after" in request.args,
        )
    )


work.subject("case", opens="moderation.review", cards=moderation_work.cards)


@bp.get("/<pid:public_id>")
@open_to("moderator")
def review(public_id: str) -> Answer:
    """One case with all that is needed to decide; the contact only on demand. Opening what waits takes it."""
    looked = duplicates.look(queries.case_in_scope(current_person(), public_id).id)
    with db.transaction():
        duplicates.note(looked)
        assignment.opened(current_person(), "case", public_id)
    return on_the_desk(queries.case_in_scope(current_person(), public_id))


@dataclass(frozen=True, slots=True)
class Again:
    """A field to fill in once more: its id on the page, what was typed there, what is wrong with it."""

    field: str
    typed: str
    error: object


def on_the_desk(
    found: Case, *, again: Again | None = None, correct: CorrectForm | None = None, wards: list[Place] | None = None,
    contact: disclosures.Contact | None = None, status: int = 200,
) -> Answer:  # fmt: skip
    """The case before a moderator; `again` and `correct` are to be filled in once more."""
    secret = actions.secret_of(found)
    page = web.page(
        "moderation/review.html",
        case=found,
        secret=secret,
        **_told(found, secret),
        **_powers(found),
        again=again,
        questions=QUESTIONS,
        correct=correct or CorrectForm(formdata=None, urgency=rules.URGENCY_NAMES[found.urgency]),
        correcting=correct is not None,
        kinds=kinds.holding({need.item for need in found.needs}),
        needs=need_fields.wanted(request.form)
        if correct
        else need_fields.in_units({need.item: need.quantity for need in found.needs}),
        wards=wards or [],
        contact=contact,
        phone=phone_for_eyes,
        report_reasons=REASONS,
        verdicts=VERDICTS,
        pane=pane.beside(current_person(), "case", found.public_id),
    )
    return web.private(page), status


def _told(found: Case, secret: CaseSecret) -> dict[str, Any]:
    """All that is known of a case: its words and answers, its past, and what speaks against it."""
    return {
        "vulnerable": rules.vulnerable_in(secret.vulnerable),
        "guards": rules.guards_in(secret.guards),
        "answers": answers.told(case_view.of(found, Actor(current_person()))),
        "events": cases.history(found),
        "claim": cases.live_claim(found),
        "looks": cases.disclosures(found),
        "earlier": household_aid.earlier_aid(found) if found.state == "pending_review" else [],
        "alike": duplicate_pairs.of_case(current_person(), found)[:5],
        "cautions": reasons(found, secret),
        "change": changes.waiting(found),
        "change_personal": change_rules.PERSONAL,
        "reports": reports.about("case", found.public_id),
    }


def _powers(found: Case) -> dict[str, Any]:
    """The decisions that this moderator may take now, and another one who is at it."""
    return {
        "can": {verb: _can(found, verb) for verb in DECISIONS},
        "may_check": _may_check(found),
        "may_close": found.state == "helped" and clinical.is_silent(found),
        "holder": assignment.holder("case", found.public_id, current_person()),
        "to_decide": _is_to_decide(found),
        "undoable": reversals.undoable(found, current_person()),
    }


def once_more(public_id: str, field: str, typed: str | None, error: object) -> Answer:
    """The same case again, with what was typed and what is wrong at its own field."""
    return on_the_desk(
        queries.case_in_scope(current_person(), public_id), again=Again(field, typed or "", error), status=422
    )


def _may_check(found: Case) -> bool:
    unseen = found.verified_at is None or trusted_confirmations.is_unanswered(found)
    return found.state == "follow_up" or (found.state in rules.LISTED and unseen) or clinical.is_silent(found)


def _is_to_decide(found: Case) -> bool:
    """Whether a moderator decides something here; the queue is only asked about what its state does not tell."""
    told = _can(found, Verb.APPROVE) or _can(found, Verb.REJECT) or _may_check(found)
    return told or work_queue.find(current_person(), "case", found.public_id) is not None


def _can(found: Case, verb: Verb) -> bool:
    return found.state in rules.MOVES[verb].sources


@bp.post("/<pid:public_id>/contact")
@open_to("moderator")
def contact(public_id: str) -> Answer:
    """Shows name, phone and door for a written reason, which the requester can read."""
    form = TextForm()
    queries.case_in_scope(current_person(), public_id)
    if not form.validate():
        return once_more(public_id, "why", form.text.data, form.text.errors[0])
    with db.transaction():
        shown = disclosures.reveal(
            case_view.of(queries.case_in_scope(current_person(), public_id), Actor(current_person())), form.said
        )
    return on_the_desk(queries.case_in_scope(current_person(), public_id), contact=shown)


@bp.post("/<pid:public_id>/helper/<any(allow, stop):verb>")
@open_to("moderator")
def helper(public_id: str, verb: str) -> Answer:
    """A word on the helper who holds the case: may see the contact, or may not have it."""
    held = cases.live_claim(queries.case_in_scope(current_person(), public_id))
    if verb == "stop" and held and (asks := _asks_first(held)):
        return asks
    try:
        with db.transaction():
            found, by = queries.case_in_scope(current_person(), public_id), Actor(current_person())
            if verb == "allow":
                claim_actions.allow(found, by)
            else:
                claim_actions.release(case_view.of(found, by), "stopped")
        web.tell(_("Done; the requester can read it on her page."))
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return web.see_other("moderation.review", public_id=public_id)


def _asks_first(held: Claim) -> Answer | None:
    return ask_first(
        _("Take the case away?"),
        _("%(name)s loses this request at once and may be on the way already.", name=held.person.name),
        _("Yes, take it away"),
        url_for("moderation.review", public_id=held.case.public_id),
    )
