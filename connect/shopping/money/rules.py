"""The rules of settling: two sides say a sum, the same one settles, and from then on only counter-entries are made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from connect.shopping.orders.rules import Pay


class Side(StrEnum):
    """The two sides of an order that was brought."""

    HOUSEHOLD = "household"
    TEAM = "team"


class Sort(StrEnum):
    """The sort of an entry."""

    SAID = "said"  # a side says what was paid, and how; the latest word of a side counts
    COUNTER = "counter"  # something that was settled wrongly, set right: more or less


MOST_MONEY = 20_000_000  # đồng, of one order
SPONSOR_CHARS, REASON_CHARS = 80, 200


@dataclass(frozen=True, slots=True)
class Agreed:
    """A sum in đồng, the way in which it was paid, and by whom where somebody sponsored it."""

    sum: int
    way: Pay
    sponsor: str = ""


class Entry(Protocol):
    """An entry as the rules ask for it."""

    sort: Sort
    side: Side
    sum: int
    way: Pay
    sponsor: str


def said_by(side: Side, entries: Iterable[Entry]) -> Agreed | None:
    """The latest word of a side, None before it has said one."""
    words = [one for one in entries if one.sort == Sort.SAID and one.side == side]
    return Agreed(words[-1].sum, words[-1].way, words[-1].sponsor) if words else None


def agreed(entries: Sequence[Entry]) -> Agreed | None:
    """The sum that both sides said, None as long as they differ. Only the team knows who the sponsor is."""
    household, team = said_by(Side.HOUSEHOLD, entries), said_by(Side.TEAM, entries)
    if household is None or team is None or (household.sum, household.way) != (team.sum, team.way):
        return None
    return team


def total(entries: Sequence[Entry]) -> int | None:
    """The sum that is settled with all counter-entries, None before it is settled."""
    found = agreed(entries)
    return None if found is None else found.sum + sum(one.sum for one in entries if one.sort == Sort.COUNTER)


def fits(amount: int) -> bool:
    """Whether a sum can be that of an order."""
    return 0 <= amount <= MOST_MONEY
