"""Taking a case and giving it back: the lease, more time, setting out, and the word that lets a helper in."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases import actions, queries, rules, transitions
from connect.cases.claims import alarms, ending_limits, limits as claim_limits, trusted_confirmations
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits, safeguarding, vouched_contacts
from connect.cases.disclosure.case_view import CaseView
from connect.cases.models import Case, requester_phone_hash
from connect.cases.rules import CaseRole, ClaimEnd, Verb
from connect.cases.transitions import NO_LONGER_HELD, Actor
from connect.cases.utilities import queries as utilities
from connect.cases.word import helpers
from connect.cases.word.rules import ToHelper
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.web.limits.client_fingerprint import UNSEEN, Seen


def claim(view: CaseView, second: Person | None = None, seen: Seen = UNSEEN) -> Claim:
    """Takes a case for the viewer until the lease ends. Of a hundred at once, one gets it.

    `second` goes along to a safeguarded home; `seen` is the browser and the network from which it is taken. Raises
    RuleBroken for the requester of the case and above any limit, Conflict when somebody holds it.
    """
    case, person, secret = view.case, view.person, actions.secret_of(view.case)
    refuse_if_held(view)
    if case.guarded != rules.DRILL:
        disclosure_limits.require_no_pause(person)
    if secret.phone_hash == requester_phone_hash(person.phone):
        raise RuleBroken(_l("This is your own request. Somebody else will take it."))
    safeguarding.check_visit(case, person, second)
    kept_for = claim_limits.require(view, lease_of(case), seen.network)
    now = clock.now()
    transitions.advance(view, Verb.CLAIM, free_at=now + kept_for)
    transitions.end_claim(view.claim, ClaimEnd.LAPSED)
    taken = Claim(case_id=case.id, person_id=person.id, taken_at=now, until=now + kept_for)
    if case.guarded == rules.SAFEGUARDED and second:
        taken.second_id = second.id
    if word := _word_for(case, person):
        taken.allowed_at, taken.allowed_by = now, word
    if seen != UNSEEN and case.guarded != rules.DRILL:
        trusted_confirmations.note_claim(taken, seen)
    db.session.add(taken)
    db.session.flush()
    alarms.about_network(taken, case)
    return taken


def _word_for(case: Case, person: Person) -> str | None:
    """By whose word the helper sees the contact at once; an official has checked every clinician.

    Contacts of a drill are invented, and everybody who takes part sees them.
    """
    if case.guarded == rules.DRILL:
        return CaseRole.PLAYER.value
    return CaseRole.CLINICIAN.value if case.guarded == rules.CLINICAL else vouched_contacts.word_for(person)


def refuse_if_held(view: CaseView) -> None:
    """Conflict when somebody holds the case. Asked before the turn at writing: of a hundred at once, most need none."""
    if view.case.is_held(clock.now()) and view.roles & {CaseRole.VOLUNTEER, CaseRole.CLINICIAN}:
        raise transitions.refusal(view.case, Verb.CLAIM, {CaseRole.VOLUNTEER, CaseRole.CLINICIAN})


def lease_of(case: Case) -> timedelta:
    """How long this case is kept for whoever takes it."""
    return utilities.lease(case)


def extend(view: CaseView) -> Claim:
    """One more lease after the one that runs, once: nothing is lost by saying so early."""
    held = running(view)
    if held.run is not None:
        raise RuleBroken(_l("This belongs to a run, and is yours until the run ends."))
    if held.extended_at:
        raise RuleBroken(_l("You have already had more time once. If you cannot make it, give the case back."))
    if is_trial(view.case, held):
        raise RuleBroken(_l("First the requester or a moderator has to agree to you. Then you get the whole time."))
    until = held.until + lease_of(view.case)
    transitions.advance(view, Verb.EXTEND, free_at=until)
    held.extended_at, held.until = clock.now(), until
    return held


def set_out(view: CaseView) -> Claim:
    """The helper is on the way; the requester sees it."""
    held = running(view)
    transitions.advance(view, Verb.SET_OUT, free_at=held.until)
    held.set_out_at = clock.now()
    return held


def release(view: CaseView, reason: str) -> Case:
    """Gives the case back to the list, at once; a requester or moderator may also end a helper's claim."""
    if reason not in rules.RELEASE_REASONS and reason != "stopped":
        raise RuleBroken(_l("Choose a reason, so that the next helper is better prepared."))
    case = transitions.advance(view, Verb.RELEASE, reason=reason)
    transitions.end_claim(view.claim, ClaimEnd.RELEASED if reason != "stopped" else ClaimEnd.STOPPED, reason)
    return case


def cannot_reach(view: CaseView, reason: str) -> Case:
    """Nobody could be reached: a moderator or the requester's own word must follow before others set out."""
    if reason not in rules.CANNOT_REACH_REASONS:
        raise RuleBroken(_l("Choose what happened, so that somebody can follow it up."))
    held = own(view)
    ending_limits.require(view.case, held)
    case = transitions.advance(view, Verb.CANNOT_REACH, reason=reason)
    transitions.end_claim(held, ClaimEnd.CANNOT_REACH, reason)
    if case.guarded not in (rules.CLINICAL, rules.DRILL):
        ending_limits.review(case, held.person)
    return case


def allow(case: Case, by: Actor) -> Claim:
    """Lets the helper who holds the case see the contact: the requester's accept or a moderator's word."""
    held = queries.live_claim(case)
    if held is None or not held.runs(clock.now()):
        raise Conflict(_l("Nobody holds this case any more."))
    roles = by.roles_towards(case, None)
    if not roles & {CaseRole.REQUESTER, CaseRole.MODERATOR}:
        raise NotAllowed(_l("You may not do this with this case."))
    if CaseRole.MODERATOR not in roles and needs_moderator(held):
        raise RuleBroken(_l("This helper is new here, so a moderator looks first. You need to do nothing."))
    if held.run is not None:
        raise RuleBroken(_l("This comes with a run. A second person looks at the run first; you need to do nothing."))
    if held.allowed_at is None:
        trial, held.allowed_at = is_trial(case, held), clock.now()
        held.allowed_by = CaseRole.REQUESTER if CaseRole.REQUESTER in roles else CaseRole.MODERATOR
        if trial:
            held.until = clock.now() + lease_of(case)
            transitions.amend(case, by, "allow", {"free_at": held.until})
        else:
            transitions.remark(case, "allow", by)
        helpers.tell(held, ToHelper.ALLOWED)
    return held


def is_trial(case: Case, held: Claim) -> bool:
    """Whether a claim is the first of somebody whom nobody knows: kept for minutes until somebody agrees."""
    return held.run is None and held.allowed_at is None and held.until - held.taken_at < lease_of(case)


def needs_moderator(held: Claim) -> bool:
    """Whether a moderator must let this helper in: never verified, and has never brought anything so far."""
    if not config.current().review_first_helpers or held.person.verified:
        return False
    return not queries.has_helped(held.person_id)


def running(view: CaseView) -> Claim:
    """The claim that holds the case now; Conflict when none does."""
    if view.running is None:
        raise Conflict(NO_LONGER_HELD)
    return view.running


def own(view: CaseView) -> Claim:
    """The claim by which the viewer holds the case now; Conflict when it is somebody else's or over."""
    held = running(view)
    if view.by.person is None or held.person_id != view.by.person.id:
        raise Conflict(NO_LONGER_HELD)
    return held
