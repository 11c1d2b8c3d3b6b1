"""The words of a conversation: by side, with their moments, and what waits to be sent."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from tests.components.conftest import Piece

AT = datetime(2026, 11, 28, 3, 5)
FACTS = SimpleNamespace(news="/n", see="/s", outbox="x", last=3, seen=2, mark="m", ended=False, most=1000)


def one(**over: Any) -> Any:
    """A message of the helper, as the requester sees it."""
    told = {"number": 3, "side": "helper", "mine": False, "words": "Tôi <ở> đầu hẻm", "at": AT, "hidden": False}
    return SimpleNamespace(**told | over)


def test_it_says_whose_it_is_in_words_and_when(piece: Piece) -> None:
    said = piece("talk", "message", one(), None)
    assert "Helper" in said and "Tôi &lt;ở&gt; đầu hẻm" in said and ">10:05</time>" in said and 'id="m3"' in said
    assert "sent" not in said and "data-mine" not in said


def test_my_own_are_known_by_their_key_and_say_that_they_were_sent(piece: Piece) -> None:
    said = piece("talk", "message", one(mine=True, side="requester", key="k-1"), None)
    assert "You" in said and 'data-key="k-1"' in said and "sent</span>" in said


def test_what_was_taken_off_keeps_its_place_and_no_words(piece: Piece) -> None:
    said = piece("talk", "message", one(hidden=True, words=None), None)
    assert "Taken off" in said and "None" not in said and 'data-number="3"' in said


def test_without_a_script_there_is_a_button_for_what_is_new_and_it_says_what_was_on_the_screen(piece: Piece) -> None:
    said = piece("talk", "conversation", "", FACTS, is_empty=True, caller=lambda: "foot")
    assert 'action="/s"' in said and 'name="n" value="3"' in said and "Show new messages" in said
    assert "No words yet" in said and "foot" in said
