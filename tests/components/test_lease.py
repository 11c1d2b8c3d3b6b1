"""Somebody is at an item of the queue; the way to the next one."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from tests.components.conftest import Piece


def test_who_holds_it_is_named_with_since_and_until(piece: Piece) -> None:
    taken = datetime.now(UTC) - timedelta(minutes=2, seconds=1)
    holder = SimpleNamespace(person=SimpleNamespace(name="Lan"), taken_at=taken, until=taken + timedelta(minutes=5))
    said = piece("lease", "held_by", holder)
    assert 'role="status"' in said and "Lan has been looking at this one for 2 minutes" in said


def test_the_next_one_has_a_key_and_says_what_is_skipped(piece: Piece) -> None:
    said = piece("lease", "next_one", "Skip", "S", subject="case", skip="ABCD2345")
    assert 'data-key="s"' in said and "<kbd>S</kbd>" in said and 'name="csrf_token"' in said
    assert 'name="subject" value="case"' in said and 'name="skip" value="ABCD2345"' in said
    assert "skip" not in piece("lease", "next_one", "Next", "N", sign="chevron-right").replace("#skip-forward", "")
