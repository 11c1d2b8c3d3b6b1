"""A state in shape, word and colour."""

from tests.components.conftest import Piece


def test_shape_word_and_colour_stand_together(piece: Piece) -> None:
    said = piece("tag", "tag", "done", "verified <b>")
    assert said.startswith('<span class="tag done"><svg class="sign done"') and "#s-done" in said
    assert said.endswith("<span>verified &lt;b&gt;</span></span>")
