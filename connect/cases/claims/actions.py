"""Taking a case and helping: the lease, the handover, and the only way to somebody's contact."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db, geo
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas.models import Area
from connect.cases import actions, queries, rules, transitions as door
from connect.cases.claims import alarms, ending_limits, limits as claim_limits, trusted_confirmations
from connect.cases.claims.models import Claim, Handover
from connect.cases.disclosure import limits as disclosure_limits, safeguarding, vouched_contacts
from connect.cases.disclosure.masking import words as masking
from connect.cases.duplicates import household_aid
from connect.cases.models import Case, requester_phone_hash
from connect.cases.rules import CaseRole, ClaimEnd, Verb
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.web.limits.client_fingerprint import UNSEEN, Seen


def claim(case: Case, person: Person, second: Person | None = None, network: str = "") -> Claim:
    """Takes a case for a helper until its lease ends. Of a hundred at once, one gets it.

    `second` goes along to a guarded case; `network` is where it is taken from, as a keyed hash. Raises RuleBroken
    for the requester of the case and above any limit, Conflict when somebody holds it.
    """
    refuse_if_held(case, person)
    disclosure_limits.require_no_pause(person)
    if actions.secret_of(case).phone_hash == requester_phone_hash(person.phone):
        raise RuleBroken(_l("This is your own request. Somebody else will take it."))
    safeguarding.check_visit(case, person, second)
    claim_limits.require(case, person, network)
    now = clock.now()
    until = now + claim_limits.lease_for(person, lease_of(case))
    earlier = queries.live_claim(case)
    door.move(case, Verb.CLAIM, Actor(person), free_at=until)
    door.end_claim(earlier, ClaimEnd.LAPSED)
    taken = Claim(case_id=case.id, person_id=person.id, taken_at=now, until=until, network=network or None)
    if case.guarded and second:
        taken.second_id = second.id
    if word := vouched_contacts.word_for(person):
        taken.allowed_at, taken.allowed_by = now, word
    db.session.add(taken)
    db.session.flush()
    alarms.about_network(taken, case)
    return taken


def refuse_if_held(case: Case, person: Person) -> None:
    """Conflict when somebody holds the case. Asked before the turn at writing: of a hundred at once, most need none."""
    if case.is_held(clock.now()) and person.has_role(RoleName.VOLUNTEER):
        raise door.refusal(case, Verb.CLAIM, {CaseRole.VOLUNTEER})


def lease_of(case: Case) -> timedelta:
    """How long this case is kept for whoever takes it."""
    s = config.current()
    return rules.lease(
        case.urgency,
        life_threatening_s=s.lease_life_threatening_s,
        urgent_s=s.lease_urgent_s,
        normal_s=s.lease_normal_s,
    )


def extend(case: Case, by: Actor) -> Claim:
    """One more lease after the one that runs, once: who says so early loses nothing by it."""
    held = _held(case)
    if held.extended_at:
        raise RuleBroken(_l("You have already had more time once. If you cannot make it, give the case back."))
    if is_trial(case, held):
        raise RuleBroken(_l("First the requester or a moderator has to agree to you. Then you get the whole time."))
    held.extended_at = clock.now()
    held.until += lease_of(case)
    door.move(case, Verb.EXTEND, by, free_at=held.until)
    return held


def set_out(case: Case, by: Actor) -> Claim:
    """The helper is on the way; the requester sees it."""
    held = _held(case)
    held.set_out_at = clock.now()
    door.move(case, Verb.SET_OUT, by, free_at=held.until)
    return held


def release(case: Case, by: Actor, reason: str) -> Case:
    """Gives the case back to the list, at once; a requester or moderator may also end a helper's claim."""
    if reason not in rules.RELEASE_REASONS and reason != "stopped":
        raise RuleBroken(_l("Choose a reason, so that the next helper is better prepared."))
    held = queries.live_claim(case)
    case = door.move(case, Verb.RELEASE, by, reason=reason)
    door.end_claim(held, ClaimEnd.RELEASED if reason != "stopped" else ClaimEnd.STOPPED, reason)
    return case


def cannot_reach(case: Case, by: Actor, reason: str) -> Case:
    """Nobody could be reached: a moderator or the requester's own word must follow before others set out."""
    if reason not in rules.CANNOT_REACH_REASONS:
        raise RuleBroken(_l("Choose what happened, so that somebody can follow it up."))
    held = _held(case)
    _require_claimer(held, by)
    ending_limits.require(case, held)
    case = door.move(case, Verb.CANNOT_REACH, by, reason=reason)
    door.end_claim(held, ClaimEnd.CANNOT_REACH, reason)
    ending_limits.review(case, held.person)
    return case


