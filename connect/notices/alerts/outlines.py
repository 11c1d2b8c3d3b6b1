"""The outlines of provinces, for receivers that know no codes of Vietnam: those of the map, which are estimates."""

import json
from functools import cache
from typing import Any

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
    features = json.loads(FILE.read_text("utf-8"))["features"]
    return {one["properties"]["code"]: _parts(one["geometry"]) for one in features if "code" in one["properties"]}


def _parts(geometry: dict[str, Any]) -> tuple[Outline, ...]:
    """The outer rings; holes are not said, because the standard has no word for them."""
    shapes = {"MultiPolygon": geometry["coordinates"], "Polygon": [geometry["coordinates"]]}.get(geometry["type"], [])
    return tuple(tuple((lat, lon) for lon, lat in rings[0]) for rings in shapes)
