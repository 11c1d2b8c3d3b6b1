"""The state and history of a request as its requester is told: nothing in it depends on the requests of others.

Why a request is looked at first (`rules.FLAGS`) can hang on a phone that is not the requester's: that it asked before,
or that it is watched. So no flag is told. Where the moderation mode shows such a request at once, it is not even told
whether this one waits for a look: both read as "sent", until a helper or a moderator's refusal says more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from connect.cases import rules
from connect.cases.rules import State, Verb

AT_ONCE = "at_once"  # the reason of the event "post" where the mode shows such a request at once
UNTOLD = frozenset({"flag", "watch_phone", "unwatch_phone", "although"})
UNTOLD_AT_ONCE = UNTOLD | {Verb.APPROVE, "check", Verb.HOLD, "second", Verb.EXPIRE, Verb.REOPEN}
SENT = "sent"  # what is told for each of these
ALIKE = (State.PENDING_REVIEW, State.OPEN, State.EXPIRED)


class Event(Protocol):
    """The columns that are read of one line of a case's history."""

    verb: str
    to_state: str
    reason: str | None


Line = TypeVar("Line", bound=Event)


def is_at_once(history: Sequence[Event]) -> bool:
    """Whether a request like this one is shown at once, unless something flags it."""
    return any(event.verb == "post" and (event.reason == AT_ONCE or event.to_state == State.OPEN) for event in history)


def state(shown: State, clock_at: datetime, now: datetime, at_once: bool, never_closes: bool = False) -> State:
    """Where it stands for the requester, as a state of `rules`: "open" for all that waits, "expired" at its time.

    `never_closes`: no time ends it, see `rules.never_closes`.
    """
    if not at_once or shown not in ALIKE:
        return shown
    return State.EXPIRED if clock_at <= now and not never_closes else State.OPEN


def word(told: str, at_once: bool) -> str:
    """The key of the words for a told state."""
    return SENT if at_once and told == State.OPEN else told


def history(events: Sequence[Line], at_once: bool) -> list[Line]:
    """The lines that are told, oldest first."""
    untold = UNTOLD_AT_ONCE if at_once else UNTOLD
    return [event for event in events if event.verb not in untold]


def reason(given: str | None) -> str | None:
    """A reason that may be told; None for those that are flags, or that only tell this module something."""
    return None if given in rules.FLAGS or given == AT_ONCE else given
