"""The life of an order as a table of moves, its limits and times; plain functions, without database or clock.

The Vietnamese and English words of every code in here are in `orders.words`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    GATHERED = "gathered"  # in a run
    BOUGHT = "bought"
    OUT = "out"
    DELIVERED = "delivered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"  # out of its run; the case is open for neighbours
    FOLLOW_UP = "follow_up"  # nobody could be reached at the door


class Verb(StrEnum):
    """A move of an order; each is one line of `MOVES`."""

    PLACE = "place"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    GATHER = "gather"
    LEAVE = "leave"  # a run gives back what it had gathered, untouched
    WISH_OUT = "wish_out"  # the requester asks to be let out of the run
    BUY = "buy"
    ASK = "ask"
    ANSWER = "answer"
    SILENCE = "silence"  # no answer in time: the rule of the line decides
    SET_OUT = "set_out"
    DELIVER = "deliver"
    FAIL = "fail"
    MISS = "miss"  # nobody could be reached
    SETTLE = "settle"
    DROP = "drop"
    MOVE_ON = "move_on"  # out of its run, into the next window, because the requester had agreed to that
    AGAIN = "again"  # placed once more, in a window that is open
    TAKE = "take"  # a neighbour takes the case
    GIVE_BACK = "give_back"  # and has it no longer
    HAND_OVER = "hand_over"  # and has brought it
    DISPUTE = "dispute"  # the requester says that nothing came
    END = "end"  # the case has ended in another way


class By(StrEnum):
    """Those who move an order. `CASE`: what follows from a move of its case, whoever made that."""

    REQUESTER = "requester"
    COORDINATOR = "coordinator"
    TEAM = "team"
    NEIGHBOUR = "neighbour"
    CLOCK = "clock"
    CASE = "case"


class Outcome(StrEnum):
    """The outcome of a line at the shop."""

    BOUGHT = "bought"
    INSTEAD = "instead"
    MISSING = "missing"
    ASKED = "asked"  # waits for the requester's answer


class Instead(StrEnum):
    """The rule of a line for what is not to be had."""

    NONE = "none"
    SIMILAR = "similar"
    CHEAPER = "cheaper"
    ASK = "ask"


class Pay(StrEnum):
    """The way in which an order is paid. The site handles no money."""

    CASH = "cash"  # at the door
    TRANSFER = "transfer"  # to the shop
    SPONSORED = "sponsored"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State | None  # None: it stays where it is
    by: tuple[By, ...]


S, B = State, By  # so that a line of the table is one line
IN_RUN = (S.GATHERED, S.BOUGHT, S.OUT)
WAITING = (S.PLACED, S.DROPPED, S.FOLLOW_UP)  # no run has it
NOT_ENDED = (*WAITING, *IN_RUN)
HOLDING = (S.PLACED, S.FOLLOW_UP, *IN_RUN)  # a place and combos of its window are kept for it
BROUGHT = (S.DELIVERED, S.SETTLED)
ENDED = (*BROUGHT, S.WITHDRAWN)
MOVES: dict[Verb, Move] = {
    Verb.CHANGE: Move((S.PLACED,), None, (B.REQUESTER,)),
    Verb.WITHDRAW: Move(WAITING, S.WITHDRAWN, (B.REQUESTER,)),
    Verb.GATHER: Move((S.PLACED,), S.GATHERED, (B.COORDINATOR,)),
    Verb.LEAVE: Move((S.GATHERED,), S.PLACED, (B.COORDINATOR, B.CLOCK)),
    Verb.WISH_OUT: Move(IN_RUN, None, (B.REQUESTER,)),
    Verb.BUY: Move((S.GATHERED,), S.BOUGHT, (B.TEAM,)),
    Verb.ASK: Move((S.GATHERED, S.BOUGHT), None, (B.TEAM,)),
    Verb.ANSWER: Move((S.GATHERED, S.BOUGHT), None, (B.REQUESTER,)),
    Verb.SILENCE: Move((S.GATHERED, S.BOUGHT), None, (B.CLOCK,)),
    Verb.SET_OUT: Move((S.BOUGHT,), S.OUT, (B.TEAM,)),
    Verb.DELIVER: Move((S.BOUGHT, S.OUT), S.DELIVERED, (B.TEAM,)),
    Verb.FAIL: Move((S.BOUGHT, S.OUT), S.PLACED, (B.TEAM,)),
    Verb.MISS: Move(IN_RUN, S.FOLLOW_UP, (B.TEAM,)),
    Verb.SETTLE: Move((S.DELIVERED,), S.SETTLED, (B.TEAM, B.REQUESTER)),
    Verb.DROP: Move((S.GATHERED, S.BOUGHT), S.DROPPED, (B.COORDINATOR,)),
    Verb.MOVE_ON: Move((S.GATHERED, S.BOUGHT), S.PLACED, (B.COORDINATOR,)),
    Verb.AGAIN: Move(WAITING, S.PLACED, (B.REQUESTER,)),
    Verb.TAKE: Move(WAITING, None, (B.NEIGHBOUR,)),
    Verb.GIVE_BACK: Move(WAITING, None, (B.NEIGHBOUR, B.CLOCK)),
    Verb.HAND_OVER: Move(WAITING, S.DELIVERED, (B.NEIGHBOUR,)),
    Verb.DISPUTE: Move((S.DELIVERED,), S.DROPPED, (B.REQUESTER, B.CLOCK)),
    Verb.END: Move(NOT_ENDED, S.WITHDRAWN, (B.CASE,)),
}  # fmt: skip

MOST_OF_COMBO = 5  # of one combo for one home
SHARE_PART, SHARE_LEAST = 3, 3  # a third, and never less than three; see `holding`
MOST_LINES = 15  # where a window says nothing else
MOST_OF_ONE = 999  # of an item, in its base unit
MOST_WORDS = 3  # lines in own words
LONGEST_WORDS = 80
MOST_MONEY = 20_000_000  # đồng, of one order
MOST_PRICE = 5_000_000  # đồng, of one line
ANSWER_WITHIN = timedelta(minutes=30)  # then the rule of the line decides
RECOUNTED = timedelta(days=90)  # so long after its delivery the sums of a window are compared with its orders
STAYS_AFTER = timedelta(hours=12)  # so long after the end of its delivery an order is waited for still
SOON = timedelta(hours=2)  # a case that would expire so soon is looked at
TOLD_WITHIN = timedelta(hours=24)  # a change of a window is worth a message for so long
ONCE_IN = timedelta(days=7)  # a household orders once a week; more often is noted, and never refused
FAIL_REASONS = ("no_time", "vehicle", "closed", "weather", "other")
MISS_REASONS = ("no_answer", "wrong_number", "nobody_there", "wrong_place")
DROP_REASONS = ("asked", "no_money", "forbidden", "too_much", "closed", "other")


def may_move(verb: Verb, *, state: State, by: By) -> bool:
    """Whether the move is in the table."""
    move = MOVES[verb]
    return state in move.sources and by in move.by


def frees(verb: Verb, was: State, now: State) -> bool:
    """Whether a move gives back the place and combos that an order held. What a run has brought is used up."""
    return was in HOLDING and now not in HOLDING and verb != Verb.DELIVER


def may_order(opens_at: datetime, cut_off_at: datetime, now: datetime) -> bool:
    """Whether a window takes orders at a moment; the cut-off itself is too late."""
    return opens_at <= now < cut_off_at


def expected(price: int | None, quantity: int, top: int | None) -> int | None:
    """The expected cost of a line in đồng: its price, never more than its top price; None where neither is known."""
    known = [one for one in (price * quantity if price is not None else None, top) if one is not None]
    return min(known, default=None)


def share_of(total: int) -> int:
    """How much of a number one network holds at most by orders that wait for a look."""
    return max(SHARE_LEAST, total // SHARE_PART)


def awaited_until(deliver_until: datetime) -> datetime:
    """Until when an order of a window is waited for: silence does not end its case before."""
    return deliver_until + STAYS_AFTER


def nearest_two(number: float, most: int) -> tuple[int, int]:
    """The two whole quantities from 1 to `most` that lie nearest to what was written."""
    below = max(1, min(most - 1, int(number)))
    return below, below + 1


def must_ask(instead: Instead, *, price: int | None, top_price: int | None, is_same: bool) -> bool:
    """Whether the requester is asked before a thing is bought: dearer than the top price, or a line that says so.

    `price`: đồng for the whole line, None when not known. `is_same`: it is the very thing that was ordered.
    """
    if top_price is not None and price is not None and price > top_price:
        return True
    return not is_same and instead == Instead.ASK


def outcome_of_silence(instead: Instead, *, price: int | None, top_price: int | None) -> Outcome:
    """The outcome of a line that was asked about and got no answer: by its rule, else it is missing.

    Nothing dearer than the top price is ever bought without a yes.
    """
    if instead in (Instead.NONE, Instead.ASK) or (top_price is not None and price is not None and price > top_price):
        return Outcome.MISSING
    return Outcome.INSTEAD


def is_silent(asked_at: datetime | None, now: datetime) -> bool:
    """Whether the time for an answer is over."""
    return asked_at is not None and asked_at + ANSWER_WITHIN <= now