def hand_over(case: Case, by: Actor, given: dict[str, int], code: str | None = None) -> Case:
    """Records what was handed over, by item; the rest goes back on the list.

    The delivery code that the requester reads out proves it at once: a full handover is then confirmed
    without waiting for her; `count_code_try` goes before, in a transaction of its own. Raises RuleBroken when
    nothing was given, the code is wrong, or the helper's word is not enough, see `ending_limits`.
    """
    held = _held(case)
    _require_claimer(held, by)
    gifts = [(need, min(given.get(need.item, 0), need.rest)) for need in case.needs]
    gifts = [(need, n) for need, n in gifts if n > 0]
    if not gifts:
        raise RuleBroken(_l("Say what you handed over: at least one thing."))
    proven = _is_proven(case, held, code)
    now = clock.now()
    for need, n in gifts:
        need.given += n
        db.session.add(Handover(claim_id=held.id, need_id=need.id, quantity=n, at=now))
    household_aid.note(case, {need.kind for need, _ in gifts})
    total = sum(need.given for need in case.needs)
    done = all(need.rest == 0 for need in case.needs)
    held.code_at = now if proven else None
    closes_s = config.current().confirm_s if done else config.current().fresh_s
    door.move(
        case, Verb.HELP, by, given=case.wanted if done else min(total, case.wanted - 1),
        clock_at=now + timedelta(seconds=closes_s), verified_at=now if proven else case.verified_at,
    )  # fmt: skip
    door.end_claim(held, ClaimEnd.HELPED if done else ClaimEnd.PARTLY)
    if done and proven:
        door.move(case, Verb.CONFIRM, THE_REQUESTER, reason="code")
        trusted_confirmations.note_word(case, received=True)
    if not proven:
        ending_limits.review(case, held.person)
    return case


def _is_proven(case: Case, held: Claim, code: str | None) -> bool:
    """Whether the right code was given; without one the helper's word has to be enough, or RuleBroken says why not."""
    if not code:
        ending_limits.require(case, held)
        return False
    ending_limits.require_shown(case, held)
    if not hmac.compare_digest(actions.secret_of(case).delivery_code.encode(), code.strip().encode()):
        raise RuleBroken(_l("This is not the code on the requester's page. Ask again, or leave it empty."))
    held.code_tries -= 1  # the right one is no try at guessing; it was counted before it was looked at
    return True


def count_code_try(case: Case, by: Actor) -> None:
    """Counts a delivery code before it is looked at: commit this first, so that of many at once no more are looked at.

    Raises RuleBroken once five were tried over all claims of the case; then only the requester's own word is left.
    """
    held = _held(case)
    _require_claimer(held, by)
    ending_limits.require_shown(case, held)
    counted = sa.update(Claim).where(Claim.id == held.id).values(code_tries=Claim.code_tries + 1)
    db.session.execute(counted.execution_options(synchronize_session=False))  # others wait here for our commit
    tries = db.session.scalar(sa.select(sa.func.sum(Claim.code_tries)).where(Claim.case_id == case.id))
    if (tries or 0) > rules.CODE_TRIES:
        raise RuleBroken(
            _l("Too many codes were tried for this request. Leave the code empty: the requester can confirm it.")
        )


def confirm(case: Case, seen: Seen = UNSEEN) -> Case:
    """The requester received everything. `seen`: the browser from which that was said."""
    trusted_confirmations.note_word(case, True, seen)
    return door.move(case, Verb.CONFIRM, THE_REQUESTER)


def dispute(case: Case, seen: Seen = UNSEEN) -> Case:
    """The requester did not receive it: what the last helper claims to have given is taken back."""
    trusted_confirmations.note_word(case, False, seen)
    last = db.session.scalar(
        sa.select(Claim)
        .where(Claim.case_id == case.id, Claim.end == ClaimEnd.HELPED)
        .order_by(Claim.id.desc())
        .limit(1)
    )
    taken_back = ending_limits.take_back(last) if last else 0
    if last:
        last.end, last.reason = ClaimEnd.DISPUTED, "dispute"
    given = max(0, case.given - taken_back)
    fresh = clock.now() + timedelta(seconds=config.current().fresh_s)
    return door.move(case, Verb.DISPUTE, THE_REQUESTER, given=given, clock_at=fresh)


