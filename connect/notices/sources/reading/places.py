"""The areas of Vietnam that an alert means: by codes it shares with us, else by outline or circle."""

import bisect
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from connect.areas.queries import Place
from connect.geo import VIETNAM, metric
from connect.notices.alerts.alert import AlertArea, Circle, Outline
from connect.notices.sources.reading import shapes

CODES = ("VN-GSO", "VN_GSO", "GSO")  # the lists of geocodes that are numbers of the statistics office
FAR = 0.19  # degrees round a shape within which a ward may still touch it: none is as large
MOST_SIDES = 100  # of an outline, as wards are looked for; officials draw no finer ones
WIDE = 0.06  # degrees: half of all wards are smaller
SQUARE = 0.25  # degrees: some ten wards
SHORTEST_DEGREE_M = 100_000.0  # of longitude in the north of Vietnam; all others are longer
MOST_LOOKS = 1_000_000  # at wards and sides of outlines, for one file: under a second
WHOLE = 0.9  # of the wards of a province, from which on the province is meant
WARDS = ("ward", "commune", "special_zone")


class Ward(NamedTuple):
    """A ward as a circle as large as it is: nobody has its outline here."""

    lat: float
    lon: float
    reach: float  # the radius in degrees, never too small
    radius_m: float
    kx: float  # metres of a degree of longitude and of latitude, there
    ky: float
    place: Place


LATITUDE = itemgetter(0)


@dataclass
class Gazetteer:
    """All places of today by code, and the wards by squares; and how many looks are left for a file."""

    by_code: dict[str, Place]
    squares: dict[tuple[int, int], list[Ward]]
    wards_of: dict[int | None, int]  # how many a province has
    looks: int = MOST_LOOKS

    def within(self, south: float, north: float, west: float, east: float) -> list[Ward]:
        """At least the wards whose circle meets a box; those of the squares round about too."""
        box = [
            max(_square(low - FAR), edge) for low, edge in ((south, _square(VIETNAM[0])), (west, _square(VIETNAM[2])))
        ]
        far = [
            min(_square(high + FAR), edge) for high, edge in ((north, _square(VIETNAM[1])), (east, _square(VIETNAM[3])))
        ]
        rows, columns = range(box[0], far[0] + 1), range(box[1], far[1] + 1)
        return [one for row in rows for column in columns for one in self.squares.get((row, column), ())]


def _square(degrees: float) -> int:
    return math.floor(degrees / SQUARE)


def gazetteer(places: Iterable[Place]) -> Gazetteer:
    """The places as they are looked up. Read-only but for its looks: each file gets a copy."""
    today = [one for one in places if not one.ended]
    squares: dict[tuple[int, int], list[Ward]] = defaultdict(list)
    for one in today:
        if one.kind in WARDS:
            squares[_square(one.lat), _square(one.lon)].append(_ward(one))
    counts = Counter(one.parent_id for one in today if one.kind in WARDS)
    return Gazetteer({one.code: one for one in today}, dict(squares), dict(counts))


def _ward(place: Place) -> Ward:
    there, radius = metric(place.point), math.sqrt(place.km2 / math.pi) * 1000
    return Ward(place.lat, place.lon, radius / SHORTEST_DEGREE_M, radius, there.kx, there.ky, place)


def meant(areas: Iterable[AlertArea], known: Gazetteer) -> tuple[list[Place], bool, bool]:
    """The places of some areas; whether a shape looks swapped; whether there were too many looks to take."""
    found: dict[str, Place] = {}
    swapped = False
    for area in areas:
        coded = [known.by_code[one.value] for one in area.codes if one.name in CODES and one.value in known.by_code]
        found.update((one.code, one) for one in coded)
        if not coded:  # a shape says less exactly the same
            for spots in (*area.outlines, *(((one.lat, one.lon),) for one in area.circles)):
                swapped = swapped or shapes.is_swapped_here(list(spots))
            for outline in area.outlines:
                _outlined(outline, known, found)
            for circle in area.circles:
                _circled(circle, known, found)
    return _together(found, known), swapped, known.looks < 0


