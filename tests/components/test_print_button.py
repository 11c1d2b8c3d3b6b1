"""A button that prints the page, shown by a script alone."""

from tests.components.conftest import Piece


def test_the_button_waits_for_its_script(piece: Piece) -> None:
    said = piece("print_button", "print_button")
    assert 'type="button" data-print hidden>' in said and said.endswith("Print</button>")
