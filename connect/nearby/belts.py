"""The way of a search outwards, pure: the seven cells around a place, then ever wider belts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import h3.api.basic_int as h3

from connect.geo import FINEST, Metric, Point, cell_of, centre_of, metric, rings
from connect.nearby.ranges import Ranges, cover_of_disk, cover_radius_m

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
    return sorted([(squared(*_centre(cell)), cell) for cell in cells])


@lru_cache(maxsize=100_000)
def _centre(cell: int) -> tuple[float, float]:
    lat, lon = h3.cell_to_latlng(cell)
    return round(lat, 6), round(lon, 6)  # as `centre_of` spells it


@dataclass(frozen=True, slots=True)
class Belt:
    """The ring around a place beyond one radius and up to another, both in squared metres.

    The ranges hold every finest cell with its centre there, and others.
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


def way_from(centre: Point, start: float, within_m: float, gap_m: float = 0.0) -> Way:
    """The way from a place that is snapped to its cell here, so that no caller can forget it.

    Between the close cells and the first belt lies a gap in which no cell has its centre, and `gap_m` more.
    """
    cells = neighbourhood(cell_of(centre))
    around = metric(centre_of(cells[0][1]))
    close = [pair for pair in cells if start <= pair[0] <= within_m**2]
    beyond = 1.5 * cells[-1][0] if not gap_m else (cells[-1][0] ** 0.5 + gap_m) ** 2
    return Way(around, close, (belt for belt in belts(around, beyond, within_m) if belt.upto >= start), start)
