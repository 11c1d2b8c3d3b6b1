"""A message holds the case's own delivery code in whatever spelling, and honest words hold none."""

import pytest

from connect.messages.phrases import delivery_code

SPELT = (
    "0471", "mã là 0471 nhé", "0 4 7 1", "0.4.7.1", "0-471", "04 71", "04,71", "(04)(71)", "0471a", "ma0471",
    "０４７１", "٠٤٧١", "0️⃣4️⃣7️⃣1️⃣", "⓪④⑦①", "o471", "O47l", "o 4 7 l", "04\u200b71", "0\n4\n7\n1",
    "không bốn bảy một", "Không Bốn Bảy Mốt", "khong bon bay mot", "không, bốn, bảy, một", "zero four seven one",
    "oh four seven one", "0 bốn 7 một", "không bốn bảy mươi mốt", "khong bon bay muoi mot", "zero four seventy one",
    "lẻ bốn bảy mốt", "mã: 04 và 71", "số 1 0471", "90471", "04719",
)  # fmt: skip
HONEST = (
    "Tôi ở số 12 hẻm 45", "Khoảng 15 phút nữa", "Nhà có bốn người, một em bé", "0912 047 311 gọi nhé",
    "Gọi 0904710123 nhé", "ngày 4/7 lúc 10 giờ", "không, bảy giờ", "470 1", "0 4 7", "Cảm ơn bạn", "", "1740", "4710",
    "bảy không một bốn",
    "không biết, bốn giờ, bảy người đi, một người ở",
)  # fmt: skip


@pytest.mark.parametrize("words", SPELT)
def test_the_code_is_found_however_it_is_spelt(words: str) -> None:
    assert delivery_code.holds(words, "0471")


@pytest.mark.parametrize("words", HONEST)
def test_honest_words_hold_no_code(words: str) -> None:
    assert not delivery_code.holds(words, "0471")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("bốn nghìn bảy trăm mười một", "4711"),
        ("bon nghin khong tram linh nam", "4005"),
        ("mười một hai mươi", "1120"),
        ("bảy nghìn", "7000"),
        ("eleven twenty", "1120"),
        ("không không mười hai", "0012"),
    ],
)
def test_numbers_that_are_said_whole_are_read(words: str, code: str) -> None:
    assert delivery_code.holds(words, code)


def test_a_case_without_a_code_keeps_nothing_back() -> None:
    assert not delivery_code.holds("0471", "")
