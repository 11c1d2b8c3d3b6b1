"""Lists of pupils are told apart from what a school needs."""

import pytest

from connect.cases.collective.rules import looks_like_names


@pytest.mark.parametrize("words", [
    "Nguyễn Thị Lan, Trần Văn Bình, Lê Hoàng Minh",
    "1. Nguyễn Thị Lan lớp 5A\n2. Trần Văn Bình (5B)\n3. Lê Hoàng Minh - 12/3/2015",
    "Cần máy cho:\nem Giàng A Páo\nem Vàng Thị Dợ\nem Sùng Mí Sính",
    "- Ksor H’lan\n- Y Bhơ Niê\n- Nay Djruêng Mlô\n- Đinh Thị Hoa",
])  # fmt: skip
def test_a_list_of_names_is_seen(words: str) -> None:
    assert looks_like_names(words)


@pytest.mark.parametrize("words", [
    "", "Khối 3 thiếu sách Toán, Tiếng Việt, Đạo đức",
    "Điểm trường Bản Mù, cách trung tâm 12 km, đường xấu",
    "Cần 30 máy tính bảng cho khối 5, học trực tuyến từ 06/09.\nLiên hệ cô Nguyễn Thị Lan, hiệu phó.",
    "Sách Tiếng Anh, Lịch Sử, Địa Lí\nVở ô li\nBút chì",
])  # fmt: skip
def test_what_a_school_needs_is_no_list_of_names(words: str) -> None:
    assert not looks_like_names(words)
