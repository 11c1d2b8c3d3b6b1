"""Outlines and circles as feeds write them: repaired where it is plain what was meant, thinned where they are long."""

import math
import re
from collections.abc import Callable
from itertools import islice

from connect.geo import VIETNAM
from connect.notices.alerts.alert import Circle, Outline, Spot
from connect.notices.sources.reading.verdicts import Code

MOST_POINTS = 500  # of one outline; a longer one is thinned
EACH = 10  # points that a shape counts for besides its own
MANY, MANY_EACH = 10_000, 100  # from so many points of one alert on, each outline is thinned that has more than these
THIN = 60  # points of a thinned one: wards are looked for by circles, so no shore needs more
MOST_COORDINATES = 500_000  # of one file
LONGEST_TEXT = 1_000_000  # letters of one outline: some 55,000 points
FARTHEST_KM = 20_000.0  # no circle is larger than the earth
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
Note = Callable[[Code], None]


def outline(text: str, note: Note, most: int = MOST_POINTS) -> Outline | None:
    """An outline with its ring closed; None where it is empty or no outline. `note` hears what was done to it.

    Of one with more than `most` points every n-th is kept, so that some sixty are left.
    """
    if len(text) > LONGEST_TEXT:
        note(Code.SHAPE_LOST)
        return None
    pairs = text.split()
    if len(pairs) > most and text.count(",") == len(pairs):
        note(Code.THINNED)
        text = " ".join(pairs[:: math.ceil(len(pairs) / THIN)])  # before they are numbers, which costs most
    values = numbers(text, note)
    if not values:
        return None
    lats, lons = values[::2], values[1::2]
    if len(lats) != len(lons) or len(lats) < 3 or not _on_earth(lats, lons):
        note(Code.SWAPPED if len(lats) == len(lons) and _is_swapped(lats, lons) else Code.SHAPE_LOST)
        return None
    if len(lats) > most:
        note(Code.THINNED)
        step = math.ceil(len(lats) / THIN)
        lats, lons = lats[::step], lons[::step]
    if (lats[0], lons[0]) != (lats[-1], lons[-1]):
        lats.append(lats[0])
        lons.append(lons[0])
    return tuple(zip(lats, lons, strict=True)) if len(lats) > 3 else None


def numbers(text: str, note: Note) -> list[float]:
    """All numbers of a text; what stands between them is forgiven, and said."""
    try:
        return list(map(float, text.replace(",", " ").replace(";", " ").split()))
    except ValueError:
        found = [float(one) for one in _NUMBER.findall(text)]
        note(Code.REPAIRED if found else Code.SHAPE_LOST)
        return found


def circle(text: str, note: Note) -> Circle | None:
    """A circle; its radius may be zero."""
    values = list(islice(numbers(text, note), 4))
    if not values:
        return None
    if len(values) != 3 or not math.isfinite(values[2]) or not 0 <= values[2] <= FARTHEST_KM:
        note(Code.SHAPE_LOST)
        return None
    lat, lon, km = values
    if not _on_earth([lat], [lon]):
        note(Code.SWAPPED if _is_swapped([lat], [lon]) else Code.SHAPE_LOST)
        return None
    return Circle(lat, lon, km)


def _on_earth(lats: list[float], lons: list[float]) -> bool:
    finite = math.isfinite(sum(lats)) and math.isfinite(sum(lons))
    return finite and -90 <= min(lats) <= max(lats) <= 90 and -180 <= min(lons) <= max(lons) <= 180


def _is_swapped(lats: list[float], lons: list[float]) -> bool:
    return _on_earth(lons, lats)


def is_swapped_here(spots: list[Spot]) -> bool:
    """Whether a shape lies in Vietnam, once latitude and longitude are changed round, and does not as it is."""
    return not any(_here(lat, lon) for lat, lon in spots) and all(_here(lon, lat) for lat, lon in spots)


def touches_here(spots: list[Spot]) -> bool:
    """Whether the box of a shape meets that of Vietnam."""
    south, north, west, east = VIETNAM
    lats, lons = zip(*spots, strict=True)
    return min(lats) <= north and max(lats) >= south and min(lons) <= east and max(lons) >= west


def _here(lat: float, lon: float) -> bool:
    south, north, west, east = VIETNAM
    return south <= lat <= north and west <= lon <= east
