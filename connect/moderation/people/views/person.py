"""A person's record: what was taken, how it ended, what was reported, what staff decided. Nothing of it is public."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import before_proof, current_person, proved
from connect.cases import queries as cases
from connect.cases.claims import alarms
from connect.errors import Conflict, RuleBroken
from connect.moderation.blueprint import bp
from connect.moderation.people import person_record
from connect.moderation.queue import pane
from connect.moderation.views.confirmation import ask_first
from connect.moderation.words import PERSON_VERBS, RELIABILITIES, VERDICTS, reasons
from connect.registry import work
from connect.web import Answer, open_to
from connect.web.pages.forms import typed


@dataclass(frozen=True, slots=True)
class Again:
    """The texts typed about a person, with the field that has an error and its message; shown again after a refusal."""

    note: str = ""
    told: str = ""
    field: str = ""
    error: object = ""


work.subject("person", opens="moderation.person")


@bp.get("/person/<pid:public_id>")
@open_to("moderator")
def person(public_id: str) -> Answer:
    """The record, for moderators of the areas where this person acted."""
    kept = before_proof()
    return _record(public_id, Again(note=kept.get("note", ""), told=kept.get("told", "")))


def _record(public_id: str, again: Again, status: int = 200) -> Answer:
    me = current_person()
    found = person_record.person_in_scope(me, public_id)
    page = web.page(
        "moderation/person.html", found=found, claims=person_record.claims_in_scope(me, found),
        reports=person_record.reports_in_scope(me, found), events=accounts.record(found), reasons=reasons(),
        verdicts=VERDICTS, verbs=PERSON_VERBS, again=again,
        alarm=alarms.open_about(found.id),
        reach=person_record.reach_of(me, found), blocked_here=person_record.is_blocked_here(me, found),
        pane=pane.beside(me, "person", public_id),
        standing=RELIABILITIES[cases.standing_of(found.id, accounts.spoken_to_at(found.id))],
    )  # fmt: skip
    return web.private(page), status


@bp.post("/person/<pid:public_id>")
@open_to("moderator")
@proved("moderation.person", keeps=["note", "told"])
def person_decide(public_id: str) -> Answer:
    """One decision, with its reason for staff and the words that the person reads; a block is asked about first."""
    verb, note, told = request.form.get("verb", ""), typed("note", 500), typed("told", 500)
    found = person_record.person_in_scope(current_person(), public_id)
    if wrong := _wrong(verb, note, told):
        return _record(public_id, wrong, 422)
    if verb == "block" and found.is_active and (asks := _asks_first(found, told)):
        return asks
    try:
        with db.transaction():
            person_record.decide(
                current_person(), person_record.person_in_scope(current_person(), public_id), verb, note, told
            )
        web.tell(_("Done. It stands in the record."))
    except (Conflict, RuleBroken) as error:
        return _record(public_id, Again(note, told, "note", error.message), 422)
    return web.see_other("moderation.person", public_id=public_id)


def _wrong(verb: str, note: str, told: str) -> Again | None:
    if len(note) < 3:
        return Again(note, told, "note", _("Write a few words on why; they stay in the record."))
    if verb in person_record.TELLING and len(told) < 3:
        return Again(note, told, "told", _("Write what this person is to read; they cannot see your note."))
    return None


def _asks_first(found: Person, told: str) -> Answer | None:
    return ask_first(
        _("Block %(name)s?", name=found.name),
        _("They are signed out at once and lose what they hold in your areas. They read: “%(told)s”", told=told),
        _("Yes, block"),
        url_for("moderation.person", public_id=found.public_id),
        undone=_("It can be lifted later, but what they held is given to others."),
    )
