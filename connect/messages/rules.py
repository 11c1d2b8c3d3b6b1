"""The rules of conversation: sides, kinds, limits, and until when one may speak. Tables and plain functions."""

from datetime import datetime, timedelta
from enum import StrEnum

from connect.cases.rules import ClaimEnd, State

LONGEST = 1000  # characters of one message
LONGEST_KEY = 40
A_MINUTE, A_DAY, PICTURES = 30, 300, 20  # messages of one side in one thread; pictures of one side in all
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HIDE_WITHIN = timedelta(minutes=15)
AFTERWARDS = timedelta(hours=72)  # after a handover: for a word of thanks, and "the bag was torn"


class Side(StrEnum):
    """The side of a thread that a message comes from."""

    REQUESTER = "requester"
    HELPER = "helper"
    SECOND = "second"  # the second person of a safeguarded visit
    MODERATOR = "moderator"  # once one of the two has asked for one
    SITE = "site"


class Kind(StrEnum):
    """The content of a message."""

    TEXT = "text"
    PHRASE = "phrase"
    PICTURE = "picture"
    PLACE = "place"


class Closed(StrEnum):
    """Why nobody may speak in a thread any more."""

    WIPED = "wiped"
    READS = "reads"  # a moderator who reads what was reported
    UNCHECKED = "unchecked"  # a credential, or the check of an organisation, holds no more
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    LAPSED = "lapsed"
    RELEASED = "released"
    DISPUTED = "disputed"
    ENDED = "ended"  # 72 hours after a handover
    OVER = "over"  # any other end


BY_CASE = {State.WITHDRAWN: Closed.WITHDRAWN, State.DUPLICATE: Closed.MERGED}
BY_CLAIM = {
    ClaimEnd.LAPSED: Closed.LAPSED, ClaimEnd.RELEASED: Closed.RELEASED, ClaimEnd.STOPPED: Closed.STOPPED,
    ClaimEnd.DISPUTED: Closed.DISPUTED, ClaimEnd.HANDED_ON: Closed.RELEASED,
}  # fmt: skip
HANDED_OVER = (ClaimEnd.HELPED, ClaimEnd.PARTLY)


def why_closed(
    *, state: State, until: datetime, ended_at: datetime | None, end: str | None, now: datetime,
    stopped: bool = False, wiped: bool = False,
) -> Closed | None:  # fmt: skip
    """Why a thread is closed now; None while one may speak.

    `state` is that of the case; `until`, `ended_at` and `end` are those of the claim; `stopped`: the requester has said
    *not this person*. No job closes a thread: a lease that is over is a matter of the clock.
    """
    if wiped:
        return Closed.WIPED
    if stopped:
        return Closed.STOPPED
    if state in BY_CASE:
        return BY_CASE[state]
    if ended_at is None:
        return None if now < until else Closed.LAPSED
    if end in HANDED_OVER:
        return None if now < ended_at + AFTERWARDS else Closed.ENDED
    return BY_CLAIM.get(ClaimEnd(end), Closed.OVER) if end else Closed.OVER


def may_speak(
    *, state: State, until: datetime, ended_at: datetime | None, end: str | None, now: datetime,
    stopped: bool = False, wiped: bool = False,
) -> bool:  # fmt: skip
    """Whether one may speak in a thread now; see `why_closed`."""
    why = why_closed(state=state, until=until, ended_at=ended_at, end=end, now=now, stopped=stopped, wiped=wiped)
    return why is None


def may_hide(at: datetime, now: datetime) -> bool:
    """Whether a message of this moment may still be taken back by its author."""
    return now < at + HIDE_WITHIN
