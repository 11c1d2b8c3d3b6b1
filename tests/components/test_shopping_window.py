"""A window of shopping on a card, and what everybody who ordered is told of it."""

from types import SimpleNamespace

import pytest

from connect import clock
from connect.shopping.windows import words
from connect.shopping.windows.rules import Phase, Times, Verb
from tests.components.conftest import Piece
from tests.shopping.windows.test_rules import NOW, USUAL

GIVEN = {"window_words": words}
COMBO = SimpleNamespace(name=lambda _lang: "Basic combo", price=299_000, content=[["rice", 5], ["eggs", 10]])


def window(phase: Phase) -> SimpleNamespace:
    return SimpleNamespace(phase=phase, times=USUAL, opens_at=USUAL.opens_at, places=3, combos=[COMBO],
                           organization=None)  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "said"),
    [(Phase.OPEN, "room for 3 orders"), (Phase.PLANNED, "orders from 8:00 on Tuesday 1/12"), (Phase.FULL, "taken")],
)
def test_a_card_says_the_times_and_whether_an_order_can_be_placed(piece: Piece, phase: Phase, said: str) -> None:
    with clock.told(NOW):
        html = piece("shopping_window", "window_card", window(phase), "/here", given=GIVEN)
    assert "Order by 17:00 on Tuesday 1/12" in html and said in html and "299,000 đ" in html
    assert ("room for" in html) == (phase == Phase.OPEN)


def test_what_changed_is_said_with_its_reason_and_what_was_before(piece: Piece) -> None:
    later = SimpleNamespace(verb=Verb.LATER, reason="Rain", was=USUAL.kept(), at=NOW)
    cancelled = SimpleNamespace(verb=Verb.CANCEL, reason="Flood", was=None, at=NOW)

    def was(_kept: object) -> Times:
        return USUAL

    with clock.told(NOW):
        html = piece("shopping_window", "told_of", [later, cancelled], was, given=GIVEN)
    assert "moved to later" in html and "Rain" in html and "Before: Order by 17:00" in html
    assert "was cancelled" in html and "Flood" in html
