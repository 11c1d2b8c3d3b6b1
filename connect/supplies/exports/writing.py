"""The files, piece by piece: CSV that no spreadsheet calculates with, GeoJSON (RFC 7946)."""

import csv
import io
import json
from collections.abc import Iterator

from connect.supplies.exports import queries, rules
from connect.web.pages.tables.csv_files import MARK, safe

PIECE = 200  # points


def csv_pieces(path: str) -> Iterator[str]:
    """The table of the listed points of an area, in pieces."""
    yield MARK + _csv_lines([list(rules.COLUMNS)])
    rows: list[list[rules.Value]] = []
    for point, goods in queries.listed(path):
        told = rules.line(point, goods)
        rows.append([told[name] for name in rules.COLUMNS])
        if len(rows) == PIECE:
            yield _csv_lines(rows)
            rows.clear()
    yield _csv_lines(rows)


def _csv_lines(rows: "list[list[rules.Value]] | list[list[str]]") -> str:
    file = io.StringIO()
    csv.writer(file).writerows([safe(_plain(cell)) for cell in row] for row in rows)
    return file.getvalue()


def _plain(cell: rules.Value) -> str | int | float | None:
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell


def geojson_pieces(path: str) -> Iterator[str]:
    """The same as a collection of features; one of which only the ward is shown says so by `exact`."""
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for point, goods in queries.listed(path):
        yield between + json.dumps(_feature(rules.line(point, goods)), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _feature(told: dict[str, rules.Value]) -> dict[str, object]:
    place = {"type": "Point", "coordinates": [told.pop("lon"), told.pop("lat")]}
    return {"type": "Feature", "id": told["id"], "geometry": place, "properties": told}


FORMATS = {"csv": (csv_pieces, "text/csv"), "geojson": (geojson_pieces, "application/geo+json")}
