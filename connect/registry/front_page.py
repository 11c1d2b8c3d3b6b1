"""Parts of the front page: a feature says which template, with what in it, and how far down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `values` answers None when there is nothing to show just now."""

    template: str
    order: int
    values: Callable[[], Values | None]


class Shown(NamedTuple):
    """A part that is shown: the template reads its values as `front`."""

    template: str
    values: Values


PARTS: list[Part] = []


def part(template: str, *, order: int, values: Callable[[], Values | None] = dict) -> None:
    """Announces a part of the front page. Everybody sees it, for seconds out of a cache."""
    PARTS.append(Part(template, order, values))
    PARTS.sort(key=lambda one: one.order)


def shown() -> list[Shown]:
    """The parts that have something to show, from top to bottom."""
    found = ((one.template, one.values()) for one in PARTS)
    return [Shown(template, values) for template, values in found if values is not None]
