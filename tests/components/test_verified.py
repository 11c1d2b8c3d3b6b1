"""Who has looked at a person or an organisation, and when."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tests.components.conftest import Piece

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
LAN = SimpleNamespace(name="Lan")


def looked_at(at: datetime | None = None, by: Any = None, **more: Any) -> Any:
    """A person or an organisation."""
    return SimpleNamespace(verified_at=at, verified_by=by, verified=bool(at or more.get("organizations")), **more)


def test_the_name_and_the_day_stand_beside_the_word(piece: Piece) -> None:
    assert "Verified by Lan, " in piece("verified", "organization_words", looked_at(NOW, LAN))
    assert "Verified by this site, " in piece("verified", "organization_words", looked_at(NOW))


def test_a_person_is_vouched_for_by_an_organisation_that_was_looked_at(piece: Piece) -> None:
    groups = [looked_at(name="Nobody's"), looked_at(NOW, LAN, name="Red Cross")]
    said = piece("verified", "person_badge", looked_at(organizations=groups))
    assert 'class="tag done"' in said and "Belongs to Red Cross." in said and "Nobody" not in said


def test_nobody_looked_at_it_is_said_too(piece: Piece) -> None:
    assert "not verified yet" in piece("verified", "person_badge", looked_at(organizations=[]))
    assert "Waits to be verified" in piece("verified", "organization_line", looked_at())
    assert '<p class="tone done">' in piece("verified", "organization_line", looked_at(NOW, LAN))