def _outlined(outline: Outline, known: Gazetteer, found: dict[str, Place]) -> None:
    """Adds the wards of an outline: it holds their centre, or comes nearer to it than a ward's circle is wide."""
    if known.looks < 0:
        return
    ring = _thinned(outline)
    lats, lons = zip(*ring, strict=True)
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    there = known.within(south, north, west, east)
    wards = [
        one for one in there
        if one.place.code not in found and south - one.reach < one.lat < north + one.reach
        and west - one.reach < one.lon < east + one.reach
    ]  # fmt: skip
    known.looks -= len(there) + len(ring) * (4 + len(wards) // 4)
    if known.looks < 0 or not wards:
        return
    wards.sort(key=LATITUDE)
    inside = _inside(ring, wards, [one.lat for one in wards])
    outside = [one for n, one in enumerate(wards) if not inside[n]]
    touched = _touched(ring, [one for one in outside if one.reach <= WIDE])
    touched += _touched(ring, [one for one in outside if one.reach > WIDE])  # apart: they look at far more sides
    found.update((one.place.code, one.place) for n, one in enumerate(wards) if inside[n])
    found.update((one.place.code, one.place) for one in touched)


def _inside(ring: Outline, wards: Sequence[Ward], centres: Sequence[float]) -> list[bool]:
    """Whether the outline holds each centre: its ray to the east crosses an odd number of sides (PNPOLY)."""
    inside = [False] * len(wards)
    for (lat, lon), (lat2, lon2) in pairwise(ring):
        low, high = (lat, lat2) if lat < lat2 else (lat2, lat)
        for n in range(bisect.bisect_left(centres, low), bisect.bisect_left(centres, high)):
            if wards[n].lon < lon + (lon2 - lon) * (centres[n] - lat) / (lat2 - lat):
                inside[n] = not inside[n]
    return inside


def _touched(ring: Outline, wards: Sequence[Ward]) -> list[Ward]:
    """The wards to whose centre a side comes nearer than their circle is wide. They are in order of latitude."""
    centres, left = [one.lat for one in wards], dict.fromkeys(range(len(wards)))
    reach, touched = max((one.reach for one in wards), default=0.0), []
    for (lat, lon), (lat2, lon2) in pairwise(ring):
        low, high = (lat, lat2) if lat < lat2 else (lat2, lat)
        west, east = (lon, lon2) if lon < lon2 else (lon2, lon)
        for n in range(bisect.bisect_left(centres, low - reach), bisect.bisect_right(centres, high + reach)):
            one = wards[n]
            near = n in left and west - one.reach < one.lon < east + one.reach
            if near and _metres_to(one, lat, lon, lat2, lon2) < one.radius_m:
                del left[n]
                touched.append(one)
    return touched


def _metres_to(ward: Ward, lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Metres from the centre of a ward to a side, in the plane that touches the earth there."""
    x, y = (lon - ward.lon) * ward.kx, (lat - ward.lat) * ward.ky
    dx, dy = (lon2 - lon) * ward.kx, (lat2 - lat) * ward.ky
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, -(x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x + part * dx, y + part * dy)


def _circled(circle: Circle, known: Gazetteer, found: dict[str, Place]) -> None:
    """Adds the wards of a circle."""
    lat, lon, far = circle.lat, circle.lon, circle.km * 1000 / SHORTEST_DEGREE_M
    if known.looks < 0:
        return
    there = known.within(lat - far, lat + far, lon - far, lon + far)
    known.looks -= len(there) + 4
    for one in there:
        away = math.hypot((lon - one.lon) * one.kx, (lat - one.lat) * one.ky)
        if one.place.code not in found and away < circle.km * 1000 + one.radius_m:
            found[one.place.code] = one.place


def _thinned(outline: Outline) -> Outline:
    """The outline by fewer points, closed: wards are circles, and a shore's every turn says nothing about them."""
    step = math.ceil(len(outline) / MOST_SIDES)
    return outline if step == 1 else (*outline[::step], outline[-1])


def _together(found: dict[str, Place], known: Gazetteer) -> list[Place]:
    """Provinces in the place of their wards where nearly all of these are meant; nothing twice."""
    by_id = {one.id: one for one in known.by_code.values()}
    of_province: dict[int | None, list[Place]] = defaultdict(list)
    for one in found.values():
        if one.kind in WARDS:
            of_province[one.parent_id].append(one)
    whole = {
        parent for parent, some in of_province.items()
        if parent in by_id and len(some) > 1 and len(some) >= WHOLE * known.wards_of.get(parent, 0)
    }  # fmt: skip
    paths = [one.path for one in found.values() if one.kind not in WARDS] + [by_id[one].path for one in whole if one]
    kept = [by_id[one] for one in whole if one] + list(found.values())
    return [one for one in dict.fromkeys(kept) if not _lies_in(one, paths)]


def _lies_in(place: Place, paths: Sequence[str]) -> bool:
    return any(place.path != path and place.path.startswith(path) for path in paths)
