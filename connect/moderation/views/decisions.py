"""The decisions of a moderator on a case; after most of them the next one opens by itself."""

from collections.abc import Callable

from flask import request, url_for
from flask_babel import LazyString, force_locale, gettext as _

from connect import clock, db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.cases import actions, queries as cases, rules
from connect.cases.asking import need_fields
from connect.cases.asking.request_details import Location
from connect.cases.changes import reversals
from connect.cases.clinical import actions as clinical
from connect.cases.collective import queries as collective
from connect.cases.disclosure import safeguarding
from connect.cases.duplicates import household_aid
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.moderation import actions as moderation, queries, second_review
from connect.moderation.blueprint import bp
from connect.moderation.forms import CorrectForm, TextForm
from connect.moderation.queue import assignment
from connect.moderation.queue.settle import Told, settle
from connect.moderation.reports import actions as reports
from connect.moderation.views.confirmation import ask_first
from connect.moderation.views.review import Again, on_the_desk, once_more
from connect.moderation.words import QUESTIONS
from connect.text import heard, one_line
from connect.web import Answer, open_to
from connect.web.pages import languages
from connect.web.pages.forms import typed


def decide(public_id: str, act: Callable[[Case, Actor], object], word: str) -> Answer:
    """One decision on a case with the reports about it, then the next item; a refusal is told, and goes on too."""

    def act_and_tell(found: Case, by: Person) -> Told:
        was = found.state
        act(found, Actor(by))
        reports.case_decided(found, was, by)
        undo = url_for("moderation.undo", public_id=public_id) if reversals.undoable(found, by) else ""
        review = url_for("moderation.review", public_id=public_id)
        words = _("%(code)s: %(word)s.", code=public_id, word=word)
        return {"message": words, "href": review, "label": _("Look again"), "undo": undo}

    def find() -> Case:
        return queries.case_in_scope(current_person(), public_id)

    return settle("case", public_id, find, act_and_tell, (Conflict, RuleBroken))


@bp.post("/<pid:public_id>/approve")
@open_to("moderator")
def approve(public_id: str) -> Answer:
    """Puts it on the list; with a written reason where the household has had the same lately."""
    although = typed("although", 200)
    if len(although) < 3 and household_aid.earlier_aid(queries.case_in_scope(current_person(), public_id)):
        return once_more(public_id, "although", although, _("Write why it gets the same again, then press once more."))

    def act(found: Case, by: Actor) -> None:
        actions.approve(found, by, although)
        second_review.sample(found, "approve", current_person())

    return decide(public_id, act, _("put on the list"))


@bp.post("/<pid:public_id>/check")
@open_to("moderator")
def check(public_id: str) -> Answer:
    """Says that somebody has looked at what is on the list already, or could not be reached."""

    def act(found: Case, by: Actor) -> None:
        if clinical.is_silent(found):
            clinical.look_after(found, by)
            return
        actions.check(found, by)
        if found.state in rules.LISTED:
            second_review.sample(found, "approve", current_person())

    return decide(public_id, act, _("looked at"))


@bp.post("/<pid:public_id>/close")
@open_to("moderator")
def close(public_id: str) -> Answer:
    """Closes advice that was given where a life was in danger, once somebody has asked how it is."""
    return decide(public_id, clinical.close, _("closed"))


@bp.post("/<pid:public_id>/reject")
@open_to("moderator")
def reject(public_id: str) -> Answer:
    """Refuses it, with the reason of the pressed button and words that the requester reads."""
    reason, told = request.form.get("reason", ""), typed("told", 500)
    if reason not in rules.REJECT_REASONS:
        return once_more(public_id, "told", told, _("Choose a reason, so that the requester knows why."))
    if reason == "other" and len(told) < 3:
        return once_more(public_id, "told", told, _("Write the reason here, so that the requester knows why."))

    def act(found: Case, by: Actor) -> None:
        actions.reject(found, by, reason, told or None)
        second_review.sample(found, "reject", current_person())

    return decide(public_id, act, _("not accepted"))


@bp.post("/<pid:public_id>/<any(guard, unguard):verb>")
@open_to("moderator")
def guard(public_id: str, verb: str) -> Answer:
    """Shows it to specially checked organisations only, or to all helpers again; the decision is still to come."""
    with db.transaction():
        found = queries.case_in_scope(current_person(), public_id)
        safeguarding.set_guard(found, Actor(current_person()), verb == "guard")
    web.tell(_("Done; the requester can read it on her page."))
    return web.see_other("moderation.review", public_id=public_id)


@bp.post("/<pid:public_id>/refer")
@open_to("moderator")
def refer(public_id: str) -> Answer:
    """Passes it on to others, named in words."""
    to = typed("to", 200)
    if not to:
        return once_more(public_id, "to", "", _("Say who takes care of it now, so that the requester knows."))
    if asks := _helper_loses_it(queries.case_in_scope(current_person(), public_id)):
        return asks
    return decide(public_id, lambda found, by: actions.refer(found, by, to), _("passed on"))


