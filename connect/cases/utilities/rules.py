"""Which settings hold where a case asks for several utilities: the strictest of them, which serves all."""

from collections.abc import Iterable

from connect.cases.rules import MODES


def strictest_mode(modes: Iterable[str]) -> str:
    """Of some modes the one that shows the least unseen, and of two that show as much, the one that looks at more.

    One request is shown once: what may not be shown unseen for one of its utilities, is not shown for another.
    """
    return max(modes, key=_strictness)


def _strictness(mode: str) -> tuple[float, float]:
    shown, looked = MODES[mode].shown_from, MODES[mode].looked_at_from
    return (float("inf") if shown is None else shown, float("-inf") if looked is None else -looked)


def added(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """The items of which a change asks for more than stood there."""
    return {item for item, n in after.items() if n > before.get(item, 0)}
