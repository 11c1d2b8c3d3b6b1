"""A unit, or a choice between it and the packs of a thing."""

from connect.incidents import kinds
from tests.components.conftest import Piece


def test_a_thing_in_packs_lets_choose_and_any_other_says_its_unit(piece: Piece) -> None:
    said = piece("amount", "unit_or_pack", kinds.ITEMS["eggs"], "pack-eggs", "", given={"lang": "en"})
    assert said.startswith('<select name="pack-eggs" aria-label="Eggs: counted in">')
    assert '<option value="">pieces</option><option value="tray_10">tray of 10</option>' in said
    assert piece("amount", "unit_or_pack", kinds.ITEMS["meat"], "pack-meat", given={"lang": "en"}) == "kg"


def test_the_pack_that_was_chosen_stays_chosen(piece: Piece) -> None:
    said = piece("amount", "unit_or_pack", kinds.ITEMS["eggs"], "pack-eggs", "tray_10", given={"lang": "vi"})
    assert '<option value="tray_10" selected>khay 10 quả</option>' in said
