"""The sums of an order while it is written: its weight, its bags, its cost, and how money is read."""

import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from connect.incidents.kinds import Item

# Rough weights in grammes of one unit: of an item where it differs from its unit.
_OF_UNIT = {
    "kg": 1000, "litre": 1050, "pack": 85, "loaf": 100, "egg": 65, "cylinder": 25_000, "box": 400, "portion": 500,
    "bag": 500, "set": 1000, "roll": 120, "piece": 200, "time": 0,
}  # fmt: skip
_OF_ITEM: Mapping[str, int] = {"milk": 200}
BAG_G = 8_000  # what somebody carries in one hand
OF_WORDS_G = 500  # of something in own words, nobody knows


class Sums(NamedTuple):
    """The sums of an order. `unknown`: lines of which nobody knows the price before they are bought."""

    cost: int
    unknown: int
    weight_g: int
    bags: int


def weight_g(item: Item, quantity: int) -> int:
    """The rough weight of so many units of an item, in grammes."""
    return quantity * _OF_ITEM.get(item.code, _OF_UNIT.get(item.unit, 300))


def bags(weight: int, whole: int = 0) -> int:
    """The number of bags: those of combos, and of all else by its weight."""
    return whole + math.ceil(weight / BAG_G)


def sums(lines: Iterable[tuple[int | None, int, int]]) -> Sums:
    """The sums of lines, each of its cost in đồng or None, its weight in grammes, and its whole bags (0: loose)."""
    cost = unknown = weight = loose = whole = 0
    for price, grams, own_bags in lines:
        cost, unknown, weight, whole = cost + (price or 0), unknown + (price is None), weight + grams, whole + own_bags
        loose += 0 if own_bags else grams
    return Sums(cost, unknown, weight, bags(loose, whole))


_MONEY = re.compile(
    r"(\d{1,3}(?:[., ]?\d{3})*|\d+)(?:[.,](\d))?\s*(k|nghìn|ngàn|nghin|ngan|tr|triệu|trieu)?"
    r"\s*(?:đ|d|đồng|dong|vnd|vnđ)?"
)
_TIMES = {"k": 1_000, "tr": 1_000_000, "triệu": 1_000_000, "trieu": 1_000_000}


def dong(text: str) -> int | None:
    """A sum in đồng as people write it: "50000", "50.000 đ", "50k", "1,5 triệu"; None for what is no sum."""
    found = _MONEY.fullmatch(text.strip().lower())
    if found is None:
        return None
    whole, part, unit = found.groups()
    number = Fraction(int(re.sub(r"\D", "", whole))) + (Fraction(int(part), 10) if part else 0)
    made = number * (_TIMES.get(unit, 1_000) if unit else 1)
    return int(made) if made.denominator == 1 else None
