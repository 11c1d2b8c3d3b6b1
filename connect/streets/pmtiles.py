"""A PMTiles file, read: its header, its directories, where in it a tile lies. Source: PMTiles specification, version 3.

Nothing is mapped into memory: whoever copies a new file over the old one cuts that short first, and a page of memory
behind the end of a file kills the process. A read there only comes back short.
"""

import gzip
import json
import os
import struct
import weakref
import zlib
from array import array
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

MAGIC, VERSION, HEAD_BYTES = b"PMTiles", 3, 127
NONE, GZIP, VECTOR = 1, 2, 1  # compression, compression, kind of tiles
DEEPEST = 4  # directories from the root to a tile, at most
KEPT_DIRECTORIES = 64  # of some 100 kB each
LARGEST_DIRECTORY = LARGEST_METADATA = 16 * 1024 * 1024  # as it lies in the file
_HEAD = struct.Struct("<7sB11Q6B4iB2i")


class Broken(Exception):
    """The file is not what its own words say: cut short, overwritten meanwhile, or none of this kind."""


class Head(NamedTuple):
    """The first 127 bytes. Offsets and lengths in bytes, degrees by 10^7."""

    magic: bytes
    version: int
    root_at: int
    root_bytes: int
    metadata_at: int
    metadata_bytes: int
    leaves_at: int
    leaves_bytes: int
    tiles_at: int
    tiles_bytes: int
    addressed: int
    entries: int
    contents: int
    clustered: int
    packed_inside: int
    packed_tiles: int
    kind: int
    min_zoom: int
    max_zoom: int
    west: int
    south: int
    east: int
    north: int
    centre_zoom: int
    centre_lon: int
    centre_lat: int

    @property
    def end(self) -> int:
        """How many bytes the whole file has at least."""
        parts = ((self.root_at, self.root_bytes), (self.metadata_at, self.metadata_bytes),
                 (self.leaves_at, self.leaves_bytes), (self.tiles_at, self.tiles_bytes))  # fmt: skip
        return max(at + length for at, length in parts)


class Directory(NamedTuple):
    """Entries side by side, in the order of their tile numbers; a run of 0 leads to a further directory."""

    numbers: "array[int]"
    runs: "array[int]"
    lengths: "array[int]"
    offsets: "array[int]"


