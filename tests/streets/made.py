"""A file of streets, made: an invented town in Protomaps' schema 4, written as vector tiles into PMTiles 3.

Own lines of protobuf, so that no data of OpenStreetMap and no further library is needed. Run by hand to look at it:
`python -m tests.streets.made map.pmtiles`.
"""

import gzip
import json
import math
import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from connect import geo
from connect.streets.pmtiles import Head, number_of
from tests.builders import BEN_THANH
from tools.streets.pack import directory, varint

EXTENT = 4096
LAYERS = ("earth", "water", "landuse", "roads", "buildings", "places", "pois", "boundaries")
POINT, LINE, AREA = 1, 2, 3
Spot = tuple[float, float]  # 0 to 1 east and south, over the whole world
Feature = tuple[str, int, list[Spot], dict[str, Any]]  # layer, kind of shape, its corners, properties
NAMES = (
    "Lê Lợi", "Nguyễn Huệ", "Hàm Nghi", "Pasteur", "Lê Thánh Tôn", "Nguyễn Trãi", "Kỳ Đồng", "Ỷ Lan", "Trần Phú",
    "Lý Tự Trọng", "Phan Chu Trinh", "Hẻm 12 Ưu Long", "Nguyễn Ẩn", "Cách Mạng Tháng Tám", "Võ Văn Kiệt",
)  # fmt: skip


EDGE = 64  # units beyond a tile that it holds too
SMALL = {"kind": "minor_road", "kind_detail": "residential", "min_zoom": 12}
MAIN = {"kind": "major_road", "kind_detail": "primary", "min_zoom": 8}
# What a town has once, with its corners in blocks from the middle.
ABOUT: tuple[Feature, ...] = (
    ("earth", AREA, [(-99, -99), (99, -99), (99, 99), (-99, 99)], {"kind": "earth"}),
    ("water", AREA, [(0.4, -6), (2.4, -6), (1.4, 6), (0.1, 6)], {"kind": "river", "min_zoom": 9}),
    ("landuse", AREA, [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)], {"kind": "park", "min_zoom": 11}),
    ("places", POINT, [(0, 0)], {"kind": "locality", "name": "Saigon", "name:vi": "Thành phố Hồ Chí Minh"}),
    ("places", POINT, [(2.5, -2.5)], {"kind": "neighbourhood", "name": "Bến Thành", "min_zoom": 12}),
    ("pois", POINT, [(-2.5, 1.5)], {"kind": "hospital", "name": "Bệnh viện Sài Gòn", "min_zoom": 12}),
    ("boundaries", LINE, [(-6, 0), (6, 0)], {"kind": "country", "disputed": 1}),
)


# --- Protobuf -----------------------------------------------------------------------------------------------


def field(number: int, value: bytes | int) -> bytes:
    """A field of a message: bytes with their length, or a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def value_of(value: object) -> bytes:
    """A property's value: text, or a number."""
    return field(4, value) if isinstance(value, int) else field(1, str(value).encode())


def shape(kind: int, points: Sequence[tuple[int, int]]) -> bytes:
    """Commands of a geometry: go there, a line on to each, closed."""
    told, last = [], (0, 0)
    for n, point in enumerate(points):
        if n == 0:
            told.append(1 << 3 | 1)
        elif n == 1:
            told.append(len(points) - 1 << 3 | 2)
        told += [(d << 1) ^ (d >> 31) for d in (point[0] - last[0], point[1] - last[1])]
        last = point
    if kind == AREA:
        told.append(1 << 3 | 7)
    return b"".join(map(varint, told))


def layer(name: str, features: Iterable[tuple[int, Sequence[tuple[int, int]], dict[str, Any]]]) -> bytes:
    """One layer of a tile; the name behind the features now and then is allowed, and here it comes first."""
    keys: dict[str, int] = {}
    values: dict[bytes, int] = {}
    body = b""
    for kind, points, properties in features:
        tags = b""
        for key, value in properties.items():
            tags += varint(keys.setdefault(key, len(keys)))
            tags += varint(values.setdefault(value_of(value), len(values)))
        body += field(2, field(2, tags) + field(3, kind) + field(4, shape(kind, points)))
    ends = b"".join(field(3, key.encode()) for key in keys) + b"".join(field(4, value) for value in values)
    return field(3, field(15, 2) + field(1, name.encode()) + body + ends + field(5, EXTENT))


# --- The town -----------------------------------------------------------------------------------------------


def spot_of(at: geo.Point) -> Spot:
    """Where a position lies on the square of the world (Web Mercator)."""
    return (at.lon + 180) / 360, (1 - math.asinh(math.tan(math.radians(at.lat))) / math.pi) / 2


def town(at: geo.Point = BEN_THANH, side: int = 12, houses: int = 2) -> Iterator[Feature]:
    """Streets crossing each other every 120 m, houses along them, and what `ABOUT` says of a town."""
    x, y = spot_of(at)
    step = 120 / 40_075_017 / math.cos(math.radians(at.lat))
    half = side / 2
    for name, kind, corners, about in ABOUT:
        east = half if about["kind"] == "river" else 0
        yield name, kind, [(x + step * (east + dx), y + step * dy) for dx, dy in corners], about
    ends = [(k - half) * step for k in range(side + 1)]
    for n, off in enumerate(ends):
        about = MAIN if n % 4 == 0 else SMALL
        yield "roads", LINE, [(x + end, y + off) for end in ends], about | {"name": NAMES[n % len(NAMES)]}
        yield "roads", LINE, [(x + off, y + end) for end in ends], about | {"name": NAMES[-1 - n % len(NAMES)]}
        for a in ends[:-1]:
            for h in range(houses):
                left, top = x + a + (h + 0.3) * step / (houses + 0.5), y + off + step * 0.08
                right, low = left + step * 0.5 / (houses + 0.5), top + step * 0.16
                corners = [(left, top), (right, top), (right, low), (left, low)]
                yield "buildings", AREA, corners, {"kind": "building", "height": 3 + h % 30, "min_zoom": 13}


