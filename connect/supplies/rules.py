"""The life of a supply point as a table of moves, its kinds, limits and times; without database or clock.

The Vietnamese and English words of every code in here are in `supplies.words`.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a point stands."""

    PENDING = "pending"  # nobody but its owner and those who look after the area sees it
    OPEN = "open"
    RESTING = "resting"  # closed for some days, listed nowhere until then
    DORMANT = "dormant"  # nothing was heard for too long
    HIDDEN = "hidden"
    CLOSED = "closed"  # for good


class Kind(StrEnum):
    """The kind of place."""

    MARKET = "market"
    SHOP = "shop"
    SUPERMARKET = "supermarket"
    PHARMACY = "pharmacy"
    MOBILE = "mobile"
    KITCHEN = "kitchen"  # meals for nothing
    CHARITY = "charity"
    WATER = "water"
    OXYGEN = "oxygen"


class Verb(StrEnum):
    """A line of a point's history. Those with a line in `MOVES` move it; the others leave it where it stands."""

    REGISTER = "register"
    EDIT = "edit"
    VERIFY = "verify"
    HIDE = "hide"
    SHOW = "show"
    CONFIRM = "confirm"
    SAY = "say"  # levels of its goods, and prices
    REPORT = "report"  # what a buyer said of it
    REST = "rest"
    WAKE = "wake"  # the day has come until which it rests
    CLOSE = "close"
    FADE = "fade"
    PICTURE = "picture"  # a new one, one that was looked at, one that was taken down
    HAND_ON = "hand_on"  # helpers of the owner come and go; a new link for the counter


class By(StrEnum):
    """The side that acts on a point. A helper of the owner speaks for the owner and closes nothing."""

    OWNER = "owner"
    HELPER = "helper"
    OFFICIAL = "official"
    MODERATOR = "moderator"
    BUYER = "buyer"
    CLOCK = "clock"
    IMPORT = "import"


class Level(StrEnum):
    """How much of an item there is."""

    PLENTY = "plenty"
    SOME = "some"
    LAST = "last"
    OUT = "out"


class SaidBy(StrEnum):
    """The side whose word a level is. What a helper of the owner says is the owner's word."""

    OWNER = "owner"
    OFFICIAL = "official"
    IMPORT = "import"


class Pay(StrEnum):
    """A way to pay."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where (None: it stays), by whom."""

    sources: tuple[State, ...]
    target: State | None
    who: tuple[By, ...]


S, B = State, By  # so that a line of the table is one line
LIVING = (S.PENDING, S.OPEN, S.RESTING, S.DORMANT, S.HIDDEN)
SHOWN = (S.OPEN, S.RESTING, S.DORMANT)  # their pages are everybody's; only the first are listed
OWN, STAFF = (B.OWNER, B.HELPER, B.OFFICIAL), (B.MODERATOR, B.OFFICIAL)
MOVES: dict[Verb, Move] = {
    Verb.VERIFY: Move((S.PENDING, S.OPEN), S.OPEN, STAFF),
    Verb.HIDE: Move((S.PENDING, S.OPEN, S.RESTING, S.DORMANT), S.HIDDEN, STAFF),
    Verb.SHOW: Move((S.HIDDEN,), S.OPEN, STAFF),
    Verb.EDIT: Move(LIVING, None, (B.OWNER, B.OFFICIAL, B.IMPORT)),
    Verb.HAND_ON: Move(LIVING, None, (B.OWNER, B.OFFICIAL)),
    Verb.PICTURE: Move(LIVING, None, (B.OWNER, *STAFF)),
    Verb.CONFIRM: Move((S.OPEN, S.DORMANT, S.RESTING), S.OPEN, OWN),
    Verb.REST: Move((S.OPEN, S.DORMANT), S.RESTING, (B.OWNER, B.OFFICIAL)),
    Verb.WAKE: Move((S.RESTING,), S.OPEN, (B.CLOCK,)),
    Verb.CLOSE: Move(LIVING, S.CLOSED, (B.OWNER, B.OFFICIAL, B.IMPORT)),
    Verb.FADE: Move((S.OPEN,), S.DORMANT, (B.CLOCK,)),
}
PAY_BITS: dict[Pay, int] = {Pay.CASH: 1, Pay.TRANSFER: 2, Pay.CARD: 4, Pay.FREE: 8}
HIDE_REASONS = ("not_there", "wrong_place", "scam", "prices", "forbidden", "other")

SILENT_AFTER = timedelta(days=14)  # without a word it is listed no more
UNCONFIRMED_AFTER = timedelta(hours=72)  # without a word officials are asked to have a look
LONGEST_REST = timedelta(days=60)
LONGEST_NAME, LONGEST_MARKET, LONGEST_ADDRESS, LONGEST_NOTE = 120, 80, 200, 300
MOST_LIVING = 10  # points of one account that are not closed; an official's belong to nobody
MOST_A_DAY = 5  # registered by one account within a day
MOST_HELPERS = 10
MOST_PRICE = 100_000_000  # đồng
MOST_EACH = 999  # of an item to a household
MOST_DELIVERS_M = 50_000
LEAST_FAR_M, FAR_OF_ISLANDS_M = 3_000, 300_000  # from the middle of a ward at the most; see `farthest_m`
MOVED_M = 100  # a place that is set right by less is still the one that was verified
FAR_FROM_MEDIAN = 5  # times dearer or cheaper than others near by: asked about


def may_move(verb: Verb, *, state: State, by: By) -> bool:
    """Whether the move is in the table."""
    move = MOVES[verb]
    return state in move.sources and by in move.who


def farthest_m(km2: float, is_islands: bool) -> float:
    """How far from the middle of its ward a point may lie: three times the radius of a disk as large, and 3 km."""
    return FAR_OF_ISLANDS_M if is_islands else LEAST_FAR_M + 3_000 * math.sqrt(km2 / math.pi)


def is_odd_price(price: float, median: float) -> bool:
    """Whether a price is so far from that of others near by that a digit may be wrong."""
    return price * FAR_FROM_MEDIAN < median or price > median * FAR_FROM_MEDIAN


def is_fresh_enough(said_at: datetime, now: datetime) -> bool:
    """Whether a point was heard of lately enough to be listed."""
    return said_at + SILENT_AFTER > now


def is_listed(state: State, said_at: datetime, now: datetime) -> bool:
    """Whether everybody finds it: open, and heard of lately, whether or not the clock has come round."""
    return state == State.OPEN and is_fresh_enough(said_at, now)


def shown_state(state: State, said_at: datetime, now: datetime) -> State:
    """The state as people read it: what the clock is about to fade is dormant already."""
    return State.DORMANT if state == State.OPEN and not is_fresh_enough(said_at, now) else state


def pay_mask(ways: "list[Pay] | tuple[Pay, ...] | set[Pay]") -> int:
    """The bits of some ways to pay."""
    return sum(PAY_BITS[way] for way in set(ways))


def ways_in(mask: int) -> list[Pay]:
    """The ways to pay in a mask, in their order."""
    return [way for way, bit in PAY_BITS.items() if mask & bit]
