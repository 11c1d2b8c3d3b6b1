"""Who cheats or advertises is held for a look and told apart from who is poor; it explains itself."""

import pytest

from connect.cases.screening.scam_patterns import CODES, suspicions
from connect.cases.words import SUSPICIONS
from tests.cases import scam_corpus as corpus


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_five_hundred_frauds_nearly_all_are_held_and_of_a_thousand_honest_texts_nearly_none(seed: int) -> None:
    missed = [text for text in corpus.scams(seed, 500) if not suspicions(text)]
    wronged = [text for text in corpus.honest(seed, 1000) if suspicions(text)]
    print(f"seed {seed}: {500 - len(missed)} of 500 frauds held, {len(wronged)} of 1000 honest texts held")
    assert len(missed) <= 25, missed[:10]
    assert len(wronged) <= 20, wronged[:10]


def test_sentences_from_outside_the_generator_are_told_apart_as_well() -> None:
    missed = [text for text in corpus.OTHER_SCAMS if not suspicions(text)]
    wronged = [text for text in corpus.OTHER_HONEST if suspicions(text)]
    assert (len(missed), wronged) <= (1, []), (missed, wronged)


@pytest.mark.parametrize(
    ("text", "code", "excerpt"),
    [
        ("Nhà hết gạo. Stk 0123 456 789 VCB", "bank_account", "Stk 0123 456 789"),
        ("Xem ở bit.ly/abc nhé", "link", "bit.ly/abc"),
        ("Xin cô bác cho em 500k", "money_only", "Xin cô bác cho em 500k"),
        ("Quét mã giúp em", "qr", "Quét mã"),
        ("Vay vốn lãi suất thấp", "advertising", "Vay vốn"),
        ("Đóng phí hồ sơ trước", "prepaid", "Đóng phí"),
        ("Công an yêu cầu nộp phạt", "false_official", "Công an yêu cầu nộp phạt"),
        ("ck cho em nha", "transfer", "ck"),
    ],
)
def test_it_names_the_words_and_the_reason(text: str, code: str, excerpt: str) -> None:
    found = {one.code: one.excerpt for one in suspicions(text)}
    assert found[code] == excerpt
    assert str(SUSPICIONS[code])


@pytest.mark.parametrize("text", ["S.T.K 12345678 ACB", "stk\u200b 12345678", "m0m0 0912345678", "CH0 V4Y NHANH"])
def test_disguises_are_seen_through(text: str) -> None:
    assert suspicions(text)


@pytest.mark.parametrize(
    "text",
    ["", "0912345678 0987654321", "Nhà gần Vietcombank, gọi 0912 345 678", "Em ck lại liền", "ai tiện đường giúp với"],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert suspicions(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "6 người trên mái. Vị trí: 16.4637123, 107.5909987", "10.823099 106.629664", "106.629664; 10.823099",
        "https://www.google.com/maps?q=16.4637123,107.5909987", "10,8230991 106,6296641 nước ngập tới mái",
        "https://www.google.com/maps/@10.8230989,106.6296638,17z", "7P28RPH9+6Q", "N16 27.822 E107 35.454",
    ],
)  # fmt: skip
def test_a_position_is_no_account(text: str) -> None:
    assert suspicions(text) == []


def test_an_account_beside_a_position_is_still_found() -> None:
    assert suspicions("16.4637123, 107.5909987 stk 0071000123456 VCB")
    assert suspicions("Vị trí: 0071000123456")


def test_every_code_has_its_words() -> None:
    assert set(CODES) == set(SUSPICIONS)
