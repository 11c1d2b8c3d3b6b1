"""The checks of a file of streets before pages show it: PMTiles 3 with packed vector tiles in Protomaps' schema 4."""

from typing import Any, NamedTuple

from connect import geo
from connect.streets.pmtiles import GZIP, MAGIC, NONE, VECTOR, VERSION, Archive, Broken, Head

README = "README says how to make one, under “Streets on the map”"
WANTED = {"earth", "water", "roads", "places"}  # of Protomaps 4; land and sea may come from elsewhere: see `LEAST`
LEAST = {"roads"}
SHALLOWEST = 12  # pages show streets from there on
DEGREE = 10_000_000
KINDS = {2: "PNG pictures", 3: "JPEG pictures", 4: "WebP pictures", 5: "AVIF pictures", 6: "MapLibre tiles"}
OTHERS = {  # a layer that gives a schema away
    "transportation": "OpenMapTiles", "transportation_name": "OpenMapTiles", "streets": "Shortbread",
    "street_polygons": "Shortbread", "ocean": "Shortbread",
}  # fmt: skip


class Unfit(Exception):
    """Pages cannot show this file; the message says why and what to do."""


class Told(NamedTuple):
    """The part of a file's metadata that is worth keeping."""

    layers: tuple[str, ...]
    version: str
    data_of: str  # the moment of the data, as the program that made the file wrote it; "" where it did not


def check(archive: Archive) -> Told:
    """The facts that a file tells of itself when pages can show it; Unfit otherwise."""
    head = archive.head
    if head.magic != MAGIC:
        raise Unfit(f"it is no PMTiles file. {README}.")
    if head.version != VERSION:
        raise Unfit(f"it is PMTiles version {head.version}, and 3 is read here. Turn it over with `pmtiles convert`.")
    if archive.size < head.end:
        raise Unfit(
            f"{archive.size:,} of its {head.end:,} bytes are there. Wait until it is copied, or copy it once more."
        )
    _check_tiles(head)
    _check_bounds(head)
    try:
        told = archive.metadata()
        archive.place_of(0)
    except Broken as error:
        raise Unfit(f"{error}. Copy it once more, or make it anew: {README}.") from error
    return _schema(told)


def _check_tiles(head: Head) -> None:
    if head.kind != VECTOR:
        raise Unfit(f"it holds {KINDS.get(head.kind, 'tiles of no known kind')}, and not vector tiles (MVT). {README}.")
    if head.packed_tiles != GZIP or head.packed_inside not in (NONE, GZIP):
        raise Unfit(f"its tiles are not packed with gzip, as browsers unpack them. Make it anew: {README}.")
    if head.max_zoom < SHALLOWEST:
        raise Unfit(f"it ends at zoom {head.max_zoom}, and streets begin at 14: make it with `--maxzoom=14`.")


def _check_bounds(head: Head) -> None:
    south, west, north, east = bounds_of(head)
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise Unfit(f"its bounds cannot be true: {south} to {north} north, {west} to {east} east. Make it anew.")
    lowest, highest, leftmost, rightmost = geo.VIETNAM
    if south > highest or north < lowest or west > rightmost or east < leftmost:
        raise Unfit(f"it lies outside Vietnam: {south} to {north} north, {west} to {east} east. Cut out another part.")


def _schema(metadata: dict[str, Any]) -> Told:
    listed = metadata.get("vector_layers")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    layers = {str(one.get("id")): one.get("fields") for one in found}
    other = next((schema for layer, schema in OTHERS.items() if layer in layers), "")
    if other and not set(layers) >= WANTED:
        raise Unfit(f"it is in the schema of {other}, and Protomaps' basemap 4 is drawn here. {README}.")
    if not set(layers) >= LEAST:
        raise Unfit(f"its metadata names no layer of roads, so it is not Protomaps' basemap 4. {README}.")
    fields, version = layers["roads"], str(metadata.get("version", "4"))
    if version[:2] in ("1.", "2.", "3.") or (isinstance(fields, dict) and "pmap:kind" in fields):
        raise Unfit(f"it is an older version of Protomaps' basemap, and 4 is drawn here. Make it anew: {README}.")
    return Told(tuple(sorted(layers)), version, str(metadata.get("planetiler:osm:osmosisreplicationtime", "")))


def bounds_of(head: Head) -> tuple[float, float, float, float]:
    """South, west, north and east in degrees."""
    return head.south / DEGREE, head.west / DEGREE, head.north / DEGREE, head.east / DEGREE
