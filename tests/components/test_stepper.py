"""A number with its unit."""

from tests.components.conftest import Piece


def test_the_field_of_the_caller_stands_before_its_unit(piece: Piece) -> None:
    said = piece("stepper", "stepper", "kg", caller=lambda: "7")
    assert said == '<span class="row"><span class="stepper">7</span> <span class="unit">kg</span></span>'
