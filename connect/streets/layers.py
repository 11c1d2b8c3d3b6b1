"""Layers of a vector tile, taken out unread: they are top-level fields. Source: Mapbox Vector Tile 2.1."""

import gzip
import zlib
from collections.abc import Collection, Iterator

from connect.streets.pmtiles import Broken, varint

LAYER, NAME = 3, 1  # numbers of fields: of a layer in a tile, of the name in a layer
_BYTES = 2  # a wire type of protobuf: length, then so many bytes
_WIDTHS = {1: 8, 5: 4}


def without(packed: bytes, names: Collection[str]) -> bytes:
    """The packed tile without these layers; the very same bytes where it has none of them. Broken."""
    try:
        tile = gzip.decompress(packed)
        kept, begun = [], 0
        for name, begin, end in layers(tile):
            if name in names:
                kept.append(tile[begun:begin])
                begun = end
    except (OSError, EOFError, zlib.error, IndexError, UnicodeDecodeError) as error:
        raise Broken("a tile of it cannot be read") from error
    return gzip.compress(b"".join(kept) + tile[begun:], 6, mtime=0) if kept else packed


def layers(tile: bytes) -> Iterator[tuple[str, int, int]]:
    """Each layer's name, and where it begins and ends with its tag; IndexError where the tile is cut short."""
    at = 0
    while at < len(tile):
        begin = at
        field, at, end = _field(tile, at)
        if field == LAYER:
            yield _name(tile, at, end), begin, end
        at = end


def _name(tile: bytes, at: int, end: int) -> str:
    while at < end:
        field, value, after = _field(tile, at)
        if field == NAME:
            return tile[value:after].decode()
        at = after
    return ""


def _field(tile: bytes, at: int) -> tuple[int, int, int]:
    """The number of the field that begins there, where its value begins and where it ends."""
    at, tag = varint(tile, at)
    kind = tag & 7
    if kind == _BYTES:
        at, length = varint(tile, at)
        end = at + length
    else:
        end = at + _WIDTHS[kind] if kind in _WIDTHS else varint(tile, at)[0]
    if end > len(tile):
        raise IndexError("cut short")
    return tag >> 3, at, end
