"""A person's record: what she took, how it ended, what was reported, what staff decided. Nothing of it is public."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts
from connect.cases import queries as cases
from connect.errors import Conflict, RuleBroken
from connect.forms import typed
from connect.moderation import records
from connect.moderation.views.blueprint import bp
from connect.moderation.words import PERSON_VERBS, REASONS, STANDINGS, VERDICTS
from connect.web import Answer, open_to


@bp.get("/person/<pid:public_id>")
@open_to("moderator")
def person(public_id: str) -> Answer:
    """The record, for moderators of the areas where she acted."""
    me = web.person()
    found = records.person_in_scope(me, public_id)
    return web.private(
        web.page(
            "moderation/person.html", found=found, claims=records.claims_in_scope(me, found),
            reports=records.reports_in_scope(me, found), events=accounts.record(found), reasons=REASONS,
            verdicts=VERDICTS, verbs=PERSON_VERBS,
            standing=STANDINGS[cases.standing_of(found.id, accounts.spoken_to_at(found.id))],
        )
    )  # fmt: skip


@bp.post("/person/<pid:public_id>")
@open_to("moderator")
def person_decide(public_id: str) -> Answer:
    """One decision, with its reason."""
    try:
        with db.transaction():
            found = records.person_in_scope(web.person(), public_id)
            note = typed("note", 500)
            records.decide(web.person(), found, request.form.get("verb", ""), note)
        web.tell(_("Done. It stands in the record."))
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return web.see_other("moderation.person", public_id=public_id)
