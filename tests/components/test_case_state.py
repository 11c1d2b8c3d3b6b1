"""Where a case stands, how urgent it is, what kinds of help it needs."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.cases import words
from connect.incidents import kinds
from tests.components.conftest import Piece


@pytest.mark.parametrize("code", sorted(words.TONES))
def test_every_state_has_shape_word_and_colour(piece: Piece, code: str) -> None:
    said = piece("case_state", "state", code)
    tone = words.TONES[code]
    assert f'class="tag {tone}"' in said and f"#s-{tone}" in said
    assert len(said.split("</svg>")[1].removesuffix("</span>").strip()) > 2


def test_only_what_is_urgent_is_said_to_be(piece: Piece) -> None:
    assert piece("case_state", "urgency", 1) == ""
    assert "tag ready" in piece("case_state", "urgency", 2)
    assert "tag grave" in piece("case_state", "urgency", 3)


def test_kinds_are_named_one_by_one(piece: Piece) -> None:
    said = piece("case_state", "kind_names", 0b101)
    assert said.count("<li>") == 2
    assert kinds.KINDS[0].name("en") in said and kinds.KINDS[1].name("en") not in said


def test_silence_is_told_with_its_length(piece: Piece) -> None:
    assert "not confirmed for 9 days" in piece("case_state", "silence", datetime.now(UTC) - timedelta(days=9, hours=1))
