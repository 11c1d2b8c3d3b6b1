"""The tiles that tilemaker made (MBTiles 1.3), packed into the one file that maps read (PMTiles 3).

`python -m tools.streets.pack streets.mbtiles map.pmtiles`. Sources: the specifications of both. Tiles that are alike
lie in the file once.
"""

import gzip
import hashlib
import json
import sqlite3
import struct
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from connect.streets.pmtiles import GZIP, HEAD_BYTES, MAGIC, VECTOR, VERSION, Head, number_of

LEAF = 4096  # entries of a directory below the root
ROOT_MOST = 16_384 - HEAD_BYTES  # bytes that a reader asks for first, header and root
HEAD = struct.Struct("<7sB11Q6B4iB2i")
DEGREE = 10_000_000
Entry = tuple[int, int, int, int]  # the first number, how many tiles, or 0 of a leaf; length and offset


class About(NamedTuple):
    """A set of tiles by its own words: metadata, and west, south, east and north in degrees."""

    metadata: dict[str, Any]
    bounds: tuple[float, ...]


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def directory(entries: Sequence[Entry]) -> bytes:
    """Number, run, length and offset of each, packed."""
    columns, last, behind = [varint(len(entries))], 0, -1
    for number, *_ in entries:
        columns.append(varint(number - last))
        last = number
    columns += [varint(run) for _, run, _, _ in entries] + [varint(length) for _, _, length, _ in entries]
    for _, _, length, offset in entries:
        columns.append(varint(0 if offset == behind else offset + 1))
        behind = offset + length
    return gzip.compress(b"".join(columns), mtime=0)


def directories(entries: Sequence[Entry], leaf: int = LEAF) -> tuple[bytes, bytes]:
    """The root, and the leaves below it where all entries together are too many for one directory."""
    root, below = directory(entries), bytearray()
    while len(root) > ROOT_MOST:
        parts, below = list[Entry](), bytearray()
        for k in range(0, len(entries), leaf):
            told = directory(entries[k : k + leaf])
            parts.append((entries[k][0], 0, len(told), len(below)))
            below += told
        root, leaf = directory(parts), leaf * 2
    return root, bytes(below)


def pack(source: Path, target: Path) -> int:
    """Writes the file; answers how many tiles it holds. The target grows beside its place and is moved there whole."""
    growing, tiles = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.tiles")
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as db:
            about, numbered = _about(db), _numbered(db)
            with tiles.open("wb") as out:
                entries, contents = _tiles(db, [row for _, row in numbered], [n for n, _ in numbered], out)
        root, leaves = directories(entries)
        metadata = gzip.compress(json.dumps(about.metadata, ensure_ascii=False).encode(), mtime=0)
        zooms = [(3 * number + 1).bit_length() - 1 >> 1 for number, _ in (numbered[0], numbered[-1])]
        sizes = (len(root), len(metadata), len(leaves), tiles.stat().st_size)
        head = _head(about, sizes, (len(numbered), len(entries), contents), zooms)
        with growing.open("wb") as out:
            out.write(HEAD.pack(*head) + root + metadata + leaves)
            with tiles.open("rb") as made:
                while piece := made.read(1 << 20):
                    out.write(piece)
        growing.replace(target)
    finally:
        tiles.unlink(missing_ok=True)
        growing.unlink(missing_ok=True)
    return len(numbered)


def _about(db: sqlite3.Connection) -> About:
    told = dict(db.execute("SELECT name, value FROM metadata"))
    bounds = tuple(float(one) for one in told.pop("bounds").split(","))
    kept = {name: told[name] for name in ("name", "version", "description", "attribution") if name in told}
    return About(kept | json.loads(told["json"]), bounds)


def _numbered(db: sqlite3.Connection) -> list[tuple[int, int]]:
    """Each tile's number, along Hilbert's curve, and its row in the table. MBTiles count from the south."""
    rows = db.execute("SELECT zoom_level, tile_column, tile_row, rowid FROM tiles")
    found = sorted((number_of(z, x, (1 << z) - 1 - y), row) for z, x, y, row in rows)
    if not found:
        raise SystemExit("There is no tile in it: was the box of the extract right?")
    return found


def _tiles(db: sqlite3.Connection, rows: Sequence[int], numbers: Sequence[int], out: Any) -> tuple[list[Entry], int]:
    """Writes the tiles in their order; the entries of the directory, and how many tiles are unlike."""
    entries, seen, end = list[Entry](), dict[bytes, int](), 0
    for number, row in zip(numbers, rows, strict=True):
        (tile,) = db.execute("SELECT tile_data FROM tiles WHERE rowid = ?", (row,)).fetchone()
        offset = seen.setdefault(hashlib.sha256(tile).digest(), end)
        if offset == end:
            out.write(tile)
            end += len(tile)
        first, run, length, last = entries[-1] if entries else (-1, 0, 0, -1)
        if last == offset and first + run == number:
            entries[-1] = (first, run + 1, length, offset)
        else:
            entries.append((number, 1, len(tile), offset))
    return entries, len(seen)


def _head(about: About, sizes: tuple[int, ...], counts: tuple[int, ...], zooms: Sequence[int]) -> Head:
    root, metadata, leaves, tiles = sizes
    west, south, east, north = (round(one * DEGREE) for one in about.bounds)
    at = HEAD_BYTES + root + metadata
    return Head(
        MAGIC, VERSION, HEAD_BYTES, root, HEAD_BYTES + root, metadata, at, leaves, at + leaves, tiles, *counts, 1, GZIP,
        GZIP, VECTOR, zooms[0], zooms[1], west, south, east, north, zooms[-1], (west + east) // 2, (south + north) // 2,
    )  # fmt: skip


if __name__ == "__main__":
    print(f"{pack(Path(sys.argv[1]), Path(sys.argv[2])):,} tiles")
