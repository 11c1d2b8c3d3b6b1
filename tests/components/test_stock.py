"""The goods of a point: to fill in, and as everybody reads them."""

from datetime import timedelta
from types import SimpleNamespace

from connect import clock
from connect.supplies.models import SupplyGood
from connect.supplies.rules import Level, SaidBy
from connect.supplies.stock.forms import Typed
from connect.supplies.stock.queries import Odd
from tests.components.conftest import Piece


def good(hours: int = 1, **over: object) -> SupplyGood:
    values = {"item": "rice", "level": Level.PLENTY, "price": 20_000, "per": "", "limit_each": 5} | over
    return SupplyGood(point_id=1, said_at=clock.now() - timedelta(hours=hours), said_by=SaidBy.OWNER, **values)


def test_a_price_that_is_odd_stands_beside_that_of_others_and_waits_for_a_second_press(piece: Piece) -> None:
    odd = {"rice": Odd("rice", 50, "", 20_000)}
    form = SimpleNamespace(typed={"rice": Typed("some", "50")}, wrong={}, odd=odd)
    said = piece("stock", "stock_fields", form, given={"lang": "en"})
    assert "20.000 đ" in said
    assert '<input type="hidden" name="seen-rice" value="50/">' in said
    assert 'value="50"' in said and '<option value="some" selected>' in said
    assert "5 kg bag" in said, "the pack that a price is of can be chosen"


def test_what_was_said_three_days_ago_is_not_told_as_there(piece: Piece) -> None:
    told = [piece("stock", "stock_list", [good(hours)], given={"lang": "en"}) for hours in (1, 49, 73)]
    assert ["plenty left" in one for one in told] == [True, False, False]
    assert ["said to be in stock" in one for one in told] == [False, True, False]
    assert "20.000 đ / kg" in told[0] and "at most 5 kg to a household" in told[0]


def test_what_buyers_say_is_out_is_told_so(piece: Piece) -> None:
    rows = [good(buyers_out_at=clock.now())]
    assert "sold out, say buyers" in piece("stock", "stock_list", rows, given={"lang": "en"})