# --- Contact ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact:
    """What a helper needs to find the door."""

    name: str
    phone: str
    reporter_name: str | None
    reporter_phone: str | None
    door: str
    ward: Area
    point: geo.Point
    accuracy_m: float | None
    place_by: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the requester said about her situation, and who in the home is vulnerable (bits of `rules.VULNERABLE`)."""

    words: str
    vulnerable: int


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
    if held.allowed_at is None:
        trial, held.allowed_at = is_trial(case, held), clock.now()
        held.allowed_by = CaseRole.REQUESTER if CaseRole.REQUESTER in roles else CaseRole.MODERATOR
        if trial:
            held.until = clock.now() + lease_of(case)
            door.amend(case, by, "allow", {"free_at": held.until})
        else:
            door.remark(case, "allow", by)
    return held


def is_trial(case: Case, held: Claim) -> bool:
    """Whether a claim is the first of somebody whom nobody knows: kept for minutes until somebody agrees."""
    return held.allowed_at is None and held.until - held.taken_at < lease_of(case)


def needs_moderator(held: Claim) -> bool:
    """Whether a moderator must let this helper in: never verified, and has never brought anything so far."""
    if not config.current().review_first_helpers or held.person.verified:
        return False
    return not queries.has_helped(held.person_id)


def sight(case: Case, by: Actor) -> rules.Sight:
    """What this actor may see of the case, by the one rule. Whom the requester stopped sees what strangers do."""
    held = queries.live_claim(case)
    allowed = bool(held and held.allowed_at and safeguarding.is_ready(case, held))
    roles = by.roles_towards(case, held)
    if (
        by.person
        and roles & {CaseRole.VOLUNTEER, CaseRole.CLAIMER}
        and disclosure_limits.is_stopped(case, by.person.id)
    ):
        roles -= {CaseRole.VOLUNTEER, CaseRole.CLAIMER}
    if case.state not in rules.PUBLIC and by.person and queries.has_held(case, by.person.id):
        roles.add(CaseRole.FORMER)
    return rules.view_of(state=case.state, roles=roles, allowed=allowed, guarded=bool(case.guarded))


def told(case: Case, seen: rules.Sight) -> Told | None:
    """The requester's words as far as this viewer may read them, or None when not at all."""
    if seen.words == "no":
        return None
    secret = actions.secret_of(case)
    if seen.words == "all":
        return Told(secret.words, secret.vulnerable)
    bare = masking.without_names(secret.words, secret.name, secret.reporter_name or "")
    return Told(masking.masked(bare), secret.vulnerable)


def reveal(case: Case, viewer: Actor, reason: str) -> Contact:
    """The only way to somebody else's contact and place: checks the rule and writes the Disclosure with it."""
    seen = sight(case, viewer)
    if not seen.exists:
        raise NotFound
    actions.require_kept(case)
    if seen.contact != "ask" or viewer.person is None:
        raise NotAllowed(_l("Only the helper who holds this case may see the contact."))
    roles = viewer.roles_towards(case, queries.live_claim(case))
    role = CaseRole.CLAIMER if CaseRole.CLAIMER in roles else CaseRole.MODERATOR
    if role == CaseRole.MODERATOR and len(reason) < 3:
        raise RuleBroken(_l("Say why you need to see the contact. The requester can read it."))
    disclosure_limits.check(case, viewer.person, role)
    disclosure_limits.record(case, viewer.person, role, reason[:200])
    secret = actions.secret_of(case)
    return Contact(
        name=secret.name, phone=secret.phone, reporter_name=secret.reporter_name, reporter_phone=secret.reporter_phone,
        door=secret.door, ward=secret.area, point=geo.Point(secret.lat, secret.lon), accuracy_m=secret.accuracy_m,
        place_by=secret.place_by,
    )  # fmt: skip


def _require_claimer(held: Claim, by: Actor) -> None:
    if by.person is None or held.person_id != by.person.id:
        raise Conflict(_l("You no longer hold this case: your time had run out. You can take it again if it is free."))


def _held(case: Case) -> Claim:
    held = queries.live_claim(case)
    if held is None or not held.runs(clock.now()):
        raise Conflict(_l("You no longer hold this case: your time had run out. You can take it again if it is free."))
    return held
