"""A tile is found where the specification says, and a file that lies is called broken."""

import gzip
import itertools
import random
from pathlib import Path

import pytest

from connect.streets.pmtiles import Archive, Broken, number_of
from tests.streets.made import archive

Z14 = number_of(14, 0, 0)


def opened(tmp_path: Path, told: bytes) -> Archive:
    (tmp_path / "map.pmtiles").write_bytes(told)
    return Archive(tmp_path / "map.pmtiles")


@pytest.mark.parametrize(
    ("tile", "number"),
    [
        ((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5),
        ((12, 3423, 1763), 19078479),
    ],
)  # fmt: skip
def test_tiles_are_numbered_as_in_the_specification(tile: tuple[int, int, int], number: int) -> None:
    assert number_of(*tile) == number


@pytest.mark.parametrize("z", [1, 2, 3, 4, 5])
def test_each_number_of_a_zoom_stands_once_and_neighbours_on_the_curve_touch(z: int) -> None:
    by_number = {number_of(z, x, y): (x, y) for x in range(1 << z) for y in range(1 << z)}
    assert sorted(by_number) == list(range(number_of(z, 0, 0), number_of(z + 1, 0, 0)))
    walk = [by_number[n] for n in sorted(by_number)]
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in itertools.pairwise(walk))


@pytest.mark.parametrize("leaf", [0, 7, 100])
def test_every_tile_is_found_and_none_that_is_not_there_be_it_through_many_directories(
    tmp_path: Path, leaf: int
) -> None:
    dice = random.Random(leaf)
    made = {Z14 + dice.randrange(5000): gzip.compress(bytes([n % 50])) for n in range(500)}
    there = opened(tmp_path, archive(made.items(), leaf=leaf))
    for number in range(Z14 - 3, Z14 + 5003):
        place = there.place_of(number)
        assert (there.read(*place) if place else None) == made.get(number)


def test_what_was_cut_short_or_points_nowhere_is_broken_and_raises_nothing_else(tmp_path: Path) -> None:
    whole = archive([(Z14 + n, gzip.compress(bytes([n]))) for n in range(200)], leaf=20)
    dice = random.Random(3)
    for _ in range(300):
        spoilt = bytearray(whole[: dice.randrange(len(whole))] if dice.random() < 0.3 else whole)
        for _ in range(dice.randrange(4)):
            if spoilt:
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        there = opened(tmp_path, bytes(spoilt))
        for number in range(Z14, Z14 + 200, 9):
            try:
                place = there.place_of(number)
                assert place is None or len(there.read(*place)) == place[1]
            except Broken:
                pass


def test_a_directory_that_leads_to_itself_is_broken(tmp_path: Path) -> None:
    told = archive([(0, b"x")], leaf=1)  # the root, and one below it
    root = opened(tmp_path, told).head
    there = opened(tmp_path, archive([(0, b"x")], leaf=1, leaves_at=root.root_at))
    with pytest.raises(Broken, match="lead"):
        there.place_of(5)
