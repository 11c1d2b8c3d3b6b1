"""A notice of an authority in a list, and its text."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from tests.components.conftest import Piece


def test_a_card_says_how_grave_it_is_who_says_it_and_until_when(piece: Piece) -> None:
    now = datetime.now(UTC)
    notice = SimpleNamespace(
        severity=4, public_id="ABCD2345", title="Leave <now>", text="x" * 400, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1), channel=SimpleNamespace(name="UBND Huế"),
    )  # fmt: skip
    said = piece("notice", "notice_card", notice, 3)
    assert said.startswith('<li class="grave"><svg class="sign grave"') and "Leave &lt;now&gt;" in said
    assert "<h3>" in said and 'class="tone grave"' in said and "UBND Huế" in said and "in force until" in said
    assert "x" * 200 not in said, "the list shows the beginning"


def test_a_text_keeps_its_paragraphs_and_lines(piece: Piece) -> None:
    assert piece("notice", "in_paragraphs", "One\nline\n\n<b>") == "<p>One<br>line</p><p>&lt;b&gt;</p>"
