"""A school's spreadsheet becomes sums of things and a few words; anything else in it refuses the whole of it."""

import pytest
from flask import Flask

from connect.cases.collective import rules as collective
from connect.cases.collective.spreadsheet import reading, words, writing
from connect.cases.collective.spreadsheet.rules import How
from tests.workbooks.test_opening import as_csv, xlsx

HEADS = ["Khối", "Món đồ", "Số lượng", "Cho hay mượn"]


def troubles(*rows: list[object], heads: list[str] | None = None) -> list[tuple[int, str]]:
    found = reading.read(xlsx([heads or HEADS, *rows]), "vi")
    return [(one.row, one.why) for one in found.troubles]


def test_rows_are_summed_by_thing_and_told_by_grade(app: Flask) -> None:
    rows = [
        ["STT", *HEADS], [1, "Lớp 5A", "Máy để học trực tuyến", 20, "mượn"],
        [2, "khối 5", "máy để học trực tuyến", "10 cái", "Cho mượn"], [3, "3-4", "VỞ BÚT", 120, "cho"],
        [4, None, "device", 5, None],
    ]  # fmt: skip
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        found = reading.read(xlsx([["BẢNG NHU CẦU NĂM HỌC"], [], *rows]), "vi")
        told = words.told(found.lines, "vi", collective.LONGEST_WORDS)
    assert not found.troubles
    assert found.needs == {"device": 35, "notebooks": 120}
    assert [one.how for one in found.lines] == [How.LEND, How.LEND, How.GIVE, How.EITHER]
    assert (
        "khối 5: 30 cái, mượn; 5 cái." in told.replace("\N{NO-BREAK SPACE}", " ")
        and "5A" not in told
        and "khối 3 đến 4" in told
    )
    assert not collective.looks_like_names(told)


def test_a_long_list_is_told_without_its_grades(app: Flask) -> None:
    lines = [
        reading.Line(n, (n % 12 + 1, n % 12 + 1), item, 1, how)
        for n, item in enumerate(["device", "books", "rice"] * 12) for how in How
    ]  # fmt: skip
    with app.test_request_context():
        assert len(words.told(lines, "vi", 400)) <= 400
        assert "khối" not in words.told(lines, "vi", 400)


@pytest.mark.parametrize("heading", ["Họ và tên", "Ngày sinh", "SĐT phụ huynh"])
def test_a_list_of_pupils_is_refused_by_its_headings_with_and_without_ours(app: Flask, heading: str) -> None:
    assert troubles(["5", "Vở, bút", 3, "cho", "x"], heads=[*HEADS, heading]) == [(1, "names")]
    assert troubles(["x", "y"], heads=["STT", heading]) == [(0, "names")]


@pytest.mark.parametrize(("row", "why"), [
    (["Giàng A Páo", "Vở, bút", 3, "cho"], "personal"), (["5", "NGUYỄN THỊ LAN", 3, "cho"], "personal"),
    (["5", "Vở, bút", "0912 345 678", "cho"], "personal"), (["12/03/2015", "Vở, bút", 3, "cho"], "personal"),
    (["5", "giàng a páo", 3, "cho"], "item"), (["5", "Vở, bút", 3, "cho", "Páo"], "extra"),
    (["5", "Vở, bút", 0, "cho"], "number"), (["5", "Vở, bút", None, "cho"], "number"),
    (["5", "Vở, bút", "khoảng 90", "cho"], "number"), (["5", "Vở, bút", 10_000, "cho"], "number"),
    (["5", "Vở, bút", -3, "cho"], "number"), (["5", "Vở, bút", 2.5, "cho"], "number"),
    (["14", "Vở, bút", 3, "cho"], "grade"), (["5", "Vở, bút", 3, "bán"], "how"), (["5", None, 3, "cho"], "item"),
    (["5", "Bác sĩ gọi lại", 3, "cho"], "item"), (["5", "=HYPERLINK(1)", 3, "cho"], "item"),
])  # fmt: skip
def test_a_row_that_says_anything_else_is_refused_with_its_number(app: Flask, row: list[object], why: str) -> None:
    with app.test_request_context():
        assert troubles(["5", "Vở, bút", 3, "cho"], row) == [(3, why)]


def test_what_is_wrong_with_the_whole_is_said_once(app: Flask) -> None:
    full = ["5", "Vở, bút", 9_999, "cho"]
    assert troubles(full, full) == [(0, "sum")]
    assert troubles() == [(1, "nothing")]
    assert troubles(["5"], heads=["Lớp", "Sĩ số"]) == [(0, "wrong_sheet")]
    assert troubles(["5", "Vở, bút", 1, 2], heads=["Khối", "Món", "Số lượng", "SL"]) == [(1, "twice")]
    assert troubles(["5", "Vở, bút", 1, "x"], heads=["Khối", "Món", "Số lượng", "Ghi chú"]) == [(1, "column")]
    assert troubles(*[["5", "Vở, bút", 1, "cho"]] * 5_000) == [(0, "rows")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_empty_file_has_the_headings_that_are_read_and_things_that_are_known(app: Flask, lang: str) -> None:
    with app.test_request_context(headers={"Accept-Language": lang}):
        empty = reading.read(writing.empty(lang, "Đang cần", "Món đồ"), lang)
        assert [one.why for one in empty.troubles] == ["nothing"]
        heads = [str(name) for name in words.COLUMNS.values()]
        rows = [["5", name, "1", str(words.HOWS[How.LEND])] for name in reading.names(lang)]
        found = reading.read(as_csv([heads, *rows]), lang)
        assert not [one for one in found.troubles if one.row]
        assert len(found.lines) == len(rows)


def test_every_trouble_has_its_words(app: Flask) -> None:
    codes = ("sum", "things", "rows", "columns", "large", "item", "grade", "how", "column", "older", "encoding")
    values = {"item": "device", "n": 1, "most": 2, "piece": "x"}
    with app.test_request_context():
        for code in codes:
            assert "%(" not in words.said(reading.Trouble(0, code, values), "vi")