@bp.post("/<pid:public_id>/merge")
@open_to("moderator")
def merge(public_id: str) -> Answer:
    """Says that it is a second telling of another case in the areas of the moderator."""
    found, named = queries.case_in_scope(current_person(), public_id), one_line(request.form.get("code", ""))[:20]
    code = heard(named)
    try:
        into = queries.case_in_scope(current_person(), code)
    except NotFound:
        return once_more(public_id, "into", named, _("No case of your areas has this code. Nothing was merged."))
    if into.id == found.id or into.state not in rules.NOT_ENDED:
        return once_more(public_id, "into", named, _("Choose another case that has not ended."))
    if asks := _helper_loses_it(found):
        return asks
    return decide(
        public_id,
        lambda one, by: actions.merge(one, by, queries.case_in_scope(current_person(), code)),
        _("merged"),
    )


@bp.post("/<pid:public_id>/take-off")
@open_to("moderator")
def take_off(public_id: str) -> Answer:
    """Takes what is shown off the list, to be looked at again."""
    found, why = queries.case_in_scope(current_person(), public_id), typed("why", 500)
    if len(why) < 3:
        return once_more(public_id, "why-off", why, _("Write why, so that the requester knows."))
    if asks := _helper_loses_it(found):
        return asks
    return decide(public_id, lambda one, by: reversals.take_off(one, by, why), _("taken off the list"))


def _helper_loses_it(found: Case) -> Answer | None:
    """Asks first where a helper has the case and may be on the way."""
    held = cases.live_claim(found)
    if held is None or not found.is_held(clock.now()):
        return None
    return ask_first(
        _("Take it from the helper?"),
        _("%(name)s has this request and may be on the way. They lose it at once.", name=held.person.name),
        _("Yes, take it away"),
        url_for("moderation.review", public_id=found.public_id),
    )


@bp.post("/<pid:public_id>/undo")
@open_to("moderator")
def undo(public_id: str) -> Answer:
    """Takes back what this moderator has just decided, and shows the case again."""
    person = current_person()
    try:
        with db.transaction():
            found = queries.case_in_scope(person, public_id)
            assignment.hold(person, "case", public_id)
            moderation.undo(found, person)
        web.tell(_("Taken back. The request stands where it stood before."))
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return web.see_other("moderation.review", public_id=public_id)


@bp.post("/<pid:public_id>/ask")
@open_to("moderator")
def ask(public_id: str) -> Answer:
    """Puts a question on the requester's page, own words or a ready one; the case waits meanwhile."""
    form, ready = TextForm(), QUESTIONS.get(request.form.get("ready", ""))
    if ready is None and not form.validate():
        return once_more(public_id, "question", form.text.data, form.text.errors[0])

    def act(found: Case, by: Actor) -> None:
        actions.ask(found, by, form.said if ready is None else _in_her_language(found, ready))

    return decide(public_id, act, _("question sent"))


def _in_her_language(found: Case, text: LazyString) -> str:
    with force_locale(actions.secret_of(found).lang):
        return str(text)


@bp.post("/<pid:public_id>/correct")
@open_to("moderator")
def correct(public_id: str) -> Answer:
    """Sets kinds, urgency or ward right. A ward typed is offered for choice before anything changes."""
    found = queries.case_in_scope(current_person(), public_id)
    named, ward = one_line(typed("place_text", 200)), request.form.get("ward", "")
    if named and not ward:
        wards = [hit.place for hit in lookup.search(named, 6, wards_only=True)]
        again = None if wards else Again("place_text", named, _("No ward has that name. Nothing was changed."))
        return on_the_desk(found, again=again, correct=CorrectForm(), wards=wards, status=200 if wards else 422)
    try:
        with db.transaction():
            found = queries.case_in_scope(current_person(), public_id)
            assignment.hold(current_person(), "case", public_id)
            place = areas.get(ward) if ward else None
            actions.correct(
                found,
                Actor(current_person()),
                needs=need_fields.checked(
                    need_fields.wanted(request.form), languages.chosen(), collective.limits_of(found)
                ),
                urgency=rules.URGENCIES.get(request.form.get("urgency", "")),
                location=Location(place.point, "ward", None, place) if place else None,
            )
        web.tell(_("Corrected."))
    except RuleBroken as error:
        again = Again("needs", "", error.message)
        return on_the_desk(
            queries.case_in_scope(current_person(), public_id), again=again, correct=CorrectForm(), status=422
        )
    except ConnectError as error:
        web.warn(error.message or _("No ward has that name. Nothing was changed."))
    if not _still_hers(public_id):
        return web.see_other("moderation.queue")
    return web.see_other("moderation.review", public_id=public_id)


def _still_hers(public_id: str) -> bool:
    try:
        queries.case_in_scope(current_person(), public_id)
    except NotFound:
        return False
    return True
