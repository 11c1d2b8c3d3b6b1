"""Demo data: each feature fills its own part of an invented wave, and `flask demo` walks the parts in their order.

A part is a module with a function `fill(wave)`, named here by a text, so that no site loads it that shows no demo.
Things that one part makes and another needs are handed on by their type: `wave.put(Cast(…))`, later `wave.get(Cast)`.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, TypeVar

from connect import clock, db

T = TypeVar("T")
Progress = Callable[[int], None]
PASSWORD = "xin-chao-2026"  # noqa: S105 - printed for everybody by `flask demo`
# Provinces by code: the crisis, and the share of the wave.
PLACES = {"79": ("epidemic", 34), "01": ("epidemic", 24), "46": ("flood", 16), "52": ("flood", 13), "66": ("flood", 13)}


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a wave: numbers of requests, helpers, moderators and notices."""

    cases: int = 5000
    helpers: int = 300
    moderators: int = 12
    notices: int = 40


@dataclass(slots=True)
class Wave:
    """The state that all parts share: chance, the moment at which the story ends, its size, the things made so far.

    `progress` is told how many requests there are.
    """

    dice: random.Random
    size: Size
    progress: Progress
    now: datetime = field(default_factory=clock.now)
    _made: dict[type, Any] = field(default_factory=dict)

    def put(self, made: object) -> None:
        """Hands on what a part has made."""
        self._made[type(made)] = made

    def get(self, kind: type[T]) -> T:
        """The thing of this type that an earlier part has handed on. Raises KeyError when none has."""
        found: T = self._made[kind]
        return found


PARTS: dict[str, int] = {}


def part(module: str, *, order: int) -> None:
    """Announces a part by the dotted name of its module; one that stands on another has the higher order.

    Its `fill(wave)` answers nothing, or yields wherever what is there so far may be committed.
    """
    PARTS[module] = order


def fill(wave: Wave) -> None:
    """Walks all parts. The rest that a part has not yielded is committed with the beginning of the next."""
    pieces = _pieces(wave)
    going_on = True
    while going_on:
        with db.transaction():
            going_on = next(pieces, False)


def _pieces(wave: Wave) -> Iterator[bool]:
    for name in sorted(PARTS, key=lambda one: PARTS[one]):
        pieces: Iterable[None] | None = import_module(name).fill(wave)
        for _ in pieces or ():
            yield True
