"""The banner that every page of a drill wears."""

from connect.registry.drill.exercises import Exercise
from tests.components.conftest import Piece

DRILL = Exercise(1, "7KQ2MFXA", "Diễn tập lũ", "Flood drill")


def test_it_says_that_nothing_is_real_and_leads_out_by_one_press(piece: Piece) -> None:
    html = piece("drill_banner", "drill_banner", DRILL, given={"lang": "en"})
    assert "DRILL" in html and "Flood drill." in html and "Nothing here is real." in html
    assert 'action="/incidents/drill/leave"' in html and "Leave the drill" in html


def test_who_wants_real_help_comes_to_the_real_form(piece: Piece) -> None:
    html = piece("drill_banner", "leave_drill", "ask")
    assert 'name="to" value="ask"' in html and "Leave and ask for real help" in html