class Archive:
    """An open file of which tiles are read; it closes itself when nobody holds it."""

    def __init__(self, path: Path) -> None:
        """Opens it and reads its head; OSError, Broken."""
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        self.size = os.fstat(self._file).st_size
        told = os.pread(self._file, HEAD_BYTES, 0)
        self.head_bytes = told
        self.head = Head(*_HEAD.unpack(told.ljust(HEAD_BYTES, b"\0")))
        self._directory = lru_cache(KEPT_DIRECTORIES)(self._read_directory)

    def metadata(self) -> dict[str, Any]:
        """The metadata of the file, JSON; raises Broken."""
        text = self._unpacked(self.head.metadata_at, self.head.metadata_bytes, LARGEST_METADATA)
        try:
            told = json.loads(text or b"{}")
        except ValueError as error:
            raise Broken("its metadata is no JSON") from error
        return told if isinstance(told, dict) else {}

    def root(self) -> bytes:
        """The first directory as it lies there; Broken."""
        return self.read(self.head.root_at, self.head.root_bytes)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The bytes of a tile as they lie there, or None where the file has none; Broken."""
        place = self.place_of(number_of(z, x, y))
        return self.read(*place) if place else None

    def place_of(self, number: int) -> tuple[int, int] | None:
        """Where a tile lies, and how many bytes; None where the file has none. Broken."""
        head = self.head
        at, length = head.root_at, head.root_bytes
        for _ in range(DEEPEST):
            numbers, runs, lengths, offsets = self._directory(at, length)
            k = bisect_right(numbers, number) - 1
            if k < 0:
                return None
            if run := runs[k]:
                return (head.tiles_at + offsets[k], lengths[k]) if number < numbers[k] + run else None
            at, length = head.leaves_at + offsets[k], lengths[k]
        raise Broken("its directories lead nowhere")

    def read(self, at: int, length: int) -> bytes:
        """So many bytes from there; Broken when they are not all there."""
        try:
            found = os.pread(self._file, length, at)
        except (OverflowError, OSError, MemoryError) as error:
            raise Broken("it points behind its end") from error
        if len(found) != length:
            raise Broken("it is shorter than it says")
        return found

    def _unpacked(self, at: int, length: int, most: int) -> bytes:
        if length > most:
            raise Broken("a part of it is too large to be true")
        told = self.read(at, length)
        if self.head.packed_inside != GZIP or not told:
            return told
        try:
            return gzip.decompress(told)
        except (OSError, EOFError, zlib.error) as error:
            raise Broken("a part of it cannot be unpacked") from error

    def _read_directory(self, at: int, length: int) -> Directory:
        told = self._unpacked(at, length, LARGEST_DIRECTORY)
        try:
            return _directory(told)
        except (IndexError, OverflowError) as error:
            raise Broken("a directory of it cannot be read") from error


def _directory(told: bytes) -> Directory:
    """Columns of varints: differences of the numbers, runs, lengths, offsets plus one (0: right behind the last)."""
    at, count = varint(told, 0)
    if count > len(told):
        raise IndexError
    columns: list[array[int]] = []
    for _ in range(4):
        column = array("Q")
        for _ in range(count):
            value, at = told[at], at + 1
            if value > 127:
                at, value = varint(told, at - 1)
            column.append(value)
        columns.append(column)
    numbers, runs, lengths, offsets = columns
    last = 0
    for k, step in enumerate(numbers):
        numbers[k] = last = last + step
        offsets[k] = offsets[k] - 1 if offsets[k] else offsets[k - 1] + lengths[k - 1]
    return Directory(numbers, runs, lengths, offsets)


def varint(told: bytes, at: int) -> tuple[int, int]:
    """Where the number ends that begins there, and the number; IndexError behind the end."""
    value = shift = 0
    while True:
        byte = told[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return at, value
        shift += 7


# --- Numbers of tiles: along a Hilbert curve, one zoom after the other ---------------------------------------

# For each of the curve's four positions: of a quarter (2 x + y) its number on the curve, and the position within it.
_QUARTERS = (
    ((0, 1), (1, 0), (3, 2), (2, 0)), ((0, 0), (3, 3), (1, 1), (2, 1)),
    ((2, 2), (1, 2), (3, 0), (0, 3)), ((2, 3), (3, 1), (1, 3), (0, 2)),
)  # fmt: skip


def _steps_of_four() -> list[list[tuple[int, int]]]:
    """The same for four zooms at once: by position and 16 x + y."""
    made: list[list[tuple[int, int]]] = []
    for begin in range(4):
        row = []
        for both in range(256):
            number, position = 0, begin
            for bit in (3, 2, 1, 0):
                quarter, position = _QUARTERS[position][(both >> 4 + bit & 1) * 2 + (both >> bit & 1)]
                number = number << 2 | quarter
            row.append((number, position))
        made.append(row)
    return made


_STEPS = _steps_of_four()


def number_of(z: int, x: int, y: int) -> int:
    """The number of a tile; the tile has to be one of its zoom."""
    number, position = 0, 0
    first = z & 3
    for bit in range(z - 1, z - 1 - first, -1):
        quarter, position = _QUARTERS[position][(x >> bit & 1) * 2 + (y >> bit & 1)]
        number = number << 2 | quarter
    for low in range(z - first - 4, -1, -4):
        found, position = _STEPS[position][(x >> low & 15) << 4 | (y >> low & 15)]
        number = number << 8 | found
    return ((1 << 2 * z) - 1) // 3 + number
