"""Streets made with Debian's own programs: tiles of MBTiles in the file that maps read, in the names that they draw."""

import gzip
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from connect.streets import checking
from connect.streets.layers import layers
from connect.streets.pmtiles import Archive
from tools.streets import pack

PROFILE = Path(pack.__file__).parent
CORNERS = ((10.7700, 106.6960), (10.7700, 106.7000), (10.7740, 106.7000), (10.7740, 106.6960))
AT_14 = (14, 13047, 7698)  # the tile around them
TAGS: tuple[dict[str, str], ...] = (
    {"highway": "primary", "name": "Đường Sen Hồng"}, {"highway": "footway", "name": "Hẻm 20"}, {"railway": "rail"},
    {"highway": "construction", "name": "Chưa có"}, {"waterway": "canal", "name": "Kênh Lau"},
    {"natural": "water", "name": "Hồ Trăng"}, {"leisure": "park"}, {"amenity": "hospital", "name": "Bệnh viện Mây"},
    {"building": "yes", "addr:housenumber": "12/3"}, {"place": "suburb", "name": "Khu phố Tre"},
)  # fmt: skip


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes]) -> Path:
    """A file as tilemaker writes it: packed tiles by zoom, column and row from the north."""
    told = {"name": "Streets", "version": "4.0", "bounds": "106.6,10.7,106.8,10.9",
            "json": json.dumps({"vector_layers": [{"id": "roads", "fields": {"kind": "String"}}]})}  # fmt: skip
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE metadata (name, value)")
        made.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        made.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        rows = [(z, x, (1 << z) - 1 - y, tile) for (z, x, y), tile in tiles.items()]
        made.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        made.commit()
    return path


@pytest.mark.parametrize("most", [pack.ROOT_MOST, 60], ids=["one-directory", "leaves"])
def test_each_tile_is_found_where_it_was_and_alike_ones_lie_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(pack, "ROOT_MOST", most)
    monkeypatch.setattr(pack, "LEAF", 8)
    tiles = {(12, x, y): b"empty" if x % 2 else f"{x} {y}".encode() for x in range(40, 48) for y in range(90, 97)}
    target = tmp_path / "map.pmtiles"
    assert pack.pack(mbtiles(tmp_path / "made", tiles), target) == len(tiles) == 56
    made = Archive(target)
    assert {spot: made.tile(*spot) for spot in tiles} == tiles
    assert (made.tile(12, 1, 1), made.head.contents, made.head.min_zoom, made.head.max_zoom) == (None, 29, 12, 12)
    assert checking.check(made).version == "4.0" and checking.bounds_of(made.head) == (10.7, 106.6, 10.9, 106.8)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "map.pmtiles"]


def test_without_a_tile_it_says_so_and_leaves_the_file_of_before(tmp_path: Path) -> None:
    target = tmp_path / "map.pmtiles"
    target.write_bytes(b"before")
    with pytest.raises(SystemExit, match="no tile"):
        pack.pack(mbtiles(tmp_path / "made", {}), target)
    assert target.read_bytes() == b"before"


@pytest.mark.skipif(not (shutil.which("tilemaker") and shutil.which("osmium")), reason="NOT TESTED: no tilemaker here")
def test_tilemaker_writes_the_layers_and_kinds_that_maps_draw(tmp_path: Path) -> None:
    (tmp_path / "town.osm").write_text(town(), "utf-8")
    run("osmium", "cat", tmp_path / "town.osm", "-o", tmp_path / "town.osm.pbf")
    run(
        "tilemaker", "--input", tmp_path / "town.osm.pbf", "--output", tmp_path / "town.mbtiles",
        "--config", PROFILE / "protomaps.json", "--process", PROFILE / "protomaps.lua",
    )  # fmt: skip
    pack.pack(tmp_path / "town.mbtiles", tmp_path / "map.pmtiles")
    made = Archive(tmp_path / "map.pmtiles")
    checking.check(made)
    tile = gzip.decompress(made.tile(*AT_14) or b"")
    assert {name for name, _, _ in layers(tile)} == {"roads", "water", "landuse", "buildings", "places", "pois"}
    for word in ("major_road", "path", "rail", "canal", "park", "hospital", "neighbourhood", "12/3", "Đường Sen Hồng"):
        assert word.encode() in tile, word
    assert "Chưa có".encode() not in tile


def town() -> str:
    """OpenStreetMap's XML of an invented place: `TAGS` along or around the same corners, the last at a point."""
    nodes = [f'<node id="{n}" version="1" lat="{lat}" lon="{lon}"/>' for n, (lat, lon) in enumerate(CORNERS, 1)]
    *ways, point = TAGS
    nodes.append(f'<node id="9" version="1" lat="10.772" lon="106.698">{tagged(point)}</node>')
    ring = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3, 4, 1))
    made = [f'<way id="{n}" version="1">{ring}{tagged(tags)}</way>' for n, tags in enumerate(ways, 1)]
    box = '<bounds minlat="10.76" minlon="106.69" maxlat="10.78" maxlon="106.71"/>'
    return f'<osm version="0.6">{box}{"".join(nodes + made)}</osm>'


def tagged(tags: dict[str, str]) -> str:
    """Tags as elements."""
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def run(*command: object) -> None:
    """Runs a program that has to succeed."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=60)
