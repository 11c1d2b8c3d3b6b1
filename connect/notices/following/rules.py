"""Rules of following: the subjects of a subscription as bits, and how many places. Without a database."""

from collections.abc import Iterable

from connect.notices.alerts.cap import Category

MOST_PLACES = 5
# The place of a subject is its bit: append, never reorder.
BITS = {
    one: 1 << place
    for place, one in enumerate((
        Category.GEO, Category.MET, Category.SAFETY, Category.SECURITY, Category.RESCUE, Category.FIRE,
        Category.HEALTH, Category.ENV, Category.TRANSPORT, Category.INFRA, Category.CBRNE, Category.OTHER,
    ))
}  # fmt: skip
ALL_CATEGORIES = sum(BITS.values())


def mask(chosen: Iterable[Category]) -> int:
    """The subjects that were chosen as bits; none chosen are all of them.

    >>> mask([Category.GEO, Category.SAFETY]), mask([]) == ALL_CATEGORIES
    (5, True)
    """
    return sum(BITS[one] for one in set(chosen)) or ALL_CATEGORIES


def chosen(bits: int) -> list[Category]:
    """The subjects of these bits."""
    return [one for one, bit in BITS.items() if bits & bit]
