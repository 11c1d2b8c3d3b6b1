"""Builds static/map/wards/<code of a province>.json: the wards of today as cells, estimates from their centres alone.

Inside the outline of the country each point belongs to the ward with the nearest centre, as `areas.queries.ward_at`
says it; so a cell is where a ward probably is, good enough to find a street by, and says nothing about who governs it.
The plane is Mercator's, which keeps angles, so near is near. Where a centre lies in the sea of the outline, for an
island or a coast that is coarser there, a disc of the ward's size stands for it.

A file: {"scale", "wards": [[code, name, x, y, ring, …], …]}, largest ward first; x and y of the centre in units of
1/scale degrees of longitude and latitude, a ring a flat list of steps from corner to corner, the first from the centre,
each further ring from where the one before ended. `python -m tools.ward_cells`, with shapely, at build time only.
"""

import hashlib
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPoint

from tools import outlines
from tools.outlines import Row

FOLDER = outlines.TARGET.parent / "wards"
KINDS = ("ward", "commune", "special_zone")
SCALE = 2000  # units a degree: about 55 m
COAST = 0.002  # degrees, about 200 m: how far the coast may move
LARGEST_DISC_KM = 5.0
SMALLEST = 2e-5  # square degrees, about a quarter of a km2: other pieces of a ward are not drawn


def cells(rows: list[Row], country: Any) -> dict[str, Any]:
    """The polygon of each ward by its code, in degrees; `country` is the outline, in degrees too."""
    wards = [row for row in rows if row["kind"] in KINDS]
    centres = [shapely.transform(outlines.centre_of(row), _to_plane) for row in wards]
    coast = shapely.transform(country.simplify(COAST), _to_plane)
    land = shapely.union_all([coast, *_discs(wards, centres, coast)])
    parts = shapely.voronoi_polygons(MultiPoint(centres), extend_to=land.envelope.buffer(1), ordered=True).geoms
    found = {}
    for ward, centre, part in zip(wards, centres, parts, strict=True):
        found[ward["code"]] = shapely.transform(_drawn(part.intersection(land), centre), _to_degrees)
    return found


def build() -> dict[str, int]:
    """Writes the files of all provinces and, with their marks, the outlines; returns how many bytes each has."""
    with tempfile.TemporaryDirectory() as temporary:
        package = outlines.download(Path(temporary))
        country = outlines.country(package)
        around = outlines.abroad(package, country)
    rows = outlines.areas()
    shapes = cells(rows, country)
    outlines.write(rows, shapes, write(rows, shapes), around)
    return {path.name: path.stat().st_size for path in (outlines.TARGET, *sorted(FOLDER.glob("*.json")))}


def write(rows: list[Row], shapes: dict[str, Any]) -> dict[str, str]:
    """Writes the file of every province; returns the mark of each by its code, as its address carries it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    provinces: dict[str, list[Row]] = {}
    for row in rows:
        if row["code"] in shapes:
            provinces.setdefault(row["parent"], []).append(row)
    marks = {}
    for code, wards in sorted(provinces.items()):
        wards.sort(key=lambda row: -shapes[row["code"]].area)
        told = {"scale": SCALE, "wards": [_told(row, shapes[row["code"]]) for row in wards]}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
        (FOLDER / f"{code}.json").write_text(text, "utf-8")
        marks[code] = hashlib.sha256(text.encode()).hexdigest()[:10]
    return marks


def _to_plane(points: Any) -> Any:
    return [(x, math.degrees(math.asinh(math.tan(math.radians(y))))) for x, y in points]


def _to_degrees(points: Any) -> Any:
    return [(x, math.degrees(math.atan(math.sinh(math.radians(y))))) for x, y in points]


def _discs(wards: list[Row], centres: list[Any], coast: Any) -> list[Any]:
    """A disc of the ward's size round each centre that is not safely on land."""
    inside = coast.buffer(-2 / SCALE)
    shapely.prepare(inside)
    found = []
    for ward, centre in zip(wards, centres, strict=True):
        if not inside.covers(centre):
            km = min(math.sqrt(float(ward["km2"]) / math.pi), LARGEST_DISC_KM)
            found.append(centre.buffer(km / 111.3 / math.cos(math.radians(float(ward["lat"]))), quad_segs=4))
    return found


def _drawn(shape: Any, centre: Any) -> Any:
    """The pieces of a ward that are drawn, the one with its centre first."""
    pieces = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    pieces = [one for one in pieces if one.area >= SMALLEST or one.covers(centre)]
    return shapely.MultiPolygon(sorted(pieces, key=lambda one: (not one.covers(centre), -one.area)))


def _told(row: Row, shape: Any) -> list[Any]:
    centre = (round(float(row["lon"]) * SCALE), round(float(row["lat"]) * SCALE))
    outer = [corners for corners in map(_corners, shape.geoms) if corners]
    return [row["code"], row["name"], *centre, *outlines.rings(outer, centre)]


def _corners(piece: Any) -> list[tuple[int, int]]:
    """The corners of a piece in units, none twice in a row and none in a straight line; none where it is too small."""
    corners = [(round(x * SCALE), round(y * SCALE)) for x, y in piece.exterior.coords[:-1]]
    corners = [corner for before, corner in zip(corners[-1:] + corners, corners, strict=False) if corner != before]
    return corners if len(corners) > 2 else []


if __name__ == "__main__":
    for name, size in build().items():
        print(f"{name}: {size} bytes")
