"""What must be true of the names of things in addresses."""

from unittest import mock

from connect.crypto import tokens


def test_a_public_id_is_never_all_digits() -> None:
    drawn = [*"77238639", *"7723863A"]
    with mock.patch("connect.crypto.tokens.secrets.choice", side_effect=drawn):
        assert tokens.new_public_id() == "7723863A"
