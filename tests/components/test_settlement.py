"""What an order cost, and the forms of both sides."""

from types import SimpleNamespace

from connect.shopping.money import words as money_words
from connect.shopping.money.rules import Agreed, Side
from connect.shopping.orders.rules import Pay
from connect.shopping.windows import words
from tests.components.conftest import Piece

GIVEN = {"window_words": words}
ORDER = SimpleNamespace(estimate=349_000)


def test_the_sums_stand_beside_one_another_with_what_both_sides_said(piece: Piece) -> None:
    said = {Side.HOUSEHOLD: Agreed(310_000, Pay.CASH), Side.TEAM: None}
    html = piece("settlement", "settlement_facts", ORDER, 310_000, [], [], said, None, money_words, given=GIVEN)
    assert "349,000 đ" in html and "310,000 đ" in html and "-39,000 đ" in html
    assert "cash at the door" in html and "has said nothing yet" in html
    assert "Set right" not in html
    settled = piece("settlement", "settlement_facts", ORDER, 310_000, [], [], said, 310_000, money_words, given=GIVEN)
    assert "<b>310,000 đ</b>" in settled
