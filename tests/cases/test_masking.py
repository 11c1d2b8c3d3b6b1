"""Words are shown without what leads to a phone or a door, and stay readable."""

import pytest
from hypothesis import given, strategies as st

from connect.cases.masking import COVER, masked, without_names

HIDDEN = [
    "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "09 12 34 56 78", "0 9 1 2 3 4 5 6 7 8",
    "+84912345678", "84 912 345 678", "(091) 234 5678", "0912_345_678", "0912,345,678",
    "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai ba bon nam sau bay tam",
    "số nhà 12", "so nha 12 hem 45", "nhà số 7", "SN 45", "hẻm 45/3", "ngõ 12", "ngách 3/15", "đường số 9", "tổ 7",
    "12/34/5", "45/12", "thôn 4", "ấp 3", "căn hộ A12.05", "lầu 3", "phòng 204", "chung cư B4", "khu phố 6",
    "lan@example.vn", "lan.nguyen (at) example.com", "https://vi-du.vn/x", "www.vidu.com", "vidu.vn/abc",
    "facebook: lan.nguyen", "zalo 0912345678",
]  # fmt: skip
READABLE = [
    "Nhà có 3 trẻ nhỏ và 2 người già, hết gạo từ 5 ngày nay.",
    "Cần 10 kg gạo, 2 lốc sữa và 3 gói tã.",
    "Nước vào nhà từ hôm qua, gạo và mì ướt hết.",
    "Có bà ngoại 85 tuổi, đi lại khó.",
    "Mất điện từ 3 giờ sáng, điện thoại sắp hết pin.",
    "Vợ tôi mang thai tháng thứ 8.",
    "Giao buổi sáng giúp em, chiều em hay ngủ vì mệt.",
]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("sentence", ["Gọi em {} nhé", "{}", "Nhà em ở {}, cảm ơn ạ."])
def test_what_leads_to_a_phone_or_a_door_is_covered(hidden: str, sentence: str) -> None:
    out = masked(sentence.format(hidden))
    assert COVER in out
    assert not [part for part in hidden.split() if any(c.isdigit() for c in part) and part in out], out


@pytest.mark.parametrize("sentence", READABLE)
def test_an_ordinary_sentence_stays_as_it_is(sentence: str) -> None:
    assert masked(sentence) == sentence


@given(
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=11),
    st.sampled_from(["", " ", ".", "-", " - ", "_", "/"]),
)
def test_no_row_of_nine_digits_survives_however_it_is_broken_up(digits: list[str], between: str) -> None:
    out = masked(f"gọi {between.join(digits)} nhé")
    assert sum(c.isdigit() for c in out) == 0


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(masked(text), str)


@pytest.mark.parametrize("words", ["Tôi là Nguyễn Thị Lan đây", "toi la nguyen thi lan day", "NGUYỄN THỊ LAN xin giúp"])
def test_a_name_is_covered_however_its_marks_are_set(words: str) -> None:
    assert COVER in without_names(words, "Nguyễn Thị Lan")
