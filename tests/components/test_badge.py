"""A state in colour, sign and word."""

from tests.components.conftest import Piece


def test_colour_sign_and_word_stand_together(piece: Piece) -> None:
    said = piece("badge", "badge", "done", "shield-check", "verified <b>")
    assert said.startswith('<span class="badge done"><svg') and "#shield-check" in said
    assert said.endswith("verified &lt;b&gt;</span>")
