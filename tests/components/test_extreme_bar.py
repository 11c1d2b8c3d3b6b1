"""What people of a ward must do now, above every page."""

from tests.components.conftest import Piece
from tests.components.test_notice import notice


def test_it_says_what_to_do_and_leads_there(piece: Piece) -> None:
    said = piece("extreme_bar", "extreme_bar", [notice()])
    assert said.startswith('<section class="extreme-bar grave" aria-label="Act now: Leave &lt;now&gt;">')
    assert '<a href="/notices/ABCD2345"><b>Act now:</b> Leave &lt;now&gt;</a>' in said and "more" not in said


def test_of_several_the_others_are_counted(piece: Piece) -> None:
    said = piece("extreme_bar", "extreme_bar", [notice(), notice(), notice()])
    assert said.count("/notices/ABCD2345") == 1 and '<a class="more" href="/notices/">and 2 other notices</a>' in said


def test_of_none_there_is_nothing(piece: Piece) -> None:
    assert piece("extreme_bar", "extreme_bar", []) == ""
