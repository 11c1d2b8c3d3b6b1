"""A notice of an authority in a list, its text, and what the signs of all notices mean."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from connect.notices.words import SEVERITIES
from tests.components.conftest import Piece


def notice(severity: int = 4, text: str = "x" * 400) -> SimpleNamespace:
    """A notice that begins an hour ago."""
    now = datetime.now(UTC)
    return SimpleNamespace(
        severity=severity, public_id="ABCD2345", title="Leave <now>", text=text, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1), channel=SimpleNamespace(name="UBND Huế"), areas=[],
        texts=[], instruction="", state="published",
    )  # fmt: skip


def test_an_item_says_how_grave_it_is_who_says_it_and_until_when(piece: Piece) -> None:
    said = piece("notice", "notice_item", notice(), 3)
    assert said.startswith('<li class="grave"><svg class="sign grave"') and "Leave &lt;now&gt;</a></h3>" in said
    assert '<span class="sr">Act now: </span>' in said, "the word comes with the sign, for the ear too"
    assert "UBND Huế" in said and "in force until" in said and "1 hour ago" in said
    assert "x" * 200 not in said, "the list shows the beginning"


def test_each_severity_has_a_word_a_sign_and_a_tone_of_its_own(piece: Piece) -> None:
    said = {number: piece("notice", "notice_item", notice(number)) for number in SEVERITIES}
    for number, (words, tone) in SEVERITIES.items():
        assert (
            f'<li class="{tone}">' in said[number] and f"#s-{tone}" in said[number] and f">{words}</b>" in said[number]
        )
    assert len({re.findall(r"#s-\w+", one)[0] for one in said.values()}) == len(SEVERITIES)


def test_a_short_item_has_title_place_and_age_alone(piece: Piece) -> None:
    said = piece("notice", "notice_item", notice(), 3, True)
    assert "Leave" in said and "1 hour ago" in said
    assert "UBND" not in said and "xxx" not in said


def test_an_item_says_that_it_is_new_what_has_changed_and_that_it_is_an_exercise(piece: Piece) -> None:
    said = piece("notice", "notice_item", notice())
    assert "> new<" not in said and "Changed" not in said and "EXERCISE" not in said
    one = notice()
    one.status, one.changed_at = "Exercise", one.starts_at
    said = piece("notice", "notice_item", one, changed=["ends <sooner>"], new=True)
    assert "> new<" in said and "Changed 1 hour ago" in said and "<li>ends &lt;sooner&gt;</li>" in said
    assert "EXERCISE · Leave" in said


def test_the_beginning_of_a_text_ends_before_its_steps(piece: Piece) -> None:
    said = piece("notice", "notice_item", notice(text="The river rises.\n\n1. Leave.\n2. Take water."))
    assert "The river rises." in said and "Leave." not in said


def test_a_text_keeps_its_paragraphs_and_lines(piece: Piece) -> None:
    assert piece("notice", "in_paragraphs", "One\nline\n\n<b>") == "<p>One<br>line</p><p>&lt;b&gt;</p>"


def test_the_key_says_what_each_sign_asks(piece: Piece) -> None:
    said = piece("notice", "severity_key")
    assert re.findall(r"#s-(\w+)", said) == ["grave", "ready", "watch", "tell"]
    assert "do what it says at once" in said
