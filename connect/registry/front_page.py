"""Parts of the front page: a feature says which template, with what in it, where and how far down."""

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
