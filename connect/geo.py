"""Place, pure: points, distance and the H3 grid.

A cell is the 64-bit integer of an H3 index. Everything the public sees of a position is a cell, stored at
resolution `FINEST`; a coarser public place is stored as its centre child. At one resolution all
descendants of a coarser cell are one contiguous range of integers, which is why a plain B-tree finds them.
Source of the layout: H3 documentation, "Index bit layout" (h3geo.org).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import h3.api.basic_int as h3

FINEST = 8
COARSEST = 2
Cells = list[tuple[float, int]]  # squared metres from somewhere, cell; nearest first
VIETNAM = (6.0, 24.0, 101.5, 117.5)  # south, north, west, east; Hoàng Sa and Trường Sa included

_A = 6378137.0  # WGS84 semi-major axis in metres
_E2 = 6.69437999014e-3  # WGS84 first eccentricity squared
_STEP = 1 << 3 * (15 - FINEST)  # between one finest cell and the next


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees, WGS84. Latitude first everywhere; `lon_lat` flips for GeoJSON."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and math.isfinite(self.lon)):
            raise ValueError("a position needs finite numbers")
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError("a position off the globe")

    def lon_lat(self) -> list[float]:
        """[lon, lat] rounded to about 10 cm, the order of GeoJSON (RFC 7946, 3.1.1)."""
        return [round(self.lon, 6), round(self.lat, 6)]


@dataclass(frozen=True, slots=True)
class Metric:
    """A local ellipsoidal metric: squared metres from `at`, in a few multiplications.

    kx and ky are the metres of a degree at the latitude of `at`, and how they change with latitude; what counts is
    the latitude half way. Error at 50 km: 6 cm, against 270 m of haversine.
    """

    at: Point
    kx: float
    ky: float
    kx_change: tuple[float, float]  # by degree, and by its square
    ky_change: float

    def squared(self, lat: float, lon: float) -> float:
        """Squared distance in square metres."""
        dlat = lat - self.at.lat
        half, (first, second) = dlat / 2, self.kx_change
        x = (lon - self.at.lon) * (self.kx + half * (first + half * second))
        y = dlat * (self.ky + half * self.ky_change)
        return x * x + y * y


def metric(at: Point) -> Metric:
    """The local metric around `at`; the changes are taken from half a degree on either side."""
    (east, north), (west_of, south_of), (east_of, north_of) = map(_degree_m, (at.lat, at.lat - 0.5, at.lat + 0.5))
    change = (east_of - west_of, 2 * (east_of + west_of - 2 * east))
    return Metric(at, east, north, change, north_of - south_of)


def _degree_m(lat: float) -> tuple[float, float]:
    """Metres of a degree of longitude and of latitude. Source: WGS84 radii of curvature, any geodesy text."""
    phi = math.radians(lat)
    w = math.sqrt(1 - _E2 * math.sin(phi) ** 2)
    meridional = _A * (1 - _E2) / w**3
    vertical = _A / w
    return vertical * math.cos(phi) * math.pi / 180, meridional * math.pi / 180


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points, good to 10 cm at 50 km; for far points only a rough figure."""
    return math.sqrt(metric(a).squared(b.lat, b.lon))


def in_vietnam(point: Point) -> bool:
    """Whether the point lies in the box around the country and its islands."""
    south, north, west, east = VIETNAM
    return south <= point.lat <= north and west <= point.lon <= east


def cell_of(point: Point, resolution: int = FINEST) -> int:
    """The cell that holds the point."""
    return int(h3.latlng_to_cell(point.lat, point.lon, resolution))


def centre_of(cell: int) -> Point:
    """The centre of a cell, rounded to about 10 cm so that it is spelt alike everywhere."""
    lat, lon = h3.cell_to_latlng(cell)
    return Point(round(lat, 6), round(lon, 6))


def snapped(point: Point) -> Point:
    """A viewer's position as we are willing to know it: the centre of its finest cell."""
    return centre_of(cell_of(point))


def parent_of(cell: int, resolution: int) -> int:
    """The coarser cell above."""
    return int(h3.cell_to_parent(cell, resolution))


