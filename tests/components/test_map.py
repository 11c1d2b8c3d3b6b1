"""What every map is told by its page."""

from tests.components.conftest import Piece


def test_a_map_knows_its_outlines_and_the_words_of_its_buttons(piece: Piece) -> None:
    told = piece("map", "ground")
    assert 'data-outlines="/static/map/provinces.json?v=' in told
    assert 'data-zoom-in="Zoom in"' in told and 'data-zoom-out="Zoom out"' in told
    assert 'data-estimated="Borders of wards are estimates."' in told
