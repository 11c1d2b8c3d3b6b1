"""A file is checked before pages show it, each refusal says what to do, and one that is replaced is noticed."""

import os
import re
from pathlib import Path

import pytest

from connect.streets.source import Watched
from tests.streets.made import METADATA, archive, small, tiles, town

OPENMAPTILES = METADATA | {"vector_layers": [{"id": "transportation"}, {"id": "water"}]}
SHORTBREAD = METADATA | {"vector_layers": [{"id": "streets"}, {"id": "ocean"}]}
OLDER = METADATA | {"version": "3.6.0"}
OLDER_STILL = {"vector_layers": [{"id": "roads", "fields": {"pmap:kind": "String"}}]}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (small(magic=b"Nothing"), "is no PMTiles file.*README"),
        (b"", "is no PMTiles file"),
        (small(version=2), "version 2.*pmtiles convert"),
        (small()[:-10], r"of its [\d,]+ bytes are there. Wait until it is copied"),
        (small(kind=2), "PNG pictures.*README"),
        (small(packed_tiles=4), "not packed with gzip"),
        (small(max_zoom=9), "ends at zoom 9.*--maxzoom=14"),
        (small(bounds=(2.0, 48.0, 3.0, 49.0)), "outside Vietnam"),
        (small(bounds=(107.0, 11.0, 106.0, 10.0)), "cannot be true"),
        (small(metadata=OPENMAPTILES), "schema of OpenMapTiles.*README"),
        (small(metadata=SHORTBREAD), "schema of Shortbread"),
        (small(metadata={}), "no layer of roads"),
        (small(metadata={"vector_layers": [7, {"id": None}]}), "no layer of roads"),
        (small(metadata=OLDER), "older version.*README"),
        (small(metadata=OLDER_STILL), "older version"),
        (small(metadata_bytes=30), "unpacked|no JSON"),
        (small(root_bytes=9), "Copy it once more"),
    ],
)
def test_a_file_that_cannot_be_shown_is_refused_with_what_to_do(tmp_path: Path, told: bytes, words: str) -> None:
    there = Watched(tmp_path / "map.pmtiles")
    there.path.write_bytes(told)
    assert there.now() is None
    assert re.search(words, there.trouble), there.trouble


def test_a_file_is_noticed_when_it_comes_grows_is_replaced_and_goes(tmp_path: Path) -> None:
    there, whole = Watched(tmp_path / "map.pmtiles"), small()
    assert there.now() is None and not there.trouble
    there.path.write_bytes(whole[:5000])
    assert there.now() is None and "Wait until it is copied" in there.trouble
    there.path.write_bytes(whole)
    first = there.now()
    assert first and there.now() is first
    there.path.with_name("new").write_bytes(archive(tiles(town(side=2), (12, 13, 14))))
    there.path.with_name("new").replace(there.path)
    second = there.now()
    assert second and second.mark != first.mark
    there.path.unlink()
    assert there.now() is None and not there.trouble


def test_its_mark_is_of_what_it_holds_so_that_two_machines_agree(tmp_path: Path) -> None:
    marks = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(small())
        os.utime(tmp_path / name, (1, len(marks) + 1))
        streets = Watched(tmp_path / name).now()
        assert streets
        marks.append(streets.mark)
    assert marks[0] == marks[1]
