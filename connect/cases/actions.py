"""Writing cases: reviewing, editing, ending; `posting` makes them. Every change of state goes through the door."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import LazyString, lazy_gettext as _l

from connect import clock, config, db, geo
from connect.areas import queries as areas
from connect.cases import queries, rules
from connect.cases.answers import actions as answers, queries as earlier_answers, rules as answer_rules
from connect.cases.asking import public_location
from connect.cases.asking.request_details import Location, RequestDetails, free_texts, own_answers, personal_columns
from connect.cases.claims import phone_record
from connect.cases.clinical import rules as clinical
from connect.cases.disclosure import safeguarding
from connect.cases.duplicates import household_aid, queries as duplicates
from connect.cases.models import Case, CaseSecret, Need, requester_phone_hash
from connect.cases.rules import CaseRole, ClaimEnd, State, Verb
from connect.cases.screening import scam_patterns
from connect.cases.screening.models import WatchedPhone
from connect.cases.signs import actions as signs
from connect.cases.transitions import THE_CLOCK, THE_REQUESTER, Actor, amend, end_claim, move, remark
from connect.cases.utilities import queries as utilities
from connect.errors import NotAllowed, RuleBroken
from connect.incidents import kinds
from connect.registry.with_cases import lasting, moves as followers


def kinds_of(needs: Collection[str]) -> int:
    """The kinds of the items as a bitmask."""
    return kinds.mask_of({kinds.item(item).kind for item in needs})


def public_place(point: geo.Point, items: Collection[str], guarded: bool) -> public_location.PublicPlace:
    """Where the public would see a case of this true point that wants these items."""

    def facts(at: geo.Point) -> public_location.WardFacts:
        ward = areas.ward_at(at)
        return public_location.WardFacts(ward.id, ward.kind, ward.km2 or 0)

    return public_location.public_place(
        point,
        facts,
        coarse_km2=config.current().coarse_ward_km2,
        sensitive=guarded or is_medical(items),
    )


def is_medical(items: Collection[str]) -> bool:
    """Whether one of the items tells of somebody's health."""
    return any(kinds.item(item).kind.startswith("medical") for item in items)


# --- Review -----------------------------------------------------------------------------------------------


def approve(case: Case, by: Actor, although: str = "") -> Case:
    """Shows the case to all. It waits since it was posted, not since it was looked at.

    A household that has had the same lately needs a written reason: `although`.
    """
    if household_aid.earlier_aid(case):
        if len(although) < 3:
            raise RuleBroken(_l("This household has had the same lately. Write why it gets it again."))
        remark(case, "although", by, note=although)
    return move(case, Verb.APPROVE, by, verified_at=clock.now(), clock_at=fresh_until(case))


def reject(case: Case, by: Actor, reason: str, note: str | None = None) -> Case:
    """Ends the case before it is shown, or takes it off again; the requester reads the reason."""
    if reason not in rules.REJECT_REASONS:
        raise RuleBroken(_l("Choose a reason, so that the requester knows why."))
    return move(case, Verb.REJECT, by, reason=reason, note=note)


def check(case: Case, by: Actor) -> None:
    """A moderator has looked at what is shown already, or at one that could not be reached; nothing else changes."""
    require_moderator(case, by)
    if case.state in rules.LISTED and case.verified_at is None:
        amend(case, by, "check", {"verified_at": clock.now()})
    else:
        remark(case, "check", by)


def hold(case: Case, reason: str) -> bool:
    """Takes a case off the list until a moderator has looked; False when it is not on it, or a helper has it.

    A helper on the way keeps it: to take it away on the road would strand the household. Nothing is deleted.
    """
    if not rules.may_move(
        Verb.HOLD, state=case.state, free_at=case.free_at, now=clock.now(), roles={CaseRole.CLOCK}, guarded=case.guarded
    ):
        return False
    end_claim(queries.live_claim(case), ClaimEnd.LAPSED)
    move(case, Verb.HOLD, THE_CLOCK, reason=reason)
    return True


def watch_phone(case: Case, by: Actor, on: bool) -> None:
    """Marks the phone of a case, so that its later requests are looked at first, or unmarks it. For moderators."""
    require_moderator(case, by)
    require_kept(case)
    phone_hash = secret_of(case).phone_hash
    there = db.session.get(WatchedPhone, phone_hash)
    if on and there is None:
        db.session.add(WatchedPhone(phone_hash=phone_hash, at=clock.now(), by_id=by.person.id if by.person else None))
    elif there is not None and not on:
        db.session.delete(there)
    if on is (there is None):
        remark(case, "watch_phone" if on else "unwatch_phone", by)


