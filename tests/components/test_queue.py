"""The moderators' queue: one line an item, need first; what it is narrowed to; what can be ticked."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.components.conftest import Piece

NOW = datetime.now(UTC)


def line(**over: Any) -> SimpleNamespace:
    """One that waits for two hours, urgent and late, in nobody's hands."""
    item = {"subject": "case", "public_id": "VD7KK4MN", "urgency": 2, "since": NOW - timedelta(hours=2, minutes=1)}
    told = {
        "item": SimpleNamespace(**item, opens="moderation.review", late=True), "card": None, "label": "To look at",
        "usual": True, "current": False, "lease": None, "mine": False, "can_tick": False,
    }  # fmt: skip
    return SimpleNamespace(**told | over)


def pane(*lines: SimpleNamespace, **over: Any) -> SimpleNamespace:
    told = {
        "lines": lines, "can_tick": any(one.can_tick for one in lines), "from_top": True, "following": None,
        "only": SimpleNamespace(show="", area=None, is_all=True),
    }  # fmt: skip
    return SimpleNamespace(**told | over)


def test_a_line_says_shape_and_word_of_its_urgency_its_code_and_how_long_it_waits(piece: Piece) -> None:
    said = piece("queue", "lines", pane(line()))
    assert 'href="/moderation/VD7KK4MN"' in said and "VD7K K4MN" in said
    assert "#s-ready" in said and "Urgent" in said and "2 hours" in said and "waits for too long" in said
    assert 'type="checkbox"' not in said and "aria-current" not in said


def test_what_is_open_held_or_can_be_ticked_is_marked(piece: Piece) -> None:
    lease = SimpleNamespace(person=SimpleNamespace(name="Hải"), taken_at=NOW - timedelta(minutes=3))
    assert "Hải is looking at it" in piece("queue", "lines", pane(line(lease=lease)))
    assert "You are looking at it" in piece("queue", "lines", pane(line(lease=lease, mine=True, current=True)))
    said = piece("queue", "lines", pane(line(can_tick=True, current=True)))
    assert '<li aria-current="true">' in said and 'form="together" name="ticked" value="VD7KK4MN"' in said


def test_below_stand_the_next_page_and_the_form_of_the_ticks_where_there_are_any(piece: Piece) -> None:
    said = piece("queue", "below", pane(line(can_tick=True), following="next", from_top=False))
    assert 'id="together"' in said and "after=next" in said and "<kbd>X</kbd>" in said and "Back to the first" in said
    bare = piece("queue", "below", pane(line()))
    assert "together" not in bare and "after=" not in bare and "<kbd>X</kbd>" not in bare


def test_filters_say_how_much_there_is_and_leave_out_what_is_empty(piece: Piece) -> None:
    load = SimpleNamespace(of=lambda show: {"": 1147, "grave": 9}.get(show, 0))
    said = piece("queue", "chips", pane(only=SimpleNamespace(show="grave", area=None)), load, 6)
    assert "1,147" in said and "show=grave" in said and "show=helpers" not in said
    assert said.count('aria-current="true"') == 1 and 'href="/moderation/duplicates"' in said
    assert "duplicates" not in piece("queue", "chips", pane(), load, 0)


def test_what_it_is_narrowed_to_is_said_in_words(piece: Piece) -> None:
    only = SimpleNamespace(show="helpers", area=SimpleNamespace(name="Phường Vỹ Dạ"))
    assert piece("queue", "narrowed", pane(only=only)) == "Helpers · Phường Vỹ Dạ"


def test_a_code_is_written_in_two_halves(piece: Piece) -> None:
    assert "VD7K K4MN" in piece("queue", "code_of", "VD7KK4MN")
    assert "#s-grave" in piece("queue", "shape", 3)
