"""One supply point of a list: hours, goods with price and age, distance, and what is not known."""

from connect.home import supply_samples
from tests.components.conftest import Piece

OPEN, _CLOSING, CLOSED = supply_samples.samples("Chợ nhỏ", "7KQ2MFXA", "Phường Vỹ Dạ")["supply_rows"]


def test_a_card_says_hours_distance_and_of_each_good_what_is_said_and_how_old_that_is(piece: Piece) -> None:
    said = piece("supply_card", "supply_card", OPEN)
    for words in ("Mở đến 18:00", "1,1 km", "22.000 đ / kg", "còn nhiều", "nói 3 giờ trước", "hết, theo người mua"):
        assert words in said
    assert said.count("<li>") == len(OPEN.goods) and "and 2 more" in said
    assert "verified" in said and "not verified yet" not in said


def test_a_card_says_what_nobody_has_told_and_that_only_its_ward_is_shown(piece: Piece) -> None:
    said = piece("supply_card", "supply_card", CLOSED)
    assert "Nobody has said yet what there is." in said and "only its ward is shown" in said
    assert "not verified yet" in said
