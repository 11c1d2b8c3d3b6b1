"""Figures of a sending as its page tells them. Without a database.

A number below ten is not told where there are no more receivers: in a ward it would tell who follows it.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum, unique
from typing import NamedTuple

from connect.deliveries.ledger.rules import State

FEW = 10  # from here on a number of receivers is told


@unique
class Group(StrEnum):
    """States as an official tells them apart."""

    WAITS = "waits"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"


GROUPS = {
    State.CREATED: Group.WAITS, State.SENDING: Group.SENDING, State.SENT: Group.SENT,
    State.DELIVERED: Group.DELIVERED, State.READ: Group.DELIVERED, State.PERMANENT_FAILURE: Group.FAILED,
    State.UNKNOWN: Group.UNKNOWN, State.CANCELLED: Group.NOT_SENT, State.EXPIRED: Group.NOT_SENT,
    State.SUPPRESSED: Group.NOT_SENT,
}  # fmt: skip


@unique
class Family(StrEnum):
    """Reasons for which something was not sent, or for which nobody knows, by what can be done about it."""

    GONE = "gone"
    OURS = "ours"
    CUT = "cut"
    UNWANTED = "unwanted"
    LATE = "late"
    CANCELLED = "cancelled"


_GONE = {"http_404", "http_410", "unknown_number", "bad_keys", "smtp_550", "smtp_551", "smtp_553"}
_OF_STATE = {
    State.UNKNOWN: Family.CUT, State.SUPPRESSED: Family.UNWANTED, State.EXPIRED: Family.LATE,
    State.CANCELLED: Family.CANCELLED,
}  # fmt: skip


class Figure(NamedTuple):
    """A number of receivers; below ten of so few that it is not told exactly."""

    number: int
    is_few: bool = False


class Row(NamedTuple):
    """One medium."""

    medium: str
    all: Figure
    groups: dict[Group, Figure]


class Why(NamedTuple):
    """Why some were not sent. `codes` are a gateway's own words, for whoever runs the site."""

    family: Family
    figure: Figure
    codes: tuple[str, ...]


def figure(number: int, of: int) -> Figure:
    """A number out of so many receivers as it may be told."""
    return Figure(0, True) if number and of < FEW else Figure(number)


def rows(numbers: Mapping[tuple[str, State], int]) -> list[Row]:
    """The sums of a dispatch by medium, the largest first."""
    found: dict[str, Counter[Group]] = {}
    for (medium, state), number in numbers.items():
        found.setdefault(medium, Counter())[GROUPS[state]] += number
    by_size = sorted(found.items(), key=lambda one: (-one[1].total(), one[0]))
    return [
        Row(medium, figure(some.total(), some.total()), {one: figure(some[one], some.total()) for one in Group})
        for medium, some in by_size
        if some.total()
    ]


def whys(numbers: Mapping[tuple[str, State], int], reasons: Mapping[tuple[str, State, str], int]) -> list[Why]:
    """Why some were not sent, the most frequent first. What is behind them now is counted by state."""
    counted: Counter[Family] = Counter()
    codes: dict[Family, set[str]] = {}
    for (_, state), number in numbers.items():
        if state in _OF_STATE:
            counted[_OF_STATE[state]] += number
    for (_, state, reason), number in reasons.items():
        if state == State.PERMANENT_FAILURE:
            counted[_family(reason)] += number
            codes.setdefault(_family(reason), set()).add(reason)
    return [
        Why(family, figure(number, number), tuple(sorted(codes.get(family, ()))))
        for family, number in counted.most_common()
        if number > 0
    ]


def _family(reason: str) -> Family:
    return Family.GONE if reason in _GONE else Family.OURS


def left_minutes(still: int, a_minute: int | None) -> int | None:
    """How many minutes so many take; None where nobody can know."""
    return -(-still // a_minute) if a_minute and still > 0 else None


def about(number: float) -> int:
    """A number of which only the first two figures are known."""
    size = 10 ** max(0, len(str(int(number))) - 2)
    return round(number / size) * size
