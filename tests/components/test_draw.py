"""Where a notice holds: a circle and an outline that can be typed, and a drawing of it that needs no script."""

from types import SimpleNamespace

from connect.notices.writing.forms import AreaForm
from tests.components.conftest import Piece

SQUARE = "21.00000,105.80000 21.00000,105.90000 21.10000,105.90000 21.00000,105.80000"


def drawn(piece: Piece, outline: str = "", wrong: str = "") -> str:
    label = SimpleNamespace(text="Points")
    empty = SimpleNamespace(data="", errors=[], label=label, id="circle_ward")
    form = SimpleNamespace(
        outline=SimpleNamespace(data=outline, errors=[wrong] if wrong else [], label=label), circle_ward=empty,
        circle_km=SimpleNamespace(**{**vars(empty), "id": "circle_km"}), shown=SimpleNamespace(data=""),
    )  # fmt: skip
    return piece("draw", "draw_fields", form, "/notices/write", "/notices/drawn")


def test_without_a_script_the_points_are_typed_and_their_wards_listed(piece: Piece) -> None:
    said = drawn(piece)
    assert 'name="list" value="1" formaction="/notices/write#area"' in said
    assert 'id="draw" open' not in said, "folded where nothing is drawn"
    assert "data-map hidden" in said, "the map is for scripts"
    assert set(AreaForm.longest) == {"outline", "shown"}


def test_what_is_wrong_is_drawn_in_red_with_a_sentence(piece: Piece) -> None:
    said = drawn(piece, SQUARE.rpartition(" ")[0], "It is open.")
    assert 'class="drawing wrong"' in said and "<polyline points=" in said and "It is open." in said
    assert 'aria-invalid="true"' in said and '<details class="panel fold" id="draw" open' in said
    assert 'class="drawing"' in drawn(piece, SQUARE)
