"""A notice for the board: large, and marked where it is not real."""

from types import SimpleNamespace

from tests.components.conftest import Piece


def test_the_board_says_first_that_it_is_an_exercise(piece: Piece) -> None:
    words = SimpleNamespace(title="Sơ tán", text="Đi ngay.", instruction="Lên đê.")
    side = SimpleNamespace(
        lang="vi", mark="DIỄN TẬP", severity="Làm ngay", words=words, areas="Huế", period="Đến 8 giờ", channel="UBND"
    )
    said = piece("sheet", "sheet_side", side, "grave", "data:,", "/notices/ABCD2345")
    assert said.index("DIỄN TẬP") < said.index("Sơ tán") < said.index("Lên đê.") < said.index("Đi ngay.")
    side.mark = ""
    assert "mark" not in piece("sheet", "sheet_side", side, "grave", "data:,", "/notices/ABCD2345")
