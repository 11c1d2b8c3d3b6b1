"""The quiet warning beside a message."""

from connect.messages.warnings import rules
from tests.components.conftest import Piece


def test_a_warning_says_which_words_gave_it_and_what_to_do(piece: Piece) -> None:
    words = "chuyển khoản cho tôi nhé"
    said = piece("warned", "warned", rules.warning(words, words))
    assert "asks for a money transfer (“chuyển khoản”)" in said
    assert "Send no money" in said


def test_words_that_the_reader_does_not_see_do_not_stand_in_it(piece: Piece) -> None:
    words = "stk 0011 0042 1234 567"
    said = piece("warned", "warned", rules.warning(words, "▒▒▒"))
    assert "looks like a bank account" in said and "0042" not in said
