"""The way of a search outwards, pure: the seven cells around a place, then ever wider belts."""

import bisect
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from connect.geo import FINEST, Metric, Point, cell_of, centre_of, metric, rings, spacing_m
from connect.nearby.ranges import (
    CLOSE_REACH,
    REACHES,
    Ranges,
    cover_of_disk,
    cover_of_ring,
    cover_radius_m,
    degrees_of,
    stray_m,
)

Cells = list[tuple[float, int]]  # squared metres from somewhere, cell; nearest first


def neighbourhood(cell: int) -> Cells:
    """The cell and those that touch it, as (squared metres from its centre, cell), nearest first.

    Every other cell of its resolution is farther than the last of these: 1.5 times as far, measured over the globe.
    """
    return list(_neighbourhood(cell))


@lru_cache(maxsize=20_000)
def _neighbourhood(cell: int) -> tuple[tuple[float, int], ...]:
    return tuple(by_distance(metric(centre_of(cell)), rings(cell, 1)))


def by_distance(around: Metric, cells: Iterable[int]) -> Cells:
    """Cells as (squared metres, cell), nearest first."""
    squared = around.squared
    return sorted([(squared(*degrees_of(cell)), cell) for cell in cells])


@dataclass(frozen=True, slots=True)
class Belt:
    """The ring around a place beyond one radius and up to another, both in squared metres.

    The ranges hold every finest cell with its centre there (or every point there, see `rings_of_points`), and others.
    """

    ranges: Ranges
    beyond: float
    upto: float


def belts(around: Metric, beyond: float, within_m: float) -> Iterator[Belt]:
    """Ever wider belts from `beyond` squared metres up to a radius; each costs about the same to ask for."""
    for resolution in range(FINEST - 1, -1, -1):
        radius = min(within_m, cover_radius_m(resolution))
        if radius**2 > beyond:
            yield Belt(cover_of_disk(around, radius, resolution), beyond, radius**2)
            beyond = radius**2
        if radius >= within_m:
            return


class Way(NamedTuple):
    """Where a search looks, from the inside outwards: first the close cells, then belt after belt."""

    around: Metric
    close: Cells
    belts: Iterator[Belt]
    start: float  # squared metres; cells that are nearer were on the pages before


def way_from(centre: Point, start: float, within_m: float) -> Way:
    """The way from a place that is snapped to its cell here, so that no caller can forget it.

    Between the close cells and the first belt lies a gap in which no cell has its centre.
    """
    cells = neighbourhood(cell_of(centre))
    around = metric(centre_of(cells[0][1]))
    close = [pair for pair in cells if start <= pair[0] <= within_m**2]
    ways = belts(around, 1.5 * cells[-1][0], within_m)
    return Way(around, close, (belt for belt in ways if belt.upto >= start), start)


# --- Where points are measured themselves ------------------------------------------------------------------


class Step(NamedTuple):
    """A radius in metres up to which so many steps of cells of a resolution hold every point."""

    upto_m: float
    resolution: int
    steps: int


def _steps() -> Iterator[Step]:
    yield Step(CLOSE_REACH * spacing_m(FINEST) - stray_m(FINEST) - 1, FINEST, 1)
    for resolution in range(FINEST, -1, -1):
        for steps, reach in REACHES.items():
            yield Step(reach * spacing_m(resolution) - stray_m(resolution) - 1, resolution, steps)


STEPS = tuple(_steps())  # each radius at most 1.8 times the one before
_RADII = [step.upto_m for step in STEPS]
WIDEST = 4.0  # a radius is at most so many times the one before
LAST = 1.5  # a radius that comes so near to the end goes up to it: the little that is left would cost as much

Share = Callable[[], float]  # how much of what is wanted was found so far: 0 is nothing, 1 is all
Rings = Callable[[Share], Iterator[Belt]]  # `rings_of_points` from somewhere, up to somewhere


def rings_of_points(around: Metric, start: float, within_m: float, share: Share) -> Iterator[Belt]:
    """Ever wider belts of points up to a radius, from the one in which `start` squared metres lie.

    Their ranges hold every point in the belt, and others; those of the first hold what lies no nearer than `start`.
    The less was found, the wider is the next: to ask costs as much as to read two hundred rows.
    """
    start_m, last = math.sqrt(max(0.0, start)), bisect.bisect_left(_RADII, within_m)
    number = bisect.bisect_left(_RADII, start_m)
    inner = _RADII[number - 1] if number else 0.0
    while start_m <= within_m and inner < within_m:
        number = last if _RADII[number] * LAST >= within_m else number
        step, upto = STEPS[number], min(_RADII[number], within_m)
        ranges = cover_of_ring(around, max(inner, start_m), upto, step.resolution, step.steps)
        yield Belt(ranges, inner**2 if inner else -1.0, upto**2)
        number, inner = _following(number, share()), upto


def _following(number: int, share: float) -> int:
    """The farthest step up to which there would not be too many, were there everywhere as many as so far."""
    factor = min(WIDEST, share**-0.5) if share else WIDEST
    return max(number + 1, bisect.bisect_right(_RADII, _RADII[number] * factor) - 1)
