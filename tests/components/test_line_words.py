"""One line of the switchboard in words."""

from dataclasses import replace
from datetime import UTC, datetime

from connect.incidents.rules import Line, Verb
from tests.components.conftest import Piece

ON = Line(5, "", "food", Verb.ON, True, datetime(2026, 11, 28, 1, tzinfo=UTC), datetime(2026, 11, 30, 5, tzinfo=UTC))


def test_it_says_on_or_off_from_when_until_when(piece: Piece) -> None:
    on, off = piece("line_words", "line_words", ON), piece("line_words", "line_words", replace(ON, is_on=False))
    assert "<b>On</b>" in on and "28" in on and "30" in on and "open end" not in on
    assert off == on.replace("<b>On</b>", "<b>Off</b>")


def test_a_line_without_an_end_and_over_another_says_so(piece: Piece) -> None:
    said = piece("line_words", "line_words", replace(ON, ends_at=None, about_id=3))
    assert "open end" in said and "lies over line 3" in said


def test_what_is_about_another_line_names_that_line(piece: Piece) -> None:
    ended = piece("line_words", "line_words", replace(ON, verb=Verb.END, about_id=3))
    assert ended.startswith("Line 3 ends at ") and "30" in ended
    confirmed = piece("line_words", "line_words", replace(ON, verb=Verb.CONFIRM, about_id=3))
    assert confirmed == "Line 3 is confirmed."
