"""Ranges of finest cells that cover a disk or a view, pure: what a B-tree is asked for."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import h3.api.basic_int as h3

from connect.geo import (
    FINEST,
    Metric,
    Point,
    cell_of,
    distance_m,
    in_vietnam,
    ranges_of,
    resolution_of,
    rings,
    spacing_m,
)

Ranges = list[tuple[int, int]]  # first and last cell of each, both included
_STEP = 1 << 3 * (15 - FINEST)  # between one finest cell and the next
# No point of a cell, and no centre of a descendant, lies farther than this from the cell's own centre, in spacings.
# Measured over the globe: 0.64 and 0.68.
STRAY = 0.68


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges sorted, and joined where one begins right after another ends."""
    out: Ranges = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + _STEP:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out


def below(cells: Iterable[int], resolution: int) -> Ranges:
    """Merged ranges of all cells of a resolution that lie in these, which are of one coarser resolution or of the same.

    A cell that is a step behind another begins right after it ends: the numbers between have digits that no cell has.
    """
    inside = sorted(cells)
    if not inside:
        return []
    step = 1 << 3 * (15 - resolution_of(inside[0]))
    gaps = [at for at, (one, other) in enumerate(pairwise(inside), 1) if other - one != step]
    firsts = ranges_of([inside[at] for at in (0, *gaps)], resolution)
    lasts = ranges_of([inside[at - 1] for at in (*gaps, len(inside))], resolution)
    return [(low, high) for (low, _), (_, high) in zip(firsts, lasts, strict=True)]


def cover_radius_m(resolution: int) -> float:
    """The largest radius that `cover_of_disk` covers by cells of this resolution."""
    return 1.2 * spacing_m(resolution)


def cover_of_disk(around: Metric, radius_m: float, resolution: int) -> Ranges:
    """Merged ranges of finest cells that hold every cell whose centre is within the radius of `around.at`.

    About a dozen coarser cells do it, whatever the radius. No descendant's centre strays farther than `STRAY` from
    that of its cell, so those with their centre within 1.88 spacings count. In Vietnam they lie within two rings: the
    nearest centre of the third is 1.93 spacings away at the least; elsewhere within three (all measured, over the
    country and over the globe, away from its twelve pentagons in the sea).
    """
    stray = STRAY * spacing_m(resolution)
    reach2 = (radius_m + stray) ** 2
    coarse = _centres_and_ranges(cell_of(around.at, resolution), 2 if in_vietnam(around.at) else 3)
    return merged([(low, high) for lat, lon, low, high in coarse if around.squared(lat, lon) <= reach2])


@lru_cache(maxsize=10_000)
def _centres_and_ranges(cell: int, k: int) -> tuple[tuple[float, float, int, int], ...]:
    """Centre and range of the cell and of all within k steps."""
    cells = rings(cell, k)
    return tuple((*degrees_of(one), *found) for one, found in zip(cells, ranges_of(cells), strict=True))


@lru_cache(maxsize=100_000)
def degrees_of(cell: int) -> tuple[float, float]:
    """Latitude and longitude of a cell's centre, as `centre_of` spells them; kept, for cells come again and again."""
    lat, lon = h3.cell_to_latlng(cell)
    return round(lat, 6), round(lon, 6)


# So many steps around a cell hold every centre that is nearer to a point of it than so many spacings. Measured over the
# country: 1.065, 1.91 and 2.61; over the globe one step more holds them. Around the cell's own centre: 1.5.
REACHES = {2: 1.88, 3: 2.56}
CLOSE_REACH = 1.45


def stray_m(resolution: int) -> float:
    """No point in a descendant of a cell of this resolution lies farther than this from the cell's centre."""
    finest = STRAY * spacing_m(FINEST)
    return finest if resolution == FINEST else finest + STRAY * spacing_m(resolution)


def cover_of_ring(around: Metric, beyond_m: float, upto_m: float, resolution: int, steps: int) -> Ranges:
    """Merged ranges of finest cells that hold every point farther than one radius and not than the other.

    `steps` around the middle hold as far as `REACHES` says. A metre is left on either side for what is rounded.
    """
    stray = stray_m(resolution) + 1
    inner, outer = max(0.0, beyond_m - stray) ** 2, (upto_m + stray) ** 2
    middle = cell_of(around.at, resolution)
    cells = _centres_and_ranges(middle, steps if in_vietnam(around.at) else steps + 1)
    return merged([(low, high) for lat, lon, low, high in cells if inner <= around.squared(lat, lon) <= outer])


def cover_of_box(south: float, west: float, north: float, east: float, most: int = 60) -> tuple[int, list[int]]:
    """A resolution and its cells that hold every cell with its centre inside the box, with a margin."""
    middle = Point((south + north) / 2, (west + east) / 2)
    reach = max(distance_m(middle, Point(lat, lon)) for lat in (south, north) for lon in (west, east))
    for resolution in range(FINEST, -1, -1):
        k = math.ceil(reach / (spacing_m(resolution) * 0.866 * 0.8)) + 1
        if 3 * k * (k + 1) + 1 <= most or resolution == 0:
            break
    return resolution, rings(cell_of(middle, resolution), k)
