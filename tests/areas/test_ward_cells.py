"""The wards of the map: each has a cell round its centre, and the cell is where the site says that ward is."""

import csv
import gzip
import hashlib
import json
import math
from functools import cache
from typing import Any, NamedTuple

from connect.areas.source.build import DATA
from tests.scripts import ROOT

FOLDER = ROOT / "static" / "map"
LARGEST = 8_000  # bytes over the wire
KINDS = {"ward", "commune", "special_zone"}
Corner = tuple[float, float]  # longitude and latitude in degrees


class Cell(NamedTuple):
    """A ward as the map has it."""

    code: str
    name: str
    centre: Corner
    rings: list[list[Corner]]


@cache
def marks() -> dict[str, str]:
    """The marks that the outlines have of the wards of each province, by its code."""
    told = json.loads((FOLDER / "provinces.json").read_text("utf-8"))
    return {code: mark for code, _name, mark, *_rest in told["provinces"]}


@cache
def cells() -> dict[str, list[Cell]]:
    """The wards of each province, read as the map's script reads them."""
    return {path.stem: read(json.loads(path.read_text("utf-8"))) for path in sorted((FOLDER / "wards").glob("*.json"))}


def read(told: dict[str, Any]) -> list[Cell]:
    """The wards of one file, in degrees."""
    found = []
    for code, name, x, y, *steps in told["wards"]:
        centre, rings = (x / told["scale"], y / told["scale"]), []
        for ring in steps:
            rings.append([])
            for east, north in zip(ring[::2], ring[1::2], strict=True):
                x, y = x + east, y + north
                rings[-1].append((x / told["scale"], y / told["scale"]))
        found.append(Cell(code, name, centre, rings))
    return found


def holds(ring: list[Corner], point: Corner) -> bool:
    """Whether a ring goes round a point: an odd number of its sides lie to the east."""
    (x, y), sides = point, zip(ring[-1:] + ring, ring, strict=False)
    return (
        sum((y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in sides) % 2 == 1
    )


def test_every_ward_of_today_has_a_cell_round_its_centre_in_the_file_of_its_province() -> None:
    rows = list(csv.DictReader((DATA / "areas.csv").read_text("utf-8").splitlines()))
    wards = {row["code"]: (row["parent"], row["name"]) for row in rows if row["kind"] in KINDS}
    there = {cell.code: (code, cell.name) for code, all_of in cells().items() for cell in all_of}
    assert there == wards and len(wards) == 3321
    lost = [one.code for all_of in cells().values() for one in all_of
            if not any(holds(ring, one.centre) for ring in one.rings)]  # fmt: skip
    assert lost == []


def test_no_cell_reaches_over_another_as_each_lies_where_its_own_centre_is_the_nearest() -> None:
    """The places nearest to a centre are convex, so a ring whose corners lie there lies there whole."""
    plane = lambda corner: (corner[0], math.degrees(math.asinh(math.tan(math.radians(corner[1])))))  # noqa: E731
    grid: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    for one in (cell for all_of in cells().values() for cell in all_of):
        x, y = plane(one.centre)
        grid.setdefault((int(x * 4), int(y * 4)), []).append((x, y, one.code))
    for code, all_of in cells().items():
        for one in all_of:
            own = plane(one.centre)
            for x, y in (plane(corner) for ring in one.rings for corner in ring):
                near = [
                    other
                    for i in (-1, 0, 1)
                    for j in (-1, 0, 1)
                    for other in grid.get((int(x * 4) + i, int(y * 4) + j), ())
                ]
                best = min((math.hypot(x - a, y - b) for a, b, _code in near), default=math.inf)
                assert math.hypot(x - own[0], y - own[1]) <= best + 3 / 2000, (code, one.code, x, y)


def test_the_files_are_those_that_were_made_with_the_outlines_and_are_small() -> None:
    files = {path.stem: path.read_bytes() for path in (FOLDER / "wards").glob("*.json")}
    made = {code: hashlib.sha256(content).hexdigest()[:10] for code, content in files.items()}
    assert made == marks(), "make both: python -m tools.ward_cells"
    sizes = {code: len(gzip.compress(content)) for code, content in files.items()}
    assert len(sizes) == 34 and max(sizes.values()) <= LARGEST
