"""The queue and the desk: look, decide, and the next one opens by itself."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import actions, claim_actions, kinds, needs, queries as cases, rules, safeguarding
from connect.cases.actions import Spot
from connect.cases.door import Actor
from connect.cases.models import Case
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.moderation import desk, opinions, queries, work
from connect.moderation.forms import CorrectForm, TextForm
from connect.moderation.views.abuse import reasons
from connect.moderation.views.blueprint import bp
from connect.moderation.views.work import onward
from connect.text import clean, one_line, phone_for_eyes
from connect.web import Answer, open_to


@bp.get("/")
@open_to("moderator", "official", "admin")
def queue() -> Answer:
    """What waits, the most urgent and oldest first."""
    person = web.person()
    after = web.unsigned(request.args.get("after", ""), "review") if request.args.get("after") else None
    rows = queries.queue(person, 21, after)
    following = web.signed(rows[19].public_id, "review") if len(rows) > 20 else None
    return web.private(
        web.page(
            "moderation/queue.html",
            rows=rows[:20],
            following=following,
            load=queries.load(person),
            area=areas.by_id,
            helpers=queries.helpers_waiting(person),
            follow_ups=queries.follow_ups(person),
            counts=work.counts(person),
            sources=work.SOURCES,
            taken={lease.public_id: lease for lease in work.taken(person)},
        )
    )


@bp.get("/case")
@open_to("moderator")
def case() -> Answer:
    """Finds a case by the short code that a requester reads out."""
    code = "".join(one_line(request.args.get("code", "")).upper().split())[:20]
    try:
        found = queries.case_in_scope(web.person(), code)
    except NotFound:
        web.warn(_("No case of your areas has this code. Ask for it once more, letter by letter."))
        return web.see_other("moderation.queue")
    return web.see_other("moderation.review", public_id=found.public_id)


@bp.get("/<pid:public_id>")
@open_to("moderator")
def review(public_id: str) -> Answer:
    """One case with all that is needed to decide; the contact only on demand. Opening what waits takes it."""
    queries.case_in_scope(web.person(), public_id)
    with db.transaction():
        desk.opened(web.person(), "case", public_id)
    return _desk(queries.case_in_scope(web.person(), public_id))


def _desk(
    found: Case, *, form: TextForm | None = None, wards: list[Place] | None = None,
    contact: claim_actions.Contact | None = None, status: int = 200,
) -> Answer:  # fmt: skip
    secret = actions.secret_of(found)
    page = web.page(
        "moderation/review.html",
        case=found,
        secret=secret,
        vulnerable=[code for code, bit in rules.VULNERABLE.items() if secret.vulnerable & bit],
        guards=[code for code, bit in rules.GUARDS.items() if secret.guards & bit],
        events=cases.history(found),
        claim=cases.live_claim(found),
        looks=cases.disclosures(found),
        can={verb: _can(found, verb) for verb in ("approve", "reject", "refer", "merge")},
        may_check=_may_check(found),
        form=form or TextForm(),
        correct=CorrectForm(formdata=None, urgency=rules.URGENCY_NAMES[found.urgency]),
        kinds=kinds.KINDS,
        needs={need.item: str(need.quantity) for need in found.needs},
        wards=wards or [],
        contact=contact,
        phone=phone_for_eyes,
        cautions=reasons(found, secret),
        holder=work.holder("case", found.public_id, web.person()),
    )
    return web.private(page), status


def _may_check(found: Case) -> bool:
    return found.state == "follow_up" or (found.state in rules.LISTED and found.verified_at is None)


def _can(found: Case, verb: str) -> bool:
    return found.state in rules.MOVES[verb].sources


# --- Decisions --------------------------------------------------------------------------------------------


def _decide(public_id: str, act: Callable[[Case, Actor], object], word: str) -> Answer:
    """One decision, then the next item. What somebody else decided meanwhile is said, and goes on too."""
    person: Person = web.person()
    try:
        with db.transaction():
            found = queries.case_in_scope(person, public_id)
            desk.hold(person, "case", public_id)
            act(found, Actor(person))
            desk.release(person, "case", public_id)
        web.tell(_("%(code)s: %(word)s.", code=public_id, word=word))
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return onward()


@bp.post("/<pid:public_id>/approve")
@open_to("moderator")
def approve(public_id: str) -> Answer:
    """Puts it on the list."""

    def act(found: Case, by: Actor) -> None:
        actions.approve(found, by)
        opinions.sample(found, "approve", web.person())

    return _decide(public_id, act, _("put on the list"))


@bp.post("/<pid:public_id>/check")
@open_to("moderator")
def check(public_id: str) -> Answer:
    """Says that somebody has looked at what is on the list already, or could not be reached."""

    def act(found: Case, by: Actor) -> None:
        actions.check(found, by)
        if found.state in rules.LISTED:
            opinions.sample(found, "approve", web.person())

    return _decide(public_id, act, _("looked at"))


@bp.post("/<pid:public_id>/reject")
@open_to("moderator")
def reject(public_id: str) -> Answer:
    """Refuses it, with the reason of the pressed button."""
    reason = request.form.get("reason", "")

    def act(found: Case, by: Actor) -> None:
        actions.reject(found, by, reason)
        opinions.sample(found, "reject", web.person())

    return _decide(public_id, act, _("not accepted"))


@bp.post("/<pid:public_id>/<any(guard, unguard):verb>")
@open_to("moderator")
def guard(public_id: str, verb: str) -> Answer:
    """Shows it to specially checked organisations only, or to all helpers again; the decision is still to come."""
    with db.transaction():
        found = queries.case_in_scope(web.person(), public_id)
        safeguarding.set_guard(found, Actor(web.person()), verb == "guard")
    web.tell(_("Done; the requester can read it on her page."))
    return web.see_other("moderation.review", public_id=public_id)


@bp.post("/<pid:public_id>/refer")
@open_to("moderator")
def refer(public_id: str) -> Answer:
    """Passes it on to others, named in words."""
    to = clean(request.form.get("to", ""))[:200]
    return _decide(public_id, lambda found, by: actions.refer(found, by, to), _("passed on"))


@bp.post("/<pid:public_id>/merge")
@open_to("moderator")
def merge(public_id: str) -> Answer:
    """Says that it is a second telling of another case of her areas."""
    code = "".join(one_line(request.form.get("code", "")).upper().split())[:20]

    def act(found: Case, by: Actor) -> Case:
        try:
            return actions.merge(found, by, queries.case_in_scope(web.person(), code))
        except NotFound as error:
            raise RuleBroken(_("No case of your areas has this code. Nothing was merged.")) from error

    return _decide(public_id, act, _("merged"))


@bp.post("/<pid:public_id>/ask")
@open_to("moderator")
def ask(public_id: str) -> Answer:
    """Puts a question on the requester's page; the case waits meanwhile."""
    form = TextForm()
    if not form.validate():
        return _desk(queries.case_in_scope(web.person(), public_id), form=form, status=422)
    return _decide(public_id, lambda found, by: actions.ask(found, by, form.said), _("question sent"))


