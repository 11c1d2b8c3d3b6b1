"""Leases and intervals by utility, and of the settings of several in one case the strictest, which serves all."""

from collections.abc import Iterable
from datetime import timedelta

from connect.cases.rules import Urgency
from connect.cases.screening.rules import MODES

# How long a household that was given something of a kind is thought to be provided for. It warns, nothing more.
INTERVALS = {
    "food": timedelta(days=14),
    "daily_goods": timedelta(days=30),
    "medical_goods": timedelta(days=7),
    "shopping": timedelta(days=7),
    "school_items": timedelta(days=180),
}


def strictest_mode(modes: Iterable[str]) -> str:
    """Of some modes the one that shows the least unseen, and of two that show as much, the one that looks at more.

    One request is shown once: what may not be shown unseen for one of its utilities, is not shown for another.
    """
    return max(modes, key=strictness)


def strictness(mode: str) -> tuple[float, float]:
    """The order of modes: the less a mode shows unseen, then the more it looks at, the greater."""
    shown, looked = MODES[mode].shown_from, MODES[mode].looked_at_from
    return (float("inf") if shown is None else shown, float("-inf") if looked is None else -looked)


def lease(urgency: int, *, life_threatening_s: int, urgent_s: int, normal_s: int) -> timedelta:
    """How long a taken case is kept for its helper."""
    special: dict[int, int] = {Urgency.LIFE_THREATENING: life_threatening_s, Urgency.URGENT: urgent_s}
    return timedelta(seconds=special.get(urgency, normal_s))


def added(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The items of which a change asks for more than stood there."""
    return {item for item, n in after.items() if n > before.get(item, 0)}
