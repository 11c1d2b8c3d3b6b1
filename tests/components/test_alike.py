"""Why two requests look alike."""

from types import SimpleNamespace

from tests.components.conftest import Piece


def test_reasons_for_and_against_stand_apart_by_their_signs(piece: Piece) -> None:
    said = piece("alike", "reasons", SimpleNamespace(alike=["same_phone"], unlike=["other_phone"]))
    first, second = said.split("</li>")[:2]
    assert "#check" in first and "the same phone" in first
    assert "#x" in second and "other phones" in second
