"""A sign-in from a device that the account has not seen."""

from datetime import UTC, datetime
from types import SimpleNamespace

from tests.components.conftest import Piece


def test_it_can_be_confirmed_or_ended(piece: Piece) -> None:
    session = SimpleNamespace(
        public_id="ABCD2345", created_at=datetime.now(UTC), browser="Firefox", platform="Linux", agent=""
    )
    said = piece("new_sign_in", "new_sign_in_note", session)
    assert 'role="status"' in said and said.count('name="csrf_token"') == 2
    assert 'action="/accounts/sessions/ABCD2345/end"' in said and "It was me" in said
