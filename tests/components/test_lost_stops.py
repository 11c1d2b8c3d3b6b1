"""The stops that a run has lost: how many, which, and why."""

from datetime import UTC, datetime
from types import SimpleNamespace

from connect.shopping.runs import words
from tests.components.conftest import Piece


def test_each_lost_stop_says_its_order_and_why_it_left(piece: Piece) -> None:
    why = next(iter(words.WHY))
    order = SimpleNamespace(public_id="ABCD2345", case=SimpleNamespace(area=SimpleNamespace(name="Phường Bến Thành")))
    stop = SimpleNamespace(order=order, released_at=datetime(2026, 12, 1, 5, tzinfo=UTC), why_left=why)
    said = piece("lost_stops", "lost_stops", [stop])
    assert "1 stop" in said and "ABCD2345" in said and "Phường Bến Thành" in said and str(words.WHY[why])[:20] in said
