"""The news of a case: which moves are some, until when it is worth a message, and whether it is still so.

A message says no more than that there is news; what it is stands on the page behind its link.
"""

from datetime import datetime, timedelta
from enum import IntEnum, unique

from connect.cases.rules import ClaimEnd, State, Verb

NEWS = (Verb.CLAIM, Verb.SET_OUT, Verb.HELP, Verb.REJECT)  # taken (and whether a yes is needed), on the way, delivered
REJECTED_FOR = timedelta(days=3)  # how long it is worth a message that a request was not accepted
MOST_BROWSERS = 5  # of one request: the oldest makes room


def is_still_so(verb: str, to_state: str, shown: State) -> bool:
    """Whether what was news is what the requester would read now: released, lapsed or moved on, it is no more."""
    return verb in NEWS and shown == to_state


def over_at(verb: str, *, now: datetime, free_at: datetime, clock_at: datetime) -> datetime:
    """The end of a piece of news: a taking ends with its lease, a handover with the time to say a word on it."""
    if verb in (Verb.CLAIM, Verb.SET_OUT):
        return free_at
    return clock_at if verb == Verb.HELP else now + REJECTED_FOR


@unique
class ToHelper(IntEnum):
    """The news for the helper of a claim, each of which comes once. Numbers, because a row of the ledger holds one."""

    ALLOWED = 1  # the requester or a moderator said yes
    ENDED = 2  # by somebody else
    DISPUTED = 3  # the requester did not receive it
    ENDS_SOON = 4


BY_OTHERS = (ClaimEnd.STOPPED, ClaimEnd.RECALLED, ClaimEnd.DISPUTED)
SOON = timedelta(minutes=30)  # before the end of a lease


def ends_soon(taken_at: datetime, until: datetime, now: datetime) -> bool:
    """Whether a lease comes to its end, of which its helper has had the longer part."""
    return now < until <= now + SOON and now >= taken_at + SOON
