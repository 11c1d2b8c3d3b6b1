"""Which decisions are looked at twice, and what figures say of a night. No web, no database, no clock."""

from collections.abc import Sequence

from connect.ids import keyed

VERDICTS = ("approve", "reject")


def sampled(key: str, public_id: str, percent: float) -> bool:
    """Whether a decision on this case goes to a second moderator.

    Drawn by a keyed hash and not by dice: nobody can foresee it, nobody can steer it, and it can be shown
    afterwards why this one and not that one.
    """
    return int(keyed(key, "second opinion", public_id)[:8], 16) < percent / 100 * 16**8


def quantile(values: Sequence[float], q: float) -> float | None:
    """The value below which a share q (0 to 1) of the values lies, by the nearest rank; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else None