def correct(case: Case, by: Actor, *, needs: dict[str, int] | None = None, location: Location | None = None,
            urgency: int | None = None) -> Case:  # fmt: skip
    """A moderator sets right what was entered wrong: kinds, urgency or place."""
    require_moderator(case, by)
    if case.state not in rules.NOT_ENDED:
        raise RuleBroken(_l("This case has ended, so there is nothing to correct any more."))
    values: dict[str, Any] = {} if urgency is None else {"urgency": signs.least_urgency(case, urgency)}
    if needs is not None:
        nothing_left = _l("Then nothing would be left to bring. Only the requester can say that; ask her.")
        values |= _replace_needs(case, needs, nothing_left)
    if location is not None:
        values |= _move_place(case, location)
    case = amend(case, by, "correct", values)
    duplicates.remember(case, secret_of(case))
    return case


def merge(case: Case, by: Actor, into: Case) -> Case:
    """Says that the case is a second telling of another, which goes on."""
    if into.id == case.id or into.state not in rules.NOT_ENDED or _is_clinical(into) != _is_clinical(case):
        raise RuleBroken(_l("Choose another case that has not ended."))
    end_claim(queries.live_claim(case), ClaimEnd.STOPPED)
    return move(case, Verb.MERGE, by, duplicate_of_id=into.id)


def _is_clinical(case: Case) -> bool:
    return case.guarded == rules.CLINICAL


def refer(case: Case, by: Actor, to: str) -> Case:
    """Hands the case to another office or group, named in plain words that the requester reads."""
    if not to:
        raise RuleBroken(_l("Say who takes care of it now, so that the requester knows."))
    end_claim(queries.live_claim(case), ClaimEnd.STOPPED)
    return move(case, Verb.REFER, by, note=to)


def ask(case: Case, by: Actor, question: str) -> None:
    """Puts a question to the requester, to be found on the own page."""
    require_moderator(case, by)
    remark(case, "ask", by, note=question)


def require_moderator(case: Case, by: Actor) -> None:
    """Raises NotAllowed unless the actor moderates the area of the case."""
    if CaseRole.MODERATOR not in by.roles_towards(case, None):
        raise NotAllowed(_l("This case lies outside the area you look after."))


# --- The requester ----------------------------------------------------------------------------------------


def edit(case: Case, details: RequestDetails, *, looked_at: bool = False) -> Case:
    """Sets what the requester says now. The place stays; its grain becomes coarser with a medical need.

    For a requester's own change there is `changes.change`. `looked_at`: a moderator has read it, so no words hold it.
    Signs of danger are kept as they are told now; what they ask for is no longer taken back by a lower urgency.
    """
    if case.state not in rules.NOT_ENDED:
        raise RuleBroken(_l("This request has ended, so it cannot be changed. You can send a new one."))
    nothing_left = _l("You have all of that already. If you need nothing more, press “I need nothing more” instead.")
    details = signs.settled(details)
    signs.tell_anew(case, details.signs)
    urgency = signs.least_urgency(case, details.urgency)
    values = {"urgency": urgency, "people": details.people, **_replace_needs(case, details.needs, nothing_left)}
    secret = secret_of(case)
    said = answer_rules.words_of(earlier_answers.of_case(case))
    known = scam_patterns.suspicions("\n".join((secret.words, secret.name, secret.door, *said)))
    for name, value in personal_columns(details).items():
        setattr(secret, name, value)
    before, secret.phone_hash = secret.phone_hash, phone_hash_of(case, details.phone)
    phone_record.follow(before, secret.phone_hash)
    secret.sms_agreed_at = (secret.sms_agreed_at or clock.now()) if details.sms else None
    secret.health_agreed_at = secret.health_agreed_at or (clock.now() if details.health else None)
    safeguarding.set_guard(case, THE_REQUESTER, bool(details.guards))
    answers.replace(case, own_answers(details))
    case = amend(case, THE_REQUESTER, "edit", values)
    duplicates.remember(case, secret)
    if not looked_at and set(scam_patterns.suspicions("\n".join(free_texts(details)))) - set(known):
        hold(case, "suspicious")
    return case