@bp.post("/<pid:public_id>/correct")
@open_to("moderator")
def correct(public_id: str) -> Answer:
    """Sets kinds, urgency or ward right. A ward typed is offered for choice before anything changes."""
    found = queries.case_in_scope(web.person(), public_id)
    typed, ward = one_line(request.form.get("place_text", "")), request.form.get("ward", "")
    if typed and not ward:
        wards = [hit.place for hit in areas.search(typed, 6, wards_only=True)]
        if not wards:
            web.warn(_("No ward has that name. Nothing was changed."))
        return _desk(found, wards=wards)
    try:
        with db.transaction():
            found = queries.case_in_scope(web.person(), public_id)
            desk.hold(web.person(), "case", public_id)
            place = areas.get(ward) if ward else None
            actions.correct(
                found,
                Actor(web.person()),
                needs=needs.checked(needs.ticked(request.form), web.chosen_language()),
                urgency=rules.URGENCIES.get(request.form.get("urgency", "")),
                spot=Spot(place.point, "ward", None, place) if place else None,
            )
        web.tell(_("Corrected."))
    except ConnectError as error:
        web.warn(error.message or _("No ward has that name. Nothing was changed."))
    if not _still_hers(public_id):
        return web.see_other("moderation.queue")
    return web.see_other("moderation.review", public_id=public_id)


def _still_hers(public_id: str) -> bool:
    try:
        queries.case_in_scope(web.person(), public_id)
    except NotFound:
        return False
    return True


@bp.post("/<pid:public_id>/contact")
@open_to("moderator")
def contact(public_id: str) -> Answer:
    """Shows name, phone and door for a written reason, which the requester can read."""
    form = TextForm()
    found = queries.case_in_scope(web.person(), public_id)
    if not form.validate():
        return _desk(found, form=form, status=422)
    with db.transaction():
        shown = claim_actions.reveal(queries.case_in_scope(web.person(), public_id), Actor(web.person()), form.said)
    return _desk(queries.case_in_scope(web.person(), public_id), contact=shown)


@bp.post("/<pid:public_id>/helper/<any(allow, stop):verb>")
@open_to("moderator")
def helper(public_id: str, verb: str) -> Answer:
    """A word on the helper who holds the case: may see the contact, or may not have it."""
    try:
        with db.transaction():
            found, by = queries.case_in_scope(web.person(), public_id), Actor(web.person())
            if verb == "allow":
                claim_actions.allow(found, by)
            else:
                claim_actions.release(found, by, "stopped")
        web.tell(_("Done; the requester can read it on her page."))
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return web.see_other("moderation.queue")
