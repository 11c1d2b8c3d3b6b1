"""The life of a delivery as a table, lanes and policies; what follows from a gateway's answer. Without a database."""

from collections.abc import Collection, Mapping
from enum import IntEnum, StrEnum, unique
from typing import NamedTuple

from connect.gateways.base import Answer, Outcome


@unique
class State(IntEnum):
    """Where a delivery stands. Whole numbers, because indexes and statements name them."""

    CREATED = 0
    SENDING = 1
    SENT = 2
    DELIVERED = 3
    READ = 4
    PERMANENT_FAILURE = 5
    UNKNOWN = 6
    CANCELLED = 7
    EXPIRED = 8
    SUPPRESSED = 9


@unique
class By(StrEnum):
    """Whoever moves a delivery."""

    SENDER = "sender"
    SWEEP = "sweep"
    RECEIPT = "receipt"
    PERSON = "person"


_MOVES: dict[State, dict[State, tuple[By, ...]]] = {
    State.CREATED: {
        State.SENDING: (By.SENDER,),
        State.CANCELLED: (By.SENDER,),
        State.EXPIRED: (By.SENDER,),
        State.SUPPRESSED: (By.SENDER,),
    },
    State.SENDING: {
        State.SENT: (By.SENDER,),
        State.CREATED: (By.SENDER, By.SWEEP),
        State.PERMANENT_FAILURE: (By.SENDER,),
        State.UNKNOWN: (By.SENDER, By.SWEEP),
    },
    State.SENT: {State.DELIVERED: (By.RECEIPT,), State.READ: (By.RECEIPT,), State.PERMANENT_FAILURE: (By.RECEIPT,)},
    State.DELIVERED: {State.READ: (By.RECEIPT,), State.PERMANENT_FAILURE: (By.RECEIPT,)},
    State.UNKNOWN: {State.SENT: (By.RECEIPT,), State.DELIVERED: (By.RECEIPT,), State.CREATED: (By.PERSON,)},
}
MAY_HAVE_LEFT = (State.SENDING, State.SENT, State.DELIVERED, State.READ, State.UNKNOWN)


def gone(numbers: Mapping[tuple[str, State], int]) -> int:
    """How many messages have come to an end, of sums by medium and state."""
    return sum(number for (_, state), number in numbers.items() if state not in (State.CREATED, State.SENDING))


def may(source: State, target: State, by: By) -> bool:
    """Whether a delivery may go from one state to another, moved by this one."""
    return by in _MOVES.get(source, {}).get(target, ())


@unique
class Lane(IntEnum):
    """How soon a message goes: the lowest first."""

    LIFE = 0  # extreme, a life in danger; heeds no quiet hours
    PERSONAL = 1  # one's own case or offer
    SEVERE = 2
    ORDINARY = 3
    DIGEST = 4


URGENT = (Lane.LIFE, Lane.PERSONAL)
HELD = 10  # added to the lane of what a contact's quiet hours keep back: it leaves as one summary, right after its lane
PARKED = 100  # added to the lane of what waits for a paused dispatch, so that nobody reads past it


@unique
class Policy(StrEnum):
    """The choice for a message of which nobody knows whether it left."""

    REPEAT = "repeat"
    ONCE = "once"


@unique
class Verb(StrEnum):
    """A person's move of a dispatch; each is one line of `DISPATCH_MOVES`."""

    PAUSE = "pause"
    GO_ON = "go_on"
    CANCEL = "cancel"
    AGAIN = "again"


@unique
class Stage(StrEnum):
    """Where a dispatch stands. One that is over was never moved there: its end has come."""

    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    OVER = "over"


DISPATCH_MOVES: dict[Verb, tuple[Stage, ...]] = {
    Verb.PAUSE: (Stage.GOING,),
    Verb.GO_ON: (Stage.PAUSED,),
    Verb.CANCEL: (Stage.GOING, Stage.PAUSED),
    Verb.AGAIN: (Stage.GOING,),  # what nobody knows to have left; some get it twice
}


def stage(paused: bool, cancelled: bool, over: bool) -> Stage:
    """Where a dispatch stands."""
    if cancelled:
        return Stage.CANCELLED
    return Stage.OVER if over else Stage.PAUSED if paused else Stage.GOING


AT_ONCE = 20  # messages of one take: so many a killed sender leaves unknown, and an urgent one waits for
SLOW_AT_ONCE = 8  # of a gateway that keeps a sender waiting, beside which others go on
FREE = 2_000  # rows of a lane that wait, at most: the rest waits as ranges
PIECE = {"sqlite": 2_000, "postgresql": 10_000}  # contacts that become rows in one transaction
RANGES = 16  # of one dispatch, however many receive it
LEASE_S = 180  # longer than a gateway takes for one batch with all its time-outs
ALONE_S = 300  # until a single message is tried again, whose address was busy
WAIT_S = 2  # until it is looked again whether an earlier version has its outcome


class Settled(NamedTuple):
    """The state of a delivery after a call."""

    state: State
    reason: str = ""
    later_s: float = 0  # until it is due again, where it goes back


def after(outcome: Outcome, policy: Policy, is_keyed: bool) -> Settled:
    """The state that follows from a gateway's answer for one message. A keyed gateway knows what it has had already.

    A message that goes back keeps its place, for it is the gateway that is left alone; one that stands `alone` waits.
    """
    if outcome.answer == Answer.TAKEN:
        return Settled(State.SENT)
    if outcome.answer in (Answer.GONE, Answer.OURS):
        return Settled(State.PERMANENT_FAILURE, outcome.reason or outcome.answer)
    if outcome.may_have_left and goes_unknown(policy, is_keyed):
        return Settled(State.UNKNOWN, outcome.reason)
    later_s = (outcome.retry_after_s or ALONE_S) if outcome.alone else 0
    return Settled(State.CREATED, outcome.reason, later_s)


def goes_unknown(policy: Policy, is_keyed: bool) -> bool:
    """Whether a message that may have left is left alone until a person says otherwise."""
    return policy == Policy.ONCE and not is_keyed


@unique
class Turn(StrEnum):
    """The part of an update or a cancel for a contact, by what became of the earlier versions there."""

    GOES = "goes"
    WAITS = "waits"
    DROPS = "drops"


def turn(earlier: Collection[State], *, recalls: bool) -> Turn:
    """Whether a later version may go. One that recalls goes only to whoever may have had an earlier one."""
    if State.SENDING in earlier:
        return Turn.WAITS
    if recalls and not {*earlier} & {*MAY_HAVE_LEFT}:
        return Turn.DROPS
    return Turn.GOES


def ranges(low: int, high: int, most: int = RANGES, least: int = 2_000) -> list[tuple[int, int]]:
    """So many ranges at most, without a gap, from `low` to `high`; none smaller than `least` but the last."""
    size = max(least, -(-(high - low + 1) // most))
    return [(start, min(start + size - 1, high)) for start in range(low, high + 1, size)]
