"""The second opinion, given without knowing the first; and a difference, read by who decided first."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.cases import actions, rules as case_rules
from connect.errors import Conflict, RuleBroken
from connect.incidents import kinds
from connect.moderation import queries, second_review
from connect.moderation.blueprint import bp
from connect.moderation.models import SecondOpinion
from connect.moderation.queue import assignment, pane
from connect.moderation.queue.settle import settle
from connect.registry import work
from connect.web import Answer, open_to

work.subject("second", opens="moderation.second")


@bp.get("/second/<pid:public_id>")
@open_to("moderator")
def second(public_id: str) -> Answer:
    """To the second: what was asked, nothing of what became of it. To the first: that the second disagrees."""
    person = current_person()
    with db.transaction():
        found = queries.second_opinion(person, public_id)
        holder = assignment.opened(person, "second", public_id)
        secret = actions.secret_of(found.case)
        page = web.page(
            "moderation/second.html",
            opinion=found, case=found.case, secret=secret, holder=holder, kinds=kinds.KINDS,
            mine=found.first_id == person.id,
            vulnerable=case_rules.vulnerable_in(secret.vulnerable),
            guards=case_rules.guards_in(secret.guards),
            pane=pane.beside(person, "second", public_id),
        )  # fmt: skip
    return web.private(page)


@bp.post("/second/<pid:public_id>")
@open_to("moderator")
def second_answer(public_id: str) -> Answer:
    """Takes the second moderator's decision, or notes that the first has read it; then opens the next item."""

    def act(found: SecondOpinion, by: Person) -> str:
        if found.first_id == by.id:
            second_review.seen(found)
        else:
            verb, reason = request.form.get("verb", ""), request.form.get("reason")
            second_review.answer(found, by, "reject" if reason else verb, reason)
        return _("Thank you, noted.")

    def find() -> SecondOpinion:
        return queries.second_opinion(current_person(), public_id)

    return settle("second", public_id, find, act, (Conflict, RuleBroken))
