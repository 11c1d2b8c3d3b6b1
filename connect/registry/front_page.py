"""Parts of the front page, and of the front page of each place: a feature says which template, with what in it, where.

A part of a place is asked with the area: the country, a province or a ward. It may fail without taking others along.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Values = Mapping[str, Any]
Place = Literal["top", "doors", "links", "news", "figures"]  # above all, large, quiet, the wide column, the narrow one


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `values` answers None when there is nothing to show just now."""

    template: str
    order: int
    place: Place
    values: Callable[[], Values | None]


class Shown(NamedTuple):
    """A part that is shown: the template reads its values as `front`."""

    template: str
    values: Values


PARTS: list[Part] = []


def part(
    template: str, *, order: int, place: Place = "news", values: Callable[[], Values | None] = dict
) -> None:  # fmt: skip
    """Announces a part of the front page. Everybody sees it, for seconds out of a cache."""
    PARTS.append(Part(template, order, place, values))
    PARTS.sort(key=lambda one: one.order)


def shown() -> dict[Place, list[Shown]]:
    """The parts that have something to show, by place, each from top to bottom."""
    places: dict[Place, list[Shown]] = {place: [] for place in get_args(Place)}
    for one in PARTS:
        if (values := one.values()) is not None:
            places[one.place].append(Shown(one.template, values))
    return places


# --- The front page of a place ----------------------------------------------------------------------------

# Above all; by the name, quiet ways on below it, beside it; over the whole width; two columns; at the end.
Slot = Literal["top", "doors", "links", "beside", "wide", "news", "figures", "last"]


@dataclass(frozen=True, slots=True)
class PlacePart:
    """One part of a place; `values` is asked with the area, and answers None when there is nothing to show there."""

    template: str
    order: int
    slot: Slot
    values: Callable[[Any], Values | None]


PLACE_PARTS: list[PlacePart] = []


def place_part(
    template: str, *, order: int, slot: Slot = "news", values: Callable[[Any], Values | None] = lambda _area: {}
) -> None:  # fmt: skip
    """Announces a part of the front page of every place (`areas.queries.Place`).

    The template reads its values as `front`, and the area as `area`. Everybody is shown the same for seconds, whatever
    cookies they bring, so neither may ask who reads.
    """
    PLACE_PARTS.append(PlacePart(template, order, slot, values))
    PLACE_PARTS.sort(key=lambda one: one.order)
