"""An offer on a card, and the questions on its terms."""

from types import SimpleNamespace

from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField

from connect.offers import words
from connect.offers.rules import Sort
from tests.components.conftest import Piece

RICE = SimpleNamespace(
    public_id="7KQ2MFXA", sort=Sort.GOODS, item="rice", vehicle=None, carries_kg=None, within_m=5000,
    area=SimpleNamespace(name="Bến Thành"),
)  # fmt: skip


class Told(Form):
    """The fields that the macro shows."""

    quantity, until, month_cap, words = (StringField(name) for name in ("How much", "Until", "At most", "More"))
    kinds = SelectMultipleField("Helps with", choices=[("food", "Food")])
    within_km = SelectField("How far", choices=[("5", "5 km")])
    sms = BooleanField("Remind me")
    sort = Sort.GOODS

    def of_sort(self) -> Sort:
        return self.sort


def test_a_card_says_what_is_left_only_while_it_can_be_had(piece: Piece) -> None:
    given = {"offer_words": words}
    said = piece("offer", "offer_card", RICE, "open", "40 kg", "yesterday", given=given)
    assert "Gạo" in said and "<b>40 kg left</b>" in said and "Bến Thành · up to 5 km · yesterday" in said
    assert "left" not in piece("offer", "offer_card", RICE, "expired", "40 kg", given=given)


def test_goods_have_their_kind_and_all_else_is_asked_for_it(piece: Piece) -> None:
    assert "Helps with" not in piece("offer", "terms_fields", Told())
    labour = Told()
    labour.sort = Sort.LABOUR
    assert "Helps with" in piece("offer", "terms_fields", labour)
