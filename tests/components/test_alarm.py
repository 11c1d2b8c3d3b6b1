"""What people must do now, with whom to call."""

from tests.components.conftest import Piece
from tests.components.test_notice import notice


def test_an_alarm_says_what_to_do_and_whom_to_call(piece: Piece) -> None:
    said = piece("alarm", "alarm", notice())
    assert said.startswith('<section class="alarm grave" aria-label="Act now">')
    assert '<span class="tone">Act now:</span> Leave &lt;now&gt;</a>' in said and "1 hour ago" in said
    assert 'href="tel:112"' in said
