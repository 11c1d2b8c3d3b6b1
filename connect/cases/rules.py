"""The life of a case and who may see what of it: tables and plain functions, nothing else spells a move.

The Vietnamese and English words of every code in here are in `cases.words`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

# --- States -----------------------------------------------------------------------------------------------

STATES = (
    "pending_review",
    "open",
    "claimed",
    "in_delivery",
    "partly_helped",
    "helped",
    "confirmed",
    "unconfirmed",
    "follow_up",
    "withdrawn",
    "expired",
    "duplicate",
    "rejected",
    "referred",
)
LISTED = ("open", "partly_helped", "claimed", "in_delivery")  # what the partial index of `cases` holds
LEASED = ("claimed", "in_delivery")  # somebody's until the lease ends
SERVED = ("helped", "confirmed", "unconfirmed")
NOT_ENDED = ("pending_review", *LISTED, "helped", "follow_up")
ENDED = tuple(state for state in STATES if state not in NOT_ENDED)
PUBLIC = (*LISTED, *SERVED)  # states in which strangers may know that the case exists

URGENCIES = {"low": 0, "normal": 1, "urgent": 2, "life_threatening": 3}
GRAVEST = URGENCIES["life_threatening"]
URGENCY_NAMES = {number: name for name, number in URGENCIES.items()}
GUARDS = {"child_alone": 1, "violence": 2, "private_illness": 4}  # why only checked organisations may see a case
VULNERABLE = {"infant": 1, "elderly": 2, "pregnant": 4, "disabled": 8, "ill": 16}

REJECT_REASONS = ("joke", "advertising", "fraud", "money_only", "untrue", "already_helped", "wrong_place", "other")
RELEASE_REASONS = ("no_time", "cannot_carry", "too_far", "not_needed", "other")
CANNOT_REACH_REASONS = ("no_answer", "wrong_number", "nobody_there", "wrong_place")
LOOKS_OPEN = {"new": 1, "proven": 3}  # contacts seen of cases still in one's hands, by trust
CLAIMS_A_DAY = {"new": 8, "proven": 30}  # cases taken within 24 hours, whatever came of them
ENDS_A_DAY = {"new": 3, "proven": 12}  # cases ended within 24 hours by the helper's word alone
ENDS_IN_A_ROW = {"new": 3, "proven": 8}  # the same without one that a requester confirmed; then a moderator looks
RECALLED = ("helped", "follow_up", "partly_helped")  # states of what goes back on the list with that
PROVEN_HELPS = 3  # so many helps confirmed by requesters make somebody proven
# Why a moderator looks at a request first, whatever the mode of the site.
FLAGS = (
    "suspicious", "first_post", "watched_phone", "many_from_phone", "many_from_device", "many_from_network",
    "many_in_area", "reports", "changed",
)  # fmt: skip
CODE_TRIES = 5  # delivery codes tried at one case, over all its claims; then only the requester's own word counts


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

    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]


MOVES = {
    "approve": Move(("pending_review",), "open", ("moderator",)),
    "reject": Move(("pending_review", "open"), "rejected", ("moderator",)),
    "claim": Move(LISTED, "claimed", ("volunteer",)),
    "extend": Move(LEASED, "", ("claimer",)),
    "release": Move(LEASED, "open", ("claimer", "requester", "moderator", "clock")),
    "set_out": Move(("claimed",), "in_delivery", ("claimer",)),
    "help": Move(LEASED, "helped", ("claimer",)),
    "confirm": Move(("helped",), "confirmed", ("requester",)),
    "dispute": Move(("helped",), "open", ("requester",)),
    "close": Move(("helped",), "unconfirmed", ("clock",)),
    "cannot_reach": Move(LEASED, "follow_up", ("claimer",)),
    "still_needed": Move(("open", "partly_helped", "follow_up", "expired"), "open", ("requester",)),
    "withdraw": Move(NOT_ENDED, "withdrawn", ("requester",)),
    "lapse": Move(LEASED, "open", ("clock",)),  # for the history and the counts; the case was free before it
    "recall": Move(RECALLED, "open", ("clock",)),  # many words in a row of one helper, confirmed by nobody
    "expire": Move(("open", "partly_helped", "follow_up"), "expired", ("clock",)),
    "hold": Move(LISTED, "pending_review", ("clock",)),  # reported by many, or changed into something suspicious
    "discard": Move(("pending_review",), "rejected", ("clock",)),  # nobody looked at it for days
    "take_off": Move(LISTED, "pending_review", ("moderator",)),  # to be looked at again
    # A decision taken back by whoever made it; restored is what had been listed.
    "reopen": Move(("open", "partly_helped", "rejected", "duplicate", "referred"), "pending_review", ("moderator",)),
    "restore": Move(("rejected", "duplicate", "referred"), "open", ("moderator",)),
    "contest": Move(("rejected",), "pending_review", ("requester",)),
    "merge": Move(NOT_ENDED, "duplicate", ("moderator",)),
    "refer": Move(NOT_ENDED, "referred", ("moderator",)),
}


def target_of(verb: str, *, state: str, wanted: int, given: int) -> str:
    """Where a move leads, given what was wanted and what was given so far (counts of things).

    What goes back on the list after a part was given is *partly helped*, not open: both are available.
    """
    target = MOVES[verb].target or state
    if verb == "help":
        return "helped" if given >= wanted else "partly_helped"
    if target == "open" and given > 0:
        return "partly_helped"
    return target


def is_leased(state: str, free_at: datetime, now: datetime) -> bool:
    """Whether somebody holds the case at this moment. A lease that is over frees it without any job."""
    return state in LEASED and free_at > now


def is_available(state: str, free_at: datetime, now: datetime) -> bool:
    """Whether the case can be taken."""
    return state in LISTED and not is_leased(state, free_at, now)


def may_move(verb: str, *, state: str, free_at: datetime, now: datetime, roles: Collection[str]) -> bool:
    """Whether somebody with these roles towards the case may make the move now."""
    move = MOVES[verb]
    if state not in move.sources or not set(move.who) & set(roles):
        return False
    if verb in ("claim", "hold"):  # a helper on the way keeps the case; it is held once that is over
        return is_available(state, free_at, now)
    if verb in ("extend", "release", "set_out", "help", "cannot_reach"):
        return is_leased(state, free_at, now)
    return verb != "lapse" or not is_leased(state, free_at, now)


def shown_state(state: str, given: int, free_at: datetime, now: datetime) -> str:
    """The state as people see it: a lease that has run out reads as open again."""
    if state in LEASED and free_at <= now:
        return "partly_helped" if given else "open"
    return state


def colour_of(state: str) -> str | None:
    """need (orange), taken (blue), done (green), or None for what the map does not show."""
    if state in ("open", "partly_helped"):
        return "need"
    if state in LEASED:
        return "taken"
    return "done" if state in SERVED else None


# --- Who looks, and when ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mode:
    """How requests are looked at: from which urgency on they are shown unseen, and looked at afterwards.

    None: none of them. What is shown unseen is looked at afterwards even under a mode chosen later.
    """

    shown_from: int | None
    looked_at_from: int | None


MODES = {  # the five of the field, by its names
    "fully_moderated": Mode(None, 0),
    "dispatch_moderated": Mode(3, 0),
    "moderation_on_request": Mode(0, 2),
    "dispatch_assisted": Mode(0, 0),
    "peer_to_peer": Mode(0, None),
}


def first_state(mode: str, urgency: int) -> str:
    """Where a new request stands: on the list at once, or waiting for a moderator."""
    least = MODES[mode].shown_from
    return "open" if least is not None and urgency >= least else "pending_review"


# --- Times ------------------------------------------------------------------------------------------------


def lease(urgency: int, *, life_threatening_s: int, urgent_s: int, normal_s: int) -> timedelta:
    """How long a taken case is kept for its helper."""
    seconds = {3: life_threatening_s, 2: urgent_s}.get(urgency, normal_s)
    return timedelta(seconds=seconds)


def pause(released: int, lapsed: int, first_s: int) -> timedelta:
    """How long a helper leaves a case to others after having had it: none after one lapse, doubled each time."""
    times = released + max(0, lapsed - 1)
    return timedelta(seconds=first_s * 2 ** min(times - 1, 10)) if times else timedelta()


REMINDED = MOVES["expire"].sources  # where silence ends in expiry
REMINDERS = {"late": 0.85, "half": 0.5}  # at which part of the freshness she is asked whether it is still so


def silent_since(state: str, clock_at: datetime, now: datetime, fresh: timedelta) -> datetime | None:
    """Since when nobody confirmed the case, once half of its freshness has passed; None while it is fresh."""
    if state not in REMINDED or now < clock_at - fresh * REMINDERS["half"]:
        return None
    return clock_at - fresh


# How long a household that was given something of a kind is thought to be provided for. It warns, nothing more.
INTERVALS = {
    "food": timedelta(days=14),
    "daily_goods": timedelta(days=30),
    "medical_goods": timedelta(days=7),
    "school_items": timedelta(days=180),
}


# --- What a viewer may see --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sight:
    """What one viewer may see of one case.

    `exists`: at all. `words`: "no", "masked" or "all". `contact`: "no", "ask" (on pressing *show*, logged) or
    "own". `wait`: a claimer whom the requester or a moderator has still to allow.
    """

    exists: bool
    words: str = "no"
    contact: str = "no"
    wait: bool = False


def view_of(*, state: str, roles: Collection[str], allowed: bool, guarded: bool = False) -> Sight:
    """The one rule of disclosure. `allowed`: the claim's helper is verified or was let in.

    `roles` are those of the viewer towards this case: requester, claimer (while the lease runs), moderator
    (of the area), volunteer, cleared (of an organisation checked for guarded cases), former (held it once).
    No template decides anything beyond this.
    """
    if "requester" in roles:
        return Sight(exists=True, words="all", contact="own")
    if "moderator" in roles:
        return Sight(exists=True, words="all", contact="ask")
    if "claimer" in roles and guarded and "cleared" not in roles:
        return Sight(exists=True, wait=True)  # the organisation was checked when the case was taken, and is no more
    if "claimer" in roles:
        return Sight(True, "all", "ask") if allowed else Sight(True, "masked", wait=True)
    if state not in PUBLIC or (guarded and "cleared" not in roles):
        return Sight(exists="former" in roles)  # who held it may learn that it has ended, and nothing more
    if "volunteer" in roles:
        return Sight(exists=True, words="masked")
    return Sight(exists=True)