def still_needed(case: Case) -> Case:
    """The requester says it is still so: the case is fresh again."""
    require_kept(case)
    if case.state == State.PENDING_REVIEW:  # not told apart from one that is shown; see `asker_view`
        return amend(case, THE_REQUESTER, Verb.STILL_NEEDED, {"clock_at": fresh_until(case)})
    return move(case, Verb.STILL_NEEDED, THE_REQUESTER, clock_at=fresh_until(case))


def withdraw(case: Case) -> Case:
    """The requester needs nothing more. A helper on the way sees it on the page of the case."""
    followers.require_withdrawal(case)
    return leave(case)


def leave(case: Case) -> Case:
    """Takes a case back whatever belongs to it: where its data is deleted nothing of it can go on."""
    end_claim(queries.live_claim(case), ClaimEnd.STOPPED)
    return move(case, Verb.WITHDRAW, THE_REQUESTER)


def answer(case: Case, text: str) -> None:
    """The requester answers a moderator's question."""
    remark(case, "answer", THE_REQUESTER, note=text)


def require_kept(case: Case) -> None:
    """Raises RuleBroken when the personal half is deleted: nobody could be reached any more."""
    if secret_of(case).wiped_at is not None:
        raise RuleBroken(_l("The data of this request is deleted. If you need help again, send a new request."))


def phone_hash_of(case: Case, phone: str) -> str:
    """The keyed hash of the requester's phone: in a drill another one than that of real requests."""
    return requester_phone_hash(phone, case.incident_id if case.guarded == rules.DRILL else None)


def secret_of(case: Case) -> CaseSecret:
    """The secret half, for the requester and for writing; for others' eyes there is `reveal`."""
    return db.session.get_one(CaseSecret, case.id)


# --- Parts ------------------------------------------------------------------------------------------------


def fresh_until(case: Case) -> datetime:
    """When a case of which nothing new is heard from now on expires."""
    return lasting.fresh_until(case, clock.now() + utilities.freshness_of(case))


def _replace_needs(case: Case, wanted: dict[str, int], nothing_left: LazyString) -> dict[str, Any]:
    """Sets what is wanted; what was given of an item stays counted. Returns the columns of the case that follow.

    RuleBroken, and nothing written, when a listed case would have nothing left to bring, for then no helper
    could end it, or when a case that is helped would have something, for then nobody would see it.
    """
    given = {need.item: need.given for need in case.needs if need.given}
    after = given | {item: max(n, given.get(item, 0)) for item, n in wanted.items()}
    _refuse_mixing(case, after)
    left = sum(after.values()) - sum(given.values())
    if case.state == State.HELPED and left:
        raise RuleBroken(_l("A helper says that all was brought. Say first whether that is so, then ask for more."))
    if case.state != State.HELPED and not left:
        raise RuleBroken(nothing_left)
    for need in list(case.needs):
        if need.item in after:
            need.quantity = after[need.item]
        else:
            case.needs.remove(need)
            db.session.delete(need)
    there = {need.item for need in case.needs}
    case.needs.extend(
        Need(kind=kinds.item(item).kind, item=item, quantity=n) for item, n in after.items() if item not in there
    )
    db.session.flush()
    coarser = safeguarding.coarse_place(case) if is_medical(after) else {}
    return {"kinds": kinds_of(after), "wanted": sum(after.values()), **coarser}


def _refuse_mixing(case: Case, after: Collection[str]) -> None:
    """Medical advice stays a case of its own. One from before that holds both goes on as it is."""
    is_clinical = _is_clinical(case)
    new = set(after) - {need.item for need in case.needs}
    if any(clinical.is_advice(item) != is_clinical for item in (after if is_clinical else new)):
        raise RuleBroken(_l("Medical advice is a request of its own, apart from what others bring."))


def _move_place(case: Case, location: Location) -> dict[str, Any]:
    secret = secret_of(case)
    secret.lat, secret.lon, secret.accuracy_m = location.point.lat, location.point.lon, location.accuracy_m
    secret.place_by, secret.area_id = location.by, location.ward.id
    public = public_place(location.point, [need.item for need in case.needs], bool(case.guarded))
    shown = geo.parent_of(case.cell, case.cell_res)
    if public.resolution > case.cell_res and geo.parent_of(geo.cell_of(location.point), case.cell_res) == shown:
        public = public_location.place_of(shown)  # what was shown coarsely once is never shown finer
    return safeguarding.public_columns(public)
