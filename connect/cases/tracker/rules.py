"""Which steps of a request are done, which one is now, and when each was, by what its requester is told.

A request that goes back on the list goes back on the tracker too. One that has left the road (not accepted, taken
back, merged, passed on, expired, nobody reached) has no tracker: the page says in words what became of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from connect.cases.rules import State, Verb


class Step(StrEnum):
    """A step of the way; a request passes five of them."""

    SENT = "sent"
    REVIEWED = "reviewed"
    LISTED = "listed"  # in the place of a review, where it is not told whether there was one
    TAKEN = "taken"
    ON_THE_WAY = "on_the_way"
    RECEIVED = "received"


class Place(StrEnum):
    """Where a step lies, seen from now."""

    PAST = "past"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of one request. `code` with `place` is the key of its words; `at` is when it began, if that is known."""

    step: Step
    place: Place
    code: str
    at: datetime | None = None


class Event(Protocol):
    """The columns that are read of one line of a case's history."""

    verb: str
    at: datetime


# How many steps are done, by the key of the words that the requester reads; the next one is now.
DONE: dict[str, int] = {
    "sent": 1,  # see `requester_view`: it may wait for a look, or be on the list
    State.PENDING_REVIEW: 1,
    State.OPEN: 2,
    State.PARTLY_HELPED: 2,
    State.CLAIMED: 2,
    State.IN_DELIVERY: 3,
    State.HELPED: 4,
    State.CONFIRMED: 5,
    State.UNCONFIRMED: 5,
}
AWAITED = ("sent", State.PENDING_REVIEW, State.OPEN, State.PARTLY_HELPED)  # the step that is now has not begun
BEGINS: dict[Step, tuple[str, ...]] = {
    Step.SENT: ("post",),
    Step.REVIEWED: (Verb.APPROVE, Verb.RESTORE),
    Step.LISTED: (),
    Step.TAKEN: (Verb.CLAIM,),
    Step.ON_THE_WAY: (Verb.SET_OUT,),
    Step.RECEIVED: (Verb.HELP, Verb.CONFIRM),
}


def stops(word: str, events: Sequence[Event], at_once: bool) -> tuple[Stop, ...]:
    """The five steps of a request, the first one first; none when it has left the road.

    `word` is the key of the words for the told state, `events` the told history, oldest first.
    """
    if word not in DONE:
        return ()
    return tuple(_stops(word, events, at_once))


def _stops(word: str, events: Sequence[Event], at_once: bool) -> Iterator[Stop]:
    done = DONE[word]
    for number, step in enumerate(steps(at_once)):
        if number > done:
            yield Stop(step, Place.LATER, step)
        elif number == done:
            yield Stop(step, Place.NOW, word, None if word in AWAITED else began(step, events))
        else:
            yield Stop(step, Place.PAST, _past(step, word), began(step, events))


def steps(at_once: bool) -> tuple[Step, ...]:
    """The five steps; `at_once`: such a request is shown without a look, unless something flags it."""
    return (Step.SENT, Step.LISTED if at_once else Step.REVIEWED, Step.TAKEN, Step.ON_THE_WAY, Step.RECEIVED)


def _past(step: Step, word: str) -> str:
    return word if step == Step.RECEIVED and word == State.UNCONFIRMED else step


def began(step: Step, events: Sequence[Event]) -> datetime | None:
    """When a step began the last time, if the history tells; what a helper did before the last claim is another's."""
    verbs = BEGINS[step]
    for event in reversed(events):
        if event.verb in verbs:
            return event.at
        if event.verb == Verb.CLAIM and step in (Step.ON_THE_WAY, Step.RECEIVED):
            return None
    return None
