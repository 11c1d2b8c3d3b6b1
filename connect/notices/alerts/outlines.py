"""The outlines of provinces, for receivers that know no codes of Vietnam: those of the map, which are estimates."""

import json
from collections.abc import Iterator
from functools import cache

from connect.config import ROOT
from connect.notices.alerts.alert import Outline

FILE = ROOT / "static" / "map" / "provinces.json"


def of_province(code: str) -> tuple[Outline, ...]:
    """The outlines of the parts of a province, closed; none for what is no province of today."""
    return _all().get(code, ())


def of_country() -> tuple[Outline, ...]:
    """Those of all provinces."""
    return tuple(outline for outlines in _all().values() for outline in outlines)


@cache
def _all() -> dict[str, tuple[Outline, ...]]:
    told = json.loads(FILE.read_text("utf-8"))
    return {code: tuple(_read(rings, told["scale"])) for code, _name, _mark, _places, *rings in told["provinces"]}


def _read(rings: list[list[int]], scale: int) -> Iterator[Outline]:
    """Each ring is a list of steps east and north from corner to corner, the first from where the one before ended."""
    x = y = 0
    for steps in rings:
        corners = []
        for east, north in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + east, y + north
            corners.append((y / scale, x / scale))
        yield (*corners, corners[0])
