"""Outlines and circles as an official draws them, and the wards that they mean. Pure.

An outline is written as CAP writes a polygon: "21.0,105.8 21.1,105.9 …", latitude first, its last point the first.
Sides are straight on a map of degrees. Points are compared as whole numbers of the fifth decimal, about a metre, so
that no sign of a product is ever a matter of rounding.

Sources: a point is inside when a ray from it crosses the sides an odd number of times (W. R. Franklin, PNPOLY); two
sides meet by the signs of four triangles (Cormen and others, Introduction to Algorithms, "Line-segment properties").
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations, pairwise
from typing import NamedTuple

from connect.geo import VIETNAM, Metric, Point, metric

MOST_POINTS, LEAST_POINTS = 100, 3
MOST_LETTERS = 4_000  # of an outline: twice what a hundred points take
UNIT = 100_000  # five decimals
SHORTEST_KM, FARTHEST_KM = 0.1, 100.0
FAR = 0.5  # degrees: no ward is as large
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_BETWEEN = re.compile(r"[\s,;]+")

Whole = tuple[int, int]  # latitude and longitude in fifth decimals
Ring = list[list[float]]  # [lat, lon] in degrees, the last the first


class Trouble(StrEnum):
    """A fault by which an outline cannot be used."""

    UNREADABLE = "unreadable"
    MANY = "many"
    SWAPPED = "swapped"
    FOREIGN = "foreign"
    FEW = "few"
    OPEN = "open"
    CROSSING = "crossing"


class Outline(NamedTuple):
    """The points of what was drawn, which are shown with its fault too."""

    points: Ring
    trouble: Trouble | None


def read(text: str) -> Outline:
    """An outline as it was typed or drawn, and its fault if it has one."""
    if len(text) > MOST_LETTERS:
        return Outline([], Trouble.MANY)
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) % 2 or not all(_NUMBER.fullmatch(word) for word in words):
        return Outline([], Trouble.UNREADABLE)
    numbers = [round(float(word) * UNIT) for word in words]
    found = without_repeats(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return Outline([[lat / UNIT, lon / UNIT] for lat, lon in found], trouble_of(found))


def without_repeats(points: Sequence[Whole]) -> list[Whole]:
    """The points, each that stands twice in a row once."""
    return [one for n, one in enumerate(points) if n == 0 or one != points[n - 1]]


def written(points: Iterable[Iterable[float]]) -> str:
    """An outline as text, as `read` takes it."""
    return " ".join(",".join(f"{number:.5f}" for number in point) for point in points)


def trouble_of(points: Sequence[Whole]) -> Trouble | None:
    """The first fault of some points as an outline."""
    if len(points) > MOST_POINTS + 1:
        return Trouble.MANY
    away = [one for one in points if not _here(*one)]
    if away:
        return Trouble.SWAPPED if all(_here(lon, lat) for lat, lon in away) else Trouble.FOREIGN
    if len(set(points)) < LEAST_POINTS:
        return Trouble.FEW
    if points[0] != points[-1]:
        return Trouble.OPEN
    return Trouble.CROSSING if crosses_itself(points) else None


def _here(lat: int, lon: int) -> bool:
    south, north, west, east = VIETNAM
    return south <= lat / UNIT <= north and west <= lon / UNIT <= east


def crosses_itself(ring: Sequence[Whole]) -> bool:
    """Whether any two sides of a closed outline meet elsewhere than at the point they share."""
    sides = list(pairwise(ring))
    return any(
        _turns_back(one, other) if _beside(n, m, len(sides)) else _meet(one, other)
        for (n, one), (m, other) in combinations(enumerate(sides), 2)
    )


def _beside(n: int, m: int, sides: int) -> bool:
    return m - n == 1 or (n == 0 and m == sides - 1)


Side = tuple[Whole, Whole]


def _turns_back(one: Side, other: Side) -> bool:
    """Whether two sides that share a point lie upon one another."""
    shared = set(one) & set(other)
    if len(shared) > 1:
        return True
    (at,), (a,), (b,) = shared, set(one) - shared, set(other) - shared
    along = (a[0] - at[0]) * (b[0] - at[0]) + (a[1] - at[1]) * (b[1] - at[1])
    return _turn(at, a, b) == 0 and along > 0


def _meet(one: Side, other: Side) -> bool:
    """Whether two sides have a point in common."""
    turns = [_turn(*one, point) for point in other], [_turn(*other, point) for point in one]
    if all(a * b < 0 for a, b in turns):
        return True
    ends = [(one, point, turn) for point, turn in zip(other, turns[0], strict=True)]
    ends += [(other, point, turn) for point, turn in zip(one, turns[1], strict=True)]
    return any(turn == 0 and _between(side, point) for side, point, turn in ends)


def _turn(a: Whole, b: Whole, c: Whole) -> int:
    """1 or -1: on which side of the line a-b the point c lies; 0: on it."""
    found = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (found > 0) - (found < 0)


def _between(side: Side, point: Whole) -> bool:
    """Whether a point on the line of a side lies on the side."""
    return all(min(a, b) <= p <= max(a, b) for a, b, p in zip(*side, point, strict=True))


# --- What is meant ----------------------------------------------------------------------------------------


def holds(ring: Ring, at: Point) -> bool:
    """Whether a point lies inside an outline."""
    inside = False
    for (lat, lon), (lat2, lon2) in pairwise(ring):
        if (lat > at.lat) != (lat2 > at.lat) and at.lon < lon + (lon2 - lon) * (at.lat - lat) / (lat2 - lat):
            inside = not inside
    return inside


def metres_to(ring: Ring, at: Point) -> float:
    """Metres from a point to the nearest side of an outline, in the plane that touches the earth there."""
    here = metric(at)
    return min(_to_side(one, other) for one, other in pairwise(list(_flat(here, ring))))


def _flat(here: Metric, ring: Ring) -> Iterator[tuple[float, float]]:
    """Metres east and north. A side that comes near is right; one that stays far stays far."""
    return (((lon - here.at.lon) * here.kx, (lat - here.at.lat) * here.ky) for lat, lon in ring)


def _to_side(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of the origin from a side."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / length)) if length else 0.0
    return math.hypot(a[0] + part * dx, a[1] + part * dy)


def radius_m(km2: float) -> float:
    """The radius of a circle with the area of a ward, whose own outline nobody has here."""
    return math.sqrt(km2 / math.pi) * 1000


def outline_means(ring: Ring, at: Point, km2: float) -> bool:
    """Whether an outline means a ward: it holds its centre, or comes nearer to it than the radius of its area."""
    return not is_far(ring, at) and (holds(ring, at) or metres_to(ring, at) < radius_m(km2))


def is_far(ring: Ring, at: Point) -> bool:
    """Whether a ward lies so far from an outline that it need not be looked at: fifty kilometres and more."""
    lats, lons = zip(*ring, strict=True)
    return not (min(lats) - FAR < at.lat < max(lats) + FAR and min(lons) - FAR < at.lon < max(lons) + FAR)


def circle_means(circle: Sequence[float], at: Point, km2: float) -> bool:
    """Whether a circle [lat, lon, km] means a ward, by the same rule."""
    lat, lon, km = circle
    return math.sqrt(metric(at).squared(lat, lon)) < km * 1000 + radius_m(km2)


def kilometres(text: str) -> float | None:
    """The radius of a circle as it was typed, to a hundred metres; None where it is none or out of bounds."""
    typed = text.strip().removesuffix("km").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,5})?", typed):
        return None
    found = round(float(typed), 1)
    return found if SHORTEST_KM <= found <= FARTHEST_KM else None


# --- As a picture -----------------------------------------------------------------------------------------

WIDE = 300  # of the picture, in its own units; it is as high as wide


def picture(points: Ring) -> str:
    """An outline in a square of `WIDE` units, for a drawing made without a script: "12,30 40,8 …"."""
    if not points:
        return ""
    lats, lons = zip(*points, strict=True)
    size = max(max(lats) - min(lats), max(lons) - min(lons)) or 1.0
    margin = WIDE * 0.05
    scale = (WIDE - 2 * margin) / size
    return " ".join(
        f"{margin + (lon - min(lons)) * scale:.0f},{margin + (max(lats) - lat) * scale:.0f}" for lat, lon in points
    )
