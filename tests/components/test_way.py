"""The way to a door: apps of maps by a press and no earlier, the place to copy, and how far it is from a ward."""

from types import SimpleNamespace

from connect.geo import Point
from tests.components.conftest import Piece

THERE = Point(10.77653, 106.70098)


def test_each_app_is_opened_by_a_press_and_is_not_told_from_where(piece: Piece) -> None:
    said = piece("way", "way", THERE)
    assert 'href="geo:10.776530,106.700980?q=10.776530,106.700980"' in said
    assert said.count('target="_blank" rel="noopener noreferrer"') == said.count('href="https://') >= 2
    assert "then knows this place" in said and 'value="10.77653, 106.70098"' in said


def test_how_far_it_is_stands_there_where_the_ward_of_the_viewer_is_known(piece: Piece) -> None:
    home = SimpleNamespace(name="Phường Thủ Đức", point=Point(10.8497, 106.7537))
    assert '<p role="status"></p>' in piece("way", "way", THERE)
    assert "km to the south-west of the middle of Phường Thủ Đức" in piece("way", "way", THERE, home=home)
