"""A button that passes a public page on, shown by a script alone."""

from tests.components.conftest import Piece


def test_the_button_waits_for_its_script_and_knows_what_to_say(piece: Piece) -> None:
    said = piece("pass_on", "pass_on")
    assert "data-pass-on hidden" in said and 'data-copied="Link copied"' in said
    assert said.endswith('<span role="status">Share</span></button>')
