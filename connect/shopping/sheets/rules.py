"""How a run is laid out on paper, and what is summed to be loaded. Plain functions, without database or web."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

STOPS_A_PAGE = 12
# At 14 pt a page of A4 has room for so many lines beside its head and foot, and a line for so many characters: measured
# in a browser with a wide font. An ordinary stop takes three lines.
LINES_A_PAGE, CHARS_A_LINE = 42, 50
SLIPS_A_PAGE = 12
Thing = TypeVar("Thing")


def pages(things: Sequence[Thing], most: int) -> list[Sequence[Thing]]:
    """The things in pages of so many, in their order; none for none."""
    return [things[start : start + most] for start in range(0, len(things), most)]


def lines_of(*paragraphs: int) -> int:
    """The lines of paper that paragraphs of so many characters take."""
    return sum(max(1, math.ceil(chars / CHARS_A_LINE)) for chars in paragraphs)


def routes(stops: Sequence[tuple[Thing, int]]) -> list[list[Thing]]:
    """Stops with their lines of paper in pages: twelve on each, fewer where doors or orders are long."""
    made: list[list[Thing]] = []
    room = 0
    for stop, lines in stops:
        if not made or len(made[-1]) == STOPS_A_PAGE or lines > room:
            made.append([])
            room = LINES_A_PAGE
        made[-1].append(stop)
        room -= lines
    return made


def given_name(name: str) -> str:
    """The name by which somebody is called: the last word of a Vietnamese name."""
    words = name.split()
    return words[-1] if words else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of an order: an item in its base unit, a combo of its window, or own words."""

    quantity: int
    item: str | None = None
    combo: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """The load of one shop: quantities by item, and by combo. `point` is None for things that no shop says it has."""

    point: int | None
    items: Mapping[str, int]
    combos: Mapping[int, int]
    words: tuple[str, ...]


def loads(lines: Iterable[Wanted], shops: Sequence[int], sells: Mapping[int, frozenset[str]]) -> list[Load]:
    """The load of each shop: each item at the first of the shops that has it, combos and words at the first one.

    `sells`: the items of each shop that are not out. Without any shop there is one list of all.
    """
    items: dict[int | None, Counter[str]] = {}
    combos: Counter[int] = Counter()
    words: Counter[str] = Counter()
    first = shops[0] if shops else None
    for one in lines:
        if one.item is not None:
            items.setdefault(_shop_of(one.item, shops, sells), Counter())[one.item] += one.quantity
        elif one.combo is not None:
            combos[one.combo] += one.quantity
        elif one.words:
            words[one.words] += one.quantity
    if combos or words:
        items.setdefault(first, Counter())
    order, said = [*shops, None], tuple(f"{many} × {what}" if many > 1 else what for what, many in words.items())
    return [
        Load(point, dict(items[point]), dict(combos) if point == first else {}, said if point == first else ())
        for point in order
        if point in items
    ]


def _shop_of(item: str, shops: Sequence[int], sells: Mapping[int, frozenset[str]]) -> int | None:
    return next((shop for shop in shops if item in sells.get(shop, frozenset())), shops[0] if len(shops) == 1 else None)
