"""A spark line says in words what it shows, and nothing where there is nothing."""

import math

import pytest

from tests.components.conftest import Piece


def test_a_spark_line_is_a_picture_with_words_in_a_tone(piece: Piece) -> None:
    said = piece("spark", "spark", [1, 2, 3], "3 days: rising", "need")
    assert 'class="spark need"' in said and 'role="img" aria-label="3 days: rising"' in said
    assert said.count("<path") == 2


@pytest.mark.parametrize("odd", [[0], [0, 0], [math.nan, -1, None], [1_000_000]])
def test_odd_values_are_drawn_without_nonsense(piece: Piece, odd: list[float | None]) -> None:
    said = piece("spark", "spark", odd, "words", "done")
    assert said.count("<path") == 2 and "nan" not in said and "inf" not in said


def test_of_no_days_there_is_no_line(piece: Piece) -> None:
    assert piece("spark", "spark", [], "", "need") == ""


def test_words_cannot_leave_their_attribute(piece: Piece) -> None:
    assert "<b>" not in piece("spark", "spark", [1], '"><b>', "need")
