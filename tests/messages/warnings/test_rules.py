"""A message about money is warned of beside it, with words that its reader sees anyway."""

import pytest

from connect.cases.disclosure.masking.words import masked
from connect.cases.screening import scam_patterns
from connect.messages.warnings import rules


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Bạn chuyển khoản cho tôi 500k trước nhé", "transfer"),
        ("stk 0011 0042 1234 567 VCB", "bank_account"),
        ("Vào http://nhanqua.xyz để nhận", "link"),
        ("Quét mã QR này giúp tôi", "qr"),
        ("Bạn đọc cho tôi mã OTP", "prepaid"),
        ("Công an phường yêu cầu nộp phí 200k", "false_official"),
    ],
)
def test_money_talk_and_its_kin_are_warned_of_with_what_to_do(words: str, code: str) -> None:
    warned = rules.warning(words, words)
    assert warned and code in [one.code for one in warned.found]
    assert all(str(line) for line in warned.do)


@pytest.mark.parametrize("words", ["Tôi ở đầu hẻm, 15 phút nữa tới", "Cảm ơn bạn", "Nhà có hai bé, cần 2 hộp sữa", ""])
def test_honest_words_are_not_warned_of(words: str) -> None:
    assert rules.warning(words, words) is None


def test_an_excerpt_uncovers_nothing_that_this_reader_does_not_see() -> None:
    words = "Chuyển khoản cho tôi: stk 0011 0042 1234 567"
    warned = rules.warning(words, masked(words))
    assert warned and {one.code for one in warned.found} >= {"bank_account", "transfer"}
    assert not any("0042" in one.excerpt for one in warned.found)
    assert "Chuyển khoản" in [one.excerpt for one in warned.found]


def test_every_suspicion_has_its_line_of_what_to_do() -> None:
    assert rules._OF.keys() == set(scam_patterns.CODES)
    assert set(rules._OF.values()) == rules._DO.keys()
