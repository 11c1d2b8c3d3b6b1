"""The life of a case and who may see what of it: tables and plain functions, nothing else spells a move.

The Vietnamese and English words of every code in here are in `cases.words`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

# --- States -----------------------------------------------------------------------------------------------


class State(StrEnum):
    """Where a case stands."""

    PENDING_REVIEW = "pending_review"
    OPEN = "open"
    CLAIMED = "claimed"
    IN_DELIVERY = "in_delivery"
    PARTLY_HELPED = "partly_helped"
    HELPED = "helped"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FOLLOW_UP = "follow_up"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    REFERRED = "referred"


class Verb(StrEnum):
    """A move of a case; each is one line of `MOVES`."""

    APPROVE = "approve"
    REJECT = "reject"
    CLAIM = "claim"
    EXTEND = "extend"
    RELEASE = "release"
    SET_OUT = "set_out"
    HELP = "help"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    CLOSE = "close"
    CANNOT_REACH = "cannot_reach"
    STILL_NEEDED = "still_needed"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    RECALL = "recall"
    CALL_AGAIN = "call_again"
    WORSE = "worse"
    EXPIRE = "expire"
    HOLD = "hold"
    DISCARD = "discard"
    TAKE_OFF = "take_off"
    REOPEN = "reopen"
    RESTORE = "restore"
    CONTEST = "contest"
    MERGE = "merge"
    REFER = "refer"


class ClaimEnd(StrEnum):
    """How the claim of a helper ended."""

    HELPED = "helped"
    PARTLY = "partly"
    CANNOT_REACH = "cannot_reach"
    RELEASED = "released"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    DISPUTED = "disputed"
    RECALLED = "recalled"
    REFERRED = "referred"
    HANDED_ON = "handed_on"  # to another leader of the same run


class CaseRole(StrEnum):
    """The role of somebody towards one case, whatever the roles of their account."""

    REQUESTER = "requester"
    CLAIMER = "claimer"  # while the lease runs
    MODERATOR = "moderator"  # of the area
    VOLUNTEER = "volunteer"
    CLEARED = "cleared"  # of an organisation checked for safeguarded cases
    CLINICIAN = "clinician"  # whose credential holds in the area of the case; counts for clinical cases alone
    FORMER = "former"  # held it once
    PLAYER = "player"  # takes part in the drill that the case belongs to
    CLOCK = "clock"


class Guarded(IntEnum):
    """Why a case is out of the public index, and so of all lists, counts and feeds; kept as a number."""

    LISTED = 0  # it is not
    SAFEGUARDED = 1  # only checked organisations see it
    CLINICAL = 2  # only clinicians see it
    DRILL = 3  # only those invited to a drill see it


class Urgency(IntEnum):
    """How soon help is needed; kept and compared as a number."""

    LOW = 0
    NORMAL = 1
    URGENT = 2
    LIFE_THREATENING = 3


STATES = tuple(State)
LISTED = (State.OPEN, State.PARTLY_HELPED, State.CLAIMED, State.IN_DELIVERY)  # what the partial index of `cases` holds
LEASED = (State.CLAIMED, State.IN_DELIVERY)  # somebody's until the lease ends
SERVED = (State.HELPED, State.CONFIRMED, State.UNCONFIRMED)
NOT_ENDED = (State.PENDING_REVIEW, *LISTED, State.HELPED, State.FOLLOW_UP)
ENDED = tuple(state for state in STATES if state not in NOT_ENDED)
PUBLIC = (*LISTED, *SERVED)  # states in which strangers may know that the case exists

# Plain numbers: SQLAlchemy knows the type of an `int`, and none for a member of an enum.
URGENCIES = {one.name.lower(): one.value for one in Urgency}
GRAVEST = Urgency.LIFE_THREATENING.value
SAFEGUARDED, CLINICAL, DRILL = Guarded.SAFEGUARDED.value, Guarded.CLINICAL.value, Guarded.DRILL.value
URGENCY_NAMES = {number: name for name, number in URGENCIES.items()}
GUARDS = {"child_alone": 1, "violence": 2, "private_illness": 4}  # why only checked organisations may see a case
VULNERABLE = {"infant": 1, "elderly": 2, "pregnant": 4, "disabled": 8, "ill": 16}

REJECT_REASONS = ("joke", "advertising", "fraud", "money_only", "untrue", "already_helped", "wrong_place", "other")
RELEASE_REASONS = ("no_time", "cannot_carry", "too_far", "not_needed", "other")
CANNOT_REACH_REASONS = ("no_answer", "wrong_number", "nobody_there", "wrong_place")
# Why a moderator looks at a request first, whatever the mode of the site.
FLAGS = (
    "suspicious", "first_post", "watched_phone", "many_from_phone", "many_from_device", "many_from_network",
    "many_in_area", "reports", "changed",
)  # fmt: skip


def vulnerable_in(mask: int) -> list[str]:
    """The codes in the bits of who is vulnerable."""
    return [code for code, bit in VULNERABLE.items() if mask & bit]


def guards_in(mask: int) -> list[str]:
    """The codes in the bits of why only checked organisations may see it."""
    return [code for code, bit in GUARDS.items() if mask & bit]


# --- Moves ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State | None  # None: it stays where it is
    who: tuple[CaseRole, ...]


RECALLED = (State.HELPED, State.FOLLOW_UP, State.PARTLY_HELPED)  # goes back on the list when a helper is not believed
S, R = State, CaseRole  # so that a line of the table is one line
MOVES: dict[Verb, Move] = {
    Verb.APPROVE: Move((S.PENDING_REVIEW,), S.OPEN, (R.MODERATOR,)),
    Verb.REJECT: Move((S.PENDING_REVIEW, S.OPEN), S.REJECTED, (R.MODERATOR,)),
    Verb.CLAIM: Move(LISTED, S.CLAIMED, (R.VOLUNTEER, R.CLINICIAN)),
    Verb.EXTEND: Move(LEASED, None, (R.CLAIMER,)),
    Verb.RELEASE: Move(LEASED, S.OPEN, (R.CLAIMER, R.REQUESTER, R.MODERATOR, R.CLOCK)),
    Verb.SET_OUT: Move((S.CLAIMED,), S.IN_DELIVERY, (R.CLAIMER,)),
    Verb.HELP: Move(LEASED, S.HELPED, (R.CLAIMER,)),
    Verb.CONFIRM: Move((S.HELPED,), S.CONFIRMED, (R.REQUESTER,)),
    Verb.DISPUTE: Move((S.HELPED,), S.OPEN, (R.REQUESTER,)),
    Verb.CLOSE: Move((S.HELPED,), S.UNCONFIRMED, (R.CLOCK, R.MODERATOR)),  # who of them: see `may_move`
    Verb.CANNOT_REACH: Move(LEASED, S.FOLLOW_UP, (R.CLAIMER,)),
    Verb.STILL_NEEDED: Move((S.OPEN, S.PARTLY_HELPED, S.FOLLOW_UP, S.EXPIRED), S.OPEN, (R.REQUESTER,)),
    Verb.WITHDRAW: Move(NOT_ENDED, S.WITHDRAWN, (R.REQUESTER,)),
    Verb.LAPSE: Move(LEASED, S.OPEN, (R.CLOCK,)),  # for the history and the counts; the case was free before it
    Verb.RECALL: Move(RECALLED, S.OPEN, (R.CLOCK,)),  # many words in a row of one helper, confirmed by nobody
    Verb.CALL_AGAIN: Move((S.HELPED, S.CONFIRMED, S.UNCONFIRMED), S.OPEN, (R.CLOCK,)),  # the date a clinician set
    Verb.WORSE: Move((S.HELPED, S.FOLLOW_UP), S.OPEN, (R.REQUESTER,)),  # signs of danger are told anew
    Verb.EXPIRE: Move((S.OPEN, S.PARTLY_HELPED, S.FOLLOW_UP), S.EXPIRED, (R.CLOCK,)),
    Verb.HOLD: Move(LISTED, S.PENDING_REVIEW, (R.CLOCK,)),  # reported by many, or changed into something suspicious
    Verb.DISCARD: Move((S.PENDING_REVIEW,), S.REJECTED, (R.CLOCK,)),  # nobody looked at it for days
    Verb.TAKE_OFF: Move(LISTED, S.PENDING_REVIEW, (R.MODERATOR,)),  # to be looked at again
    # A decision taken back by whoever made it; restored is what had been listed.
    Verb.REOPEN: Move((S.OPEN, S.PARTLY_HELPED, S.REJECTED, S.DUPLICATE, S.REFERRED), S.PENDING_REVIEW, (R.MODERATOR,)),
    Verb.RESTORE: Move((S.REJECTED, S.DUPLICATE, S.REFERRED), S.OPEN, (R.MODERATOR,)),
    Verb.CONTEST: Move((S.REJECTED,), S.PENDING_REVIEW, (R.REQUESTER,)),
    Verb.MERGE: Move(NOT_ENDED, S.DUPLICATE, (R.MODERATOR,)),
    Verb.REFER: Move(NOT_ENDED, S.REFERRED, (R.MODERATOR, R.CLAIMER)),  # of helpers only a clinician
}


CLOSES_BY_SILENCE = (Verb.CLOSE, Verb.EXPIRE, Verb.DISCARD)  # nobody said a word, and the clock ends it


def target_of(verb: Verb, *, state: State, wanted: int, given: int) -> State:
    """Where a move leads, given what was wanted and what was given so far (counts of things).

    A case back on the list after a part was given is *partly helped*, not open: both are available.
    """
    target = MOVES[verb].target or state
    if verb == Verb.HELP:
        return State.HELPED if given >= wanted else State.PARTLY_HELPED
    if target == State.OPEN and given > 0:
        return State.PARTLY_HELPED
    return target


def is_leased(state: State, free_at: datetime, now: datetime) -> bool:
    """Whether somebody holds the case at this moment. A lease that is over frees it without any job."""
    return state in LEASED and free_at > now


def is_available(state: State, free_at: datetime, now: datetime) -> bool:
    """Whether the case can be taken."""
    return state in LISTED and not is_leased(state, free_at, now)


def acting(roles: Collection[CaseRole], guarded: int) -> frozenset[CaseRole]:
    """The roles that count towards a case, given why it is out of the public index (`Guarded`).

    Clinical cases are for clinicians as others are for volunteers: no volunteer, and no claimer whose credential has
    lapsed, counts there. In a drill only those count who take part in it, and the clock. Clinicians count in clinical
    cases alone.
    """
    if guarded == Guarded.CLINICAL:
        lost = {CaseRole.VOLUNTEER, CaseRole.CLEARED, CaseRole.FORMER}
        return frozenset(roles) - (lost if CaseRole.CLINICIAN in roles else lost | {CaseRole.CLAIMER})
    if guarded == Guarded.DRILL:
        apart = frozenset(roles) - {CaseRole.CLEARED, CaseRole.CLINICIAN}
        return apart if CaseRole.PLAYER in apart else apart & {CaseRole.REQUESTER, CaseRole.CLOCK}
    return frozenset(roles) - {CaseRole.CLINICIAN}


def never_closes(guarded: int, urgency: int) -> bool:
    """Whether no silence ends the case: medical advice where a sign says that a life is in danger."""
    return guarded == Guarded.CLINICAL and urgency == Urgency.LIFE_THREATENING


def may_move(
    verb: Verb, *, state: State, free_at: datetime, now: datetime, roles: Collection[CaseRole],
    guarded: int = 0, urgency: int = 0,
) -> bool:  # fmt: skip
    """Whether somebody with these roles towards the case may make the move now. `guarded`: of `Guarded`."""
    move, who = MOVES[verb], acting(roles, guarded)
    if state not in move.sources or not set(move.who) & who:
        return False
    if verb in CLOSES_BY_SILENCE:  # a moderator closes what the clock alone never does, and nothing else
        return (CaseRole.MODERATOR if never_closes(guarded, urgency) else CaseRole.CLOCK) in set(move.who) & who
    if verb == Verb.REFER and CaseRole.MODERATOR not in who:
        return guarded == Guarded.CLINICAL and is_leased(state, free_at, now)
    if verb in (Verb.CALL_AGAIN, Verb.WORSE):
        return guarded == Guarded.CLINICAL
    if verb in (Verb.CLAIM, Verb.HOLD):  # a helper on the way keeps the case; it is held once that is over
        return is_available(state, free_at, now)
    if verb in (Verb.EXTEND, Verb.RELEASE, Verb.SET_OUT, Verb.HELP, Verb.CANNOT_REACH):
        return is_leased(state, free_at, now)
    return verb != Verb.LAPSE or not is_leased(state, free_at, now)


def shown_state(state: State, given: int, free_at: datetime, now: datetime) -> State:
    """The state as people see it: a lease that has run out reads as open again."""
    if state in LEASED and free_at <= now:
        return State.PARTLY_HELPED if given else State.OPEN
    return state


def colour_of(state: State) -> str | None:
    """need (orange), taken (blue), done (green), or None for what the map does not show."""
    if state in (State.OPEN, State.PARTLY_HELPED):
        return "need"
    if state in LEASED:
        return "taken"
    return "done" if state in SERVED else None


# --- Times ------------------------------------------------------------------------------------------------


def pause(released: int, lapsed: int, first_s: int) -> timedelta:
    """How long a helper leaves a case to others after having had it: none after one lapse, doubled each time."""
    times = released + max(0, lapsed - 1)
    return timedelta(seconds=first_s * 2 ** min(times - 1, 10)) if times else timedelta()


REMINDED = MOVES[Verb.EXPIRE].sources  # where silence ends in expiry
REMINDERS = {"late": 0.85, "half": 0.5}  # at which part of the freshness the requester is asked again


def silent_since(state: State, clock_at: datetime, now: datetime, fresh: timedelta) -> datetime | None:
    """Since when nobody confirmed the case, once half of its freshness has passed; None while it is fresh."""
    if state not in REMINDED or now < clock_at - fresh * REMINDERS["half"]:
        return None
    return clock_at - fresh
