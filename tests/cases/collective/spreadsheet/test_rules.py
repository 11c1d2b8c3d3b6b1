"""The cells of a school's spreadsheet have few words; what belongs to one pupil is told apart from them."""

import pytest

from connect.cases.collective.spreadsheet import rules
from connect.cases.collective.spreadsheet.rules import Column, How


@pytest.mark.parametrize(("heading", "column"), [
    ("Khối", Column.GRADE), ("LỚP", Column.GRADE), ("Món đồ", Column.ITEM), ("Số lượng (*)", Column.NUMBER),
    ("Cho hay mượn?", Column.HOW), ("Quantity", Column.NUMBER), ("STT", Column.LINE), ("Ghi chú", None), ("", None),
])  # fmt: skip
def test_a_heading_names_its_column_in_both_languages(heading: str, column: Column | None) -> None:
    assert rules.column_of(heading) == column


@pytest.mark.parametrize("heading", [
    "Họ và tên", "HỌ TÊN HS", "Tên", "Ngày sinh", "SĐT phụ huynh", "Địa chỉ", "Mã định danh", "Full name", "Student",
    "Date of birth", "Phone", "Zalo", "Giới tính",
])  # fmt: skip
def test_a_heading_that_asks_for_what_belongs_to_one_pupil_is_known(heading: str) -> None:
    assert rules.is_personal_heading(heading)


@pytest.mark.parametrize("heading", ["Khối", "Món đồ", "Tên món", "Số lượng", "Đơn vị", "Ghi chú"])
def test_a_heading_of_things_is_none_of_them(heading: str) -> None:
    assert not rules.is_personal_heading(heading)


@pytest.mark.parametrize(("cell", "found"), [
    ("5", (5, 5)), ("Khối 5", (5, 5)), ("lớp 5A", (5, 5)), ("5/2", (5, 5)), ("khối lớp 9", (9, 9)), ("3-5", (3, 5)),
    ("Khối 3 đến khối 5", (3, 5)), ("grade 1 to 3", (1, 3)), ("Mầm non", (0, 0)), ("", (0, 12)),
    ("Toàn trường", (0, 12)),
    ("13", None), ("0", None), ("5-3", None), ("Páo", None), ("5A Giàng A Páo", None), ("12/03/2015", None),
])  # fmt: skip
def test_a_grade_is_read_and_of_a_class_only_its_grade(cell: str, found: tuple[int, int] | None) -> None:
    assert rules.grades(cell) == found


@pytest.mark.parametrize(("cell", "how"), [
    ("Cho", How.GIVE), ("mượn", How.LEND), ("Cho mượn", How.LEND), ("", How.EITHER), ("lend", How.LEND), ("bán", None),
])  # fmt: skip
def test_give_or_lend_is_one_of_few_words(cell: str, how: How | None) -> None:
    assert rules.how(cell) == how
