"""What every map is told by its page."""

from types import SimpleNamespace

from connect.geo import Point
from tests.components.conftest import Piece


def test_a_map_knows_its_outlines_and_the_words_of_its_buttons(piece: Piece) -> None:
    told = piece("map", "ground")
    assert 'data-outlines="/static/map/provinces.json?v=' in told
    assert 'data-zoom-in="Zoom in"' in told and 'data-zoom-out="Zoom out"' in told
    assert 'data-estimated="Borders of wards are estimates."' in told


def test_the_ward_of_a_search_is_drawn_and_of_a_whole_province_none(piece: Piece) -> None:
    at = Point(10.77, 106.7)
    ward, province = SimpleNamespace(code="26740", kind="ward"), SimpleNamespace(code="79", kind="city")
    assert piece("map", "around", at, None) == 'data-centre="10.77,106.7" data-ward=""'
    assert piece("map", "around", at, ward) == 'data-centre="10.77,106.7" data-ward="26740"'
    assert piece("map", "around", at, province) == 'data-centre="10.77,106.7" data-zoom="9"'