def tiles(features: Iterable[Feature], zooms: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """The number of each tile that something is in, and its packed bytes."""
    told = list(features)
    for z in zooms:
        held: dict[tuple[int, int], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for name, kind, corners, about in told:
            if about.get("min_zoom", 0) > z:
                continue
            points = [(px * 2**z, py * 2**z) for px, py in corners]
            for tx, ty in touched(points):
                for part in within(kind, [((px - tx) * EXTENT, (py - ty) * EXTENT) for px, py in points]):
                    held[tx, ty][name].append((kind, part, about))
        for (tx, ty), layers in held.items():
            tile = b"".join(layer(name, layers[name]) for name in LAYERS if name in layers)
            yield number_of(z, tx, ty), gzip.compress(tile, 6, mtime=0)


def touched(points: Sequence[Spot]) -> Iterator[tuple[int, int]]:
    """Column and row of each tile that a shape may reach into, its edge included."""
    xs, ys = [px for px, _ in points], [py for _, py in points]
    for tx in range(int(min(xs) - EDGE / EXTENT), int(max(xs) + EDGE / EXTENT) + 1):
        for ty in range(int(min(ys) - EDGE / EXTENT), int(max(ys) + EDGE / EXTENT) + 1):
            yield tx, ty


def within(kind: int, points: Sequence[Spot]) -> list[list[tuple[int, int]]]:
    """What of a shape lies in a tile or at its edge: of a line its pieces, an area squeezed in."""
    told = [(round(px), round(py)) for px, py in points]
    if kind == AREA:
        return [[(min(max(px, -EDGE), EXTENT + EDGE), min(max(py, -EDGE), EXTENT + EDGE)) for px, py in told]]
    if kind == POINT:
        return [told]
    parts: list[list[tuple[int, int]]] = []
    for a, b in pairwise(told):
        if all(max(one) >= -EDGE and min(one) <= EXTENT + EDGE for one in zip(a, b, strict=True)):
            if parts and parts[-1][-1] == a:
                parts[-1].append(b)
            else:
                parts.append([a, b])
    return parts


# --- The file -----------------------------------------------------------------------------------------------


METADATA = {
    "name": "Protomaps Basemap", "version": "4.13.0", "vector_layers": [{"id": one, "fields": {}} for one in LAYERS],
    "planetiler:osm:osmosisreplicationtime": "2026-11-01T00:00:00Z",
}  # fmt: skip
BOUNDS = (106.6, 10.7, 106.8, 10.85)  # west, south, east, north


def archive(
    made: Iterable[tuple[int, bytes]], metadata: dict[str, Any] | None = None, *, leaf: int = 0,
    bounds: tuple[float, ...] = BOUNDS, **over: Any,
) -> bytes:  # fmt: skip
    """The bytes of a whole file; with `leaf` so many entries stand in each directory below the root."""
    entries, data, seen = [], bytearray(), dict[bytes, int]()
    found = sorted(made)
    for number, tile in found:
        offset = seen.setdefault(tile, len(data))
        if offset == len(data):
            data += tile
        if entries and entries[-1][3] == offset and entries[-1][0] + entries[-1][1] == number:
            entries[-1] = (entries[-1][0], entries[-1][1] + 1, len(tile), offset)
        else:
            entries.append((number, 1, len(tile), offset))
    root, leaves = entries, b""
    if leaf:
        root = []
        for k in range(0, len(entries), leaf):
            told = directory(entries[k : k + leaf])
            root.append((entries[k][0], 0, len(told), len(leaves)))
            leaves += told
    told, about = (
        directory(root),
        gzip.compress(json.dumps(METADATA if metadata is None else metadata).encode(), mtime=0),
    )
    at = 127 + len(told) + len(about)
    west, south, east, north = (round(one * 10_000_000) for one in bounds)
    zooms = [(3 * number + 1).bit_length() - 1 >> 1 for number, _ in found]
    head = Head(
        b"PMTiles", 3, 127, len(told), 127 + len(told), len(about), at, len(leaves), at + len(leaves), len(data),
        len(found), len(entries), len(seen), 1, 2, 2, 1, min(zooms), max(zooms),
        west, south, east, north, 12, west, south,
    )._replace(**over)  # fmt: skip
    return struct.pack("<7sB11Q6B4iB2i", *head) + told + about + leaves + bytes(data)


def small(**over: Any) -> bytes:
    """A town of a few streets, at the zooms that pages show."""
    return archive(tiles(town(side=4), (0, 12, 13, 14)), **over)


def main() -> None:
    """Writes a larger town, for people to look at."""
    Path(sys.argv[1]).write_bytes(archive(tiles(town(side=40, houses=4), range(15))))


if __name__ == "__main__":
    main()
