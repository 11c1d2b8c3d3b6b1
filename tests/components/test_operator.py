"""How to call the people who run the site."""

from tests.components.conftest import Piece


def test_the_number_is_shown_as_written_and_called_as_digits(piece: Piece) -> None:
    said = piece("operator", "call_operator", "Call us:")
    assert "Call us:" in said and '<a href="tel:19009090">1900 90 90</a>' in said
