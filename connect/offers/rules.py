"""The life of an offer as a table of moves, its limits and times; plain functions, without database or clock.

The Vietnamese and English words of every code in here are in `offers.words`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Sort(StrEnum):
    """The sort of an offer, which says what its quantity counts."""

    GOODS = "goods"  # the base unit of an item of the catalogue
    LABOUR = "labour"  # hours
    VEHICLE = "vehicle"  # trips
    MONEY = "money"  # thousands of đồng, given as goods


class State(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    PAUSED = "paused"
    USED_UP = "used_up"
    ENDED = "ended"
    EXPIRED = "expired"


class Verb(StrEnum):
    """A move of an offer; each is one line of `MOVES`."""

    CONFIRM = "confirm"
    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    TAKE = "take"
    GIVE_BACK = "give_back"
    HAND_OVER = "hand_over"
    USE_UP = "use_up"
    EXPIRE = "expire"
    REOPEN = "reopen"
    END = "end"


class By(StrEnum):
    """Those who move an offer. `CLAIM`: what follows from the end of a claim, whoever ended that."""

    GIVER = "giver"
    CLAIM = "claim"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State | None  # None: it stays where it is
    by: By


STATES = tuple(State)
LIVING = (State.OPEN, State.PAUSED)
NOT_ENDED = (State.OPEN, State.PAUSED, State.USED_UP, State.EXPIRED)
MOVES: dict[Verb, Move] = {
    Verb.CONFIRM: Move(LIVING, None, By.GIVER),
    Verb.CHANGE: Move(LIVING, None, By.GIVER),
    Verb.PAUSE: Move((State.OPEN,), State.PAUSED, By.GIVER),
    Verb.RESUME: Move((State.PAUSED,), State.OPEN, By.GIVER),
    Verb.TAKE: Move((State.OPEN,), None, By.GIVER),
    Verb.GIVE_BACK: Move(STATES, None, By.CLAIM),
    Verb.HAND_OVER: Move(STATES, None, By.CLAIM),
    Verb.USE_UP: Move(LIVING, State.USED_UP, By.CLAIM),
    Verb.EXPIRE: Move(LIVING, State.EXPIRED, By.CLOCK),
    Verb.REOPEN: Move((State.USED_UP, State.EXPIRED), State.OPEN, By.GIVER),  # with a new quantity or a new end
    Verb.END: Move(NOT_ENDED, State.ENDED, By.GIVER),
}
EVERYDAY = (Verb.CONFIRM, Verb.PAUSE, Verb.RESUME, Verb.END)  # a press each, without a form

VEHICLES = ("bicycle", "motorbike", "car", "van", "truck", "boat")
RADII_KM = (1, 3, 5, 10, 20, 50)
MOST_LIVING = 10  # offers of one account that have not ended
MOST_A_DAY = 5  # made by one account within a day
MOST_OF_ONE = 9_999
MOST_MONEY = 1_000_000  # thousands of đồng
MOST_KG = 30_000
LONGEST_WORDS = 500
LONGEST = timedelta(days=60)
ASKED_AFTER = timedelta(days=14)  # without a word the giver is asked whether it is still so
SILENT_AFTER = timedelta(days=21)  # and from then on it counts no more


def shown_state(state: State, clock_at: datetime, now: datetime) -> State:
    """The state as people see it: what the clock is about to expire reads as expired already."""
    return State.EXPIRED if state in LIVING and clock_at <= now else state


def may_move(verb: Verb, *, state: State, clock_at: datetime, now: datetime, by: By) -> bool:
    """Whether the move is in the table. An offer whose time is over is expired to everybody but the clock."""
    move = MOVES[verb]
    seen = state if by == By.CLOCK else shown_state(state, clock_at, now)
    if by == By.CLAIM:  # what was set aside is settled whatever became of the offer
        seen = state
    return move.by == by and seen in move.sources and (verb != Verb.EXPIRE or clock_at <= now)


def clock_at(until: datetime, confirmed_at: datetime) -> datetime:
    """When the clock expires an offer: at its end, or before, when its giver stays silent."""
    return min(until, confirmed_at + SILENT_AFTER)


def is_asked(state: State, confirmed_at: datetime, now: datetime) -> bool:
    """Whether the giver is asked if it is still so."""
    return state in LIVING and confirmed_at + ASKED_AFTER <= now


def month_start(now: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the month of `now` begins where the site is."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def most_of(sort: Sort) -> int:
    """The largest quantity of a sort."""
    return MOST_MONEY if sort == Sort.MONEY else MOST_OF_ONE


def used_of(sort: Sort, taken: int, item: str | None, handed: dict[str, int]) -> int:
    """How much of what was set aside for a claim is gone, given what was handed over by item.

    Of goods, as much of the item as was handed over, and never more than was set aside. The other sorts cannot be
    counted in items: once anything was handed over, all that was set aside is gone.
    """
    if sort == Sort.GOODS:
        return min(taken, handed.get(item or "", 0))
    return taken if any(handed.values()) else 0


def trouble_with(sort: Sort, quantity: int, until: datetime, now: datetime) -> Collection[str]:
    """The faults of an offer: "quantity", "past", "long"."""
    found = [] if 1 <= quantity <= most_of(sort) else ["quantity"]
    if until <= now:
        found.append("past")
    return [*found, "long"] if until > now + LONGEST + timedelta(days=1) else found  # the end of a day counts
