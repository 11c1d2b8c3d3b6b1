"""Layers are left out of a tile, and nothing else of it changes."""

import gzip

import pytest

from connect.streets.layers import layers, without
from connect.streets.pmtiles import Broken
from tests.streets.made import LINE, field, layer

ROADS = layer("roads", [(LINE, [(0, 0), (9, 9)], {"kind": "minor_road", "name": "Kỳ Đồng"})])
HOUSES = layer("buildings", [(LINE, [(0, 0), (5, 5)], {"kind": "building", "height": 7})])
LAST = field(3, field(15, 2) + field(5, 4096) + field(1, b"buildings"))  # a name may stand behind all else


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([ROADS, HOUSES], [ROADS]), ([HOUSES, ROADS, HOUSES], [ROADS]), ([HOUSES], []), ([LAST, ROADS], [ROADS]),
        ([field(9, 300), HOUSES, ROADS], [field(9, 300), ROADS]),
    ],
)  # fmt: skip
def test_one_kind_goes_and_the_rest_keeps_every_byte(told: list[bytes], left: list[bytes]) -> None:
    assert gzip.decompress(without(gzip.compress(b"".join(told)), {"buildings"})) == b"".join(left)


def test_a_tile_without_it_is_not_packed_anew() -> None:
    packed = gzip.compress(ROADS, 1)
    assert without(packed, {"buildings"}) is packed
    assert [name for name, *_ in layers(ROADS + HOUSES)] == ["roads", "buildings"]


@pytest.mark.parametrize(
    "told", [b"none", gzip.compress(ROADS)[:20], gzip.compress(ROADS[:-3]), gzip.compress(b"\x1a")]
)
def test_what_is_no_tile_is_broken(told: bytes) -> None:
    with pytest.raises(Broken):
        without(told, {"buildings"})
