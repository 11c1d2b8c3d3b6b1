"""A sketch of what lies around a place, pure: rings of distance, and a sign for what waits in a direction.

It is made of the cards of the list alone, so it knows a home no better than they do, and costs no map.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from connect.cases.map.nearby import Found
from connect.cases.rules import GRAVEST
from connect.geo import Point

EDGE = 200  # from the middle to the edge, in the sketch's own units
CLOSE = 34  # signs nearer to one another than so are one
RINGS_KM = (1, 2, 3, 5, 10, 20, 30, 50)


class Sign(NamedTuple):
    """So many cases in one direction; the first of them in the list, and whether a life is in danger there."""

    x: float
    y: float
    number: int
    grave: bool
    first: str

    @property
    def at(self) -> str:
        """The place, as drawings spell it."""
        return f"{self.x} {self.y}"

    @property
    def tone(self) -> str:
        """The tone of its colour."""
        return "grave" if self.grave else "need"


class Ring(NamedTuple):
    """A circle of equal distance around the middle."""

    km: int
    radius: float


class Sketch(NamedTuple):
    """Rings from the inside outwards, and signs in the order of the list."""

    rings: tuple[Ring, ...]
    signs: list[Sign]


def sketch(centre: Point, found: Sequence[Found]) -> Sketch:
    """The sketch around a place; distances grow outwards by their root, so that the near ones have room."""
    farthest = max((one.distance_m for one in found), default=0) / 1000
    upto = next((km for km in RINGS_KM if km >= farthest), RINGS_KM[-1])
    signs: list[Sign] = []
    for one in found:
        x, y = _spot(centre, one, upto)
        _put(signs, Sign(x, y, 1, one.urgency == GRAVEST, one.public_id))
    return Sketch(_rings(upto), signs)


@cache
def _rings(upto: int) -> tuple[Ring, ...]:
    shown = [km for km in RINGS_KM if km == upto or upto / 6 < km <= upto / 2]
    return tuple(Ring(km, _radius(km, upto)) for km in shown)


def _radius(km: float, upto: float) -> float:
    return round(EDGE * math.sqrt(min(1.0, km / upto)), 1)


def _spot(centre: Point, one: Found, upto: float) -> tuple[float, float]:
    """Right and down from the middle; the middle is where nothing has a direction."""
    east, north = (one.lon - centre.lon) * math.cos(math.radians(centre.lat)), one.lat - centre.lat
    length, radius = math.hypot(east, north), _radius(one.distance_m / 1000, upto)
    return (round(east / length * radius, 1), round(-north / length * radius, 1)) if length else (0.0, 0.0)


def _put(signs: list[Sign], new: Sign) -> None:
    """Adds it to a sign that stands where it would, or beside the others."""
    for place, there in enumerate(signs):
        if math.hypot(there.x - new.x, there.y - new.y) < CLOSE:
            signs[place] = there._replace(number=there.number + 1, grave=there.grave or new.grave)
            return
    signs.append(new)
