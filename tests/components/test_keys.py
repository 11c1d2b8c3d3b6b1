"""Single keys at the desk, and how to turn them off."""

from tests.components.conftest import Piece


def test_the_switch_is_a_form_that_leads_back(piece: Piece) -> None:
    said = piece("keys", "keys_switch")
    assert 'action="/moderation/keys"' in said and 'name="csrf_token"' in said
    assert 'name="next" value="/"' in said and "Turn single keys off" in said
