"""Words are shown without what leads to a phone or a door, and stay readable."""

import pytest
from hypothesis import given, strategies as st

from connect.cases.disclosure.masking.words import COVER, masked, without_names
from connect.text import folded

HIDDEN = [
    "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "09 12 34 56 78", "0 9 1 2 3 4 5 6 7 8",
    "+84912345678", "84 912 345 678", "(091) 234 5678", "0912_345_678", "0912,345,678",
    "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai ba bon nam sau bay tam",
    "số nhà 12", "so nha 12 hem 45", "nhà số 7", "SN 45", "hẻm 45/3", "ngõ 12", "ngách 3/15", "đường số 9", "tổ 7",
    "12/34/5", "45/12", "thôn 4", "ấp 3", "căn hộ A12.05", "lầu 3", "phòng 204", "chung cư B4", "khu phố 6",
    "lan@example.vn", "lan.nguyen (at) example.com", "https://vi-du.vn/x", "www.vidu.com", "vidu.vn/abc",
    "facebook: lan.nguyen", "zalo 0912345678",
    "0912–345–678", "0912•345•678", "0912;345;678", "0912: 345: 678", "0912…345…678", "0912|345|678",
    "０９１２３４５６７８",
    "0912\u200b345\u200b678", "O912345678", "09I2345678", "0912xx345678", "⓪⑨①②③④⑤⑥⑦⑧", "0912 345 sáu bảy tám",
    "0912 ba bốn năm 678", "khong9mot2ba4nam6bay8", "zero nine one two three four five six seven eight",
    "so nha mười hai", "số nhà mười hai hẻm bốn lăm", "nhà 12", "nhà 7b", "s/n 12", "số 12 Lê Lợi", "so 12 le loi",
    "12 Lê Lợi", "12A Nguyễn Trãi", "12 bis Lê Lợi", "số 12, hẻm 45", "hxh 45", "hẽm 45", "12 ngõ 5", "k12/5",
    "K 45 H 12",
    "tổ dân phố 5", "khóm 5", "đội 3", "ap 3", "to 7", "can A1205", "p.204", "phòng trọ số 5", "dãy trọ 3",
    "123 / 45 / 6", "123 xẹt 45", "123\\45", "Đ. số 9", "quốc lộ 13", "QL1A km 12", "cột điện 45",
    "10.7722, 106.6983", "10°46'20\"", "59X1-234.56", "079123456789",
    "lan a còng gmail chấm com", "lan gmail com", "lan(a)gmail.com", "Facebook Lan Nguyen Thi", "zalo: lan123",
    "instagram lan_99", "t.me/lan", "hxxp://x.y", "abc.shop", "goo.gl/maps/xyz",
]  # fmt: skip
READABLE = [
    "Nhà có 3 trẻ nhỏ và 2 người già, hết gạo từ 5 ngày nay.",
    "Cần 10 kg gạo, 2 lốc sữa và 3 gói tã.",
    "Nước vào nhà từ hôm qua, gạo và mì ướt hết.",
    "Có bà ngoại 85 tuổi, đi lại khó.",
    "Mất điện từ 3 giờ sáng, điện thoại sắp hết pin.",
    "Vợ tôi mang thai tháng thứ 8.",
    "Giao buổi sáng giúp em, chiều em hay ngủ vì mệt.",
    "Cần gạo, đường 2kg, ngô 3 ký và 20 lít nước.",
    "Cách ly từ ngày 12/8, huyết áp 160/90, uống 1/2 viên.",
    "Sáng 8-9 giờ có người, ăn được 3-4 ngày.",
    "Em làm thuê từ năm 2020, nay ba năm không có việc.",
    "Tiền trọ 1.500.000 đồng em chưa trả.",
    "mat dien tu 3 gio sang, het gao 5 ngay, to em 12 nguoi, lo 3 dua nho",
    "Nhà 10 miệng ăn, nhà 2 lầu ngập hết.",
    "Xe không vào hẻm sau chùa được, ở phòng 6 người.",
    "Điện thoại em không có zalo, zalo em hỏng rồi.",
    "Hết gạo.Mẹ ốm.Con nhỏ 3 tháng.",
    "Xóm em 20 nhà, tổ em 12 người.",
    "CẦN 10 KG GẠO, NHÀ 4 NGƯỜI",
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


SAID = {
    "0": "không", "1": "một", "2": "hai", "3": "ba", "4": "bốn", "5": "năm", "6": "sáu", "7": "bảy", "8": "tám",
    "9": "chín",
}  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("0123456789"), st.booleans()), min_size=9, max_size=11), st.booleans())
def test_no_phone_survives_whichever_of_its_digits_are_said_in_words(
    digits: list[tuple[str, bool]], bare: bool
) -> None:
    number = " ".join(SAID[digit] if said else digit for digit, said in digits)
    assert masked(f"gọi {folded(number) if bare else number} nhé") == f"gọi {COVER} nhé"


@given(st.integers(1, 9999), st.sampled_from(["số nhà", "so nha", "Số nhà:", "hẻm", "hem", "kiệt", "SN", "nhà số"]))
def test_no_door_survives_whatever_its_number(number: int, word: str) -> None:
    assert str(number) not in masked(f"Em ở {word} {number} gần chợ")


@given(st.integers(1, 99), st.sampled_from(["ký gạo", "người", "hộp sữa", "ngày nay", "lít nước", "đứa nhỏ", "tuổi"]))
def test_no_quantity_is_covered(number: int, unit: str) -> None:
    sentence = f"Nhà em có {number} {unit}, xin giúp em"
    assert masked(sentence) == sentence


@pytest.mark.parametrize(
    "piece", ["a", "1", "a.", "1 ", "mot ", "1a", "a@", "1/", "a-", "12 Lê ", "số nhà hai ", "1 va ", "o1", "11/1/"]
)
def test_no_text_is_hard_to_mask_because_it_is_odd(piece: str) -> None:
    assert isinstance(masked(piece * 1000), str)


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(masked(text), str)


@pytest.mark.parametrize("words", ["Tôi là Nguyễn Thị Lan đây", "toi la nguyen thi lan day", "NGUYỄN THỊ LAN xin giúp"])
def test_a_name_is_covered_however_its_marks_are_set(words: str) -> None:
    assert COVER in without_names(words, "Nguyễn Thị Lan")
