"""A choice: its input, a drawing, the word, what it means."""

from tests.components.conftest import Piece


def test_a_choice_has_a_line_of_meaning_when_there_is_one(piece: Piece) -> None:
    said = piece("option", "option", "·", "u-1", "Urgent", "Needed today.", "clock", "grave")
    assert said.startswith('<label class="option grave" for="u-1">·') and "#clock" in said
    assert "<b>Urgent</b><small>Needed today.</small>" in said
    assert "<b>" not in piece("option", "option", "·", "u-2", "Can wait")
