"""What stands on every sheet of a run, and the lines of an order."""

from datetime import UTC, datetime
from types import SimpleNamespace

from tests.components.conftest import Piece

RUN = SimpleNamespace(ends_at=datetime(2026, 12, 1, 5, tzinfo=UTC))


def test_the_foot_says_whose_it_is_and_when_it_is_destroyed(piece: Piece) -> None:
    said = piece("run_sheet", "run_foot", RUN, "ABCD 2345", "Minh", "/shopping/runs/ABCD2345/stops", "data:,")
    assert "Run ABCD 2345" in said and "Minh" in said and "destroy after" in said and "QR code" in said


def test_own_words_are_covered_unless_the_reader_holds_the_order(piece: Piece) -> None:
    line = SimpleNamespace(item=None, combo=None, quantity=2, words="lá chuối", outcome=None)
    order = SimpleNamespace(lines=[line])
    assert "lá chuối" in piece("run_sheet", "stop_lines", order, "vi", True)
    assert piece("run_sheet", "stop_lines", order, "vi") == "2 × in own words"
    line.outcome = "missing"
    assert piece("run_sheet", "stop_lines", order, "vi", True) == ""