def centre_child(cell: int, resolution: int = FINEST) -> int:
    """The cell at the middle, at a finer resolution: how a coarse public place is stored."""
    return int(h3.cell_to_center_child(cell, resolution))


def resolution_of(cell: int) -> int:
    """0 (a continent) to 15 (a square metre)."""
    return int(h3.get_resolution(cell))


def is_cell(cell: int) -> bool:
    """Whether the integer is an H3 cell at all."""
    return bool(h3.is_valid_cell(cell))


def range_of(cell: int, at: int = FINEST) -> tuple[int, int]:
    """The first and last descendant of a cell at a finer resolution, both included."""
    kept, span = _bits_below(resolution_of(cell), at)
    first = cell & kept | at << 52
    return first, first + span


@cache
def _bits_below(resolution: int, at: int) -> tuple[int, int]:
    """The bits that a cell has in common with its first descendant, and how far on its last one is."""
    low_bits, digits = 3 * (15 - at), 3 * (at - resolution)
    return ~(0xF << 52 | (1 << digits) - 1 << low_bits), int("6" * (at - resolution) or "0", 8) << low_bits


def rings(cell: int, k: int) -> list[int]:
    """The cell and all within k steps of it, at its own resolution."""
    return [int(c) for c in h3.grid_disk(cell, k)]


def are_neighbours(a: int, b: int) -> bool:
    """Whether two cells of one resolution are the same or touch."""
    return b in rings(a, 1)


@cache
def spacing_m(resolution: int) -> float:
    """About how far apart the centres of touching cells are: edge x sqrt 3, in metres."""
    return float(h3.average_hexagon_edge_length(resolution, unit="m")) * math.sqrt(3)


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


def cover_radius_m(resolution: int) -> float:
    """The largest radius that `cover_of_disk` covers by cells of this resolution."""
    return 1.2 * spacing_m(resolution)


def cover_of_disk(around: Metric, radius_m: float, resolution: int) -> list[tuple[int, int]]:
    """Merged ranges of finest cells that hold every cell whose centre is within the radius of `around.at`.

    About a dozen coarser cells do it, whatever the radius. No descendant's centre strays farther than `_STRAY` from
    that of its cell, so those with their centre within 1.88 spacings count. In Vietnam they lie within two rings: the
    nearest centre of the third is 1.93 spacings away at the least; elsewhere within three (all measured, over the
    country and over the globe, away from its twelve pentagons in the sea).
    """
    stray = _STRAY * spacing_m(resolution)
    reach2 = (radius_m + stray) ** 2
    near = _around(cell_of(around.at, resolution), 2 if in_vietnam(around.at) else 3)
    return merged([(low, high) for lat, lon, low, high in near if around.squared(lat, lon) <= reach2])


_STRAY = 0.68  # of the spacing


@dataclass(frozen=True, slots=True)
class Belt:
    """What lies around a place farther than one radius and within another, both in squared metres.

    The ranges hold every finest cell with its centre there, and others.
    """

    ranges: list[tuple[int, int]]
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


@lru_cache(maxsize=10_000)
def _around(cell: int, k: int) -> tuple[tuple[float, float, int, int], ...]:
    """Centre and range of the cell and of all within k steps."""
    return tuple((*h3.cell_to_latlng(one), *range_of(one)) for one in rings(cell, k))


def cover_of_box(south: float, west: float, north: float, east: float, most: int = 60) -> tuple[int, list[int]]:
    """A resolution and its cells that hold every cell with its centre inside the box, with a margin."""
    corner = Point((south + north) / 2, (west + east) / 2)
    reach = max(distance_m(corner, Point(lat, lon)) for lat in (south, north) for lon in (west, east))
    for resolution in range(FINEST, -1, -1):
        k = math.ceil(reach / (spacing_m(resolution) * 0.866 * 0.8)) + 1
        if 3 * k * (k + 1) + 1 <= most or resolution == 0:
            break
    return resolution, rings(cell_of(corner, resolution), k)


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges sorted, and joined where one begins right after another ends."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + _STEP:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out
