"""The effect of a helper's record on later claims: a rule for the few who let people wait. No web, no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from connect.cases.rules import URGENCIES

STANDINGS = ("good", "watched", "spoken_to")  # the last: no more cases until a talk with a moderator
DAYS = 30  # how long a lapse or a dispute counts


POINTS = {"lapse": 1, "dispute": 2, "alarm": 4}


def standing(lapses: int, disputes: int, alarms: int = 0) -> str:
    """Good, watched from two points, spoken_to from four, by `POINTS`. All since the last word with the helper.

    `alarms` are those of an earlier account of the same phone; one of this account stops it anyway.
    """
    points = lapses * POINTS["lapse"] + disputes * POINTS["dispute"] + alarms * POINTS["alarm"]
    return "spoken_to" if points >= 4 else "watched" if points >= 2 else "good"


@dataclass(frozen=True, slots=True)
class Witness:
    """A requester who said something of a helper, by marks of phone, browsers and networks; none where unknown."""

    phones: frozenset[str]
    devices: frozenset[str]
    networks: frozenset[str]


def independent(witnesses: Sequence[Witness], by_network: bool = False) -> list[Witness]:
    """Those of whom no two share a phone or a browser, nor by wish a network: who came first stands for the others."""
    chosen: list[Witness] = []
    for one in witnesses:
        if not any(_same(one, other, by_network) for other in chosen):
            chosen.append(one)
    return chosen


def _same(one: Witness, other: Witness, by_network: bool) -> bool:
    shared = one.phones & other.phones or one.devices & other.devices or (by_network and one.networks & other.networks)
    return bool(shared)


def cap(kind: str, usual: int) -> int:
    """How many cases somebody of this standing may hold at once."""
    return {"good": usual, "watched": min(1, usual)}.get(kind, 0)


def may_take(kind: str, urgency: int) -> bool:
    """Whether a helper of this standing may take a case this urgent: a watched one takes none that cannot wait."""
    return kind == "good" or (kind == "watched" and urgency <= URGENCIES["normal"])
