"""The button for a passkey."""

from tests.components.conftest import Piece


def test_it_is_hidden_until_a_script_knows_passkeys(piece: Piece) -> None:
    said = piece(
        "passkey", "passkey", "use", "Use it", "/back", given={"passkey_options": lambda purpose: f'{{"{purpose}"}}'}
    )
    form = said[: said.index(">")]
    assert " hidden" in form and 'data-passkey="get"' in form and "&#34;use&#34;" in form
    assert 'name="csrf_token"' in said and 'name="next" value="/back"' in said and 'name="answer" value=""' in said
    assert 'class="error" role="alert" hidden' in said
    assert 'name="next"' not in piece("passkey", "passkey", "use", "Use it", None, given={"passkey_options": str})
