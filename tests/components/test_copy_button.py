"""The button that copies a field."""

from tests.components.conftest import Piece


def test_it_is_hidden_until_a_script_shows_it_and_sends_no_form(piece: Piece) -> None:
    said = piece("copy_button", "copy_button", "own-link")
    assert said.startswith('<button class="btn" type="button" hidden data-copy="own-link" data-copied="Copied">')
    assert 'class="btn main"' in piece("copy_button", "copy_button", "own-link", "main")
