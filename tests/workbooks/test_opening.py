"""A workbook is read by its content, in three formats alike, and what could do harm is refused before it is opened."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import openpyxl
import pytest

from connect.workbooks import opening
from connect.workbooks.opening import Limits, Refused

LIMITS = Limits(rows=20, columns=4)
ROWS = [["Khối", "Món", "Số lượng"], ["5", "Vở, bút", "30"], [], ["3", "Sách", "7"]]
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
TAIL = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def ods(rows: Sequence[Sequence[object]], tail: str = TAIL, head: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(str(one))}</text:p></table:table-cell>" for one in row)
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    body = f'<office:spreadsheet><table:table table:name="S">{cells}{tail}</table:table></office:spreadsheet>'
    return zipped({"content.xml": f"{head}<office:document-content {NAMES}>{body}</office:document-content>".encode()})


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def why(file: bytes) -> str:
    with pytest.raises(Refused) as refused:
        opening.sheets(file, LIMITS)
    return refused.value.why


@pytest.mark.parametrize("made", [xlsx, ods, as_csv])
def test_the_same_rows_are_read_from_each_format_with_their_numbers(made: Callable[..., bytes]) -> None:
    (sheet,) = opening.sheets(made(ROWS), LIMITS)
    rows = [(line, [cell for cell in cells if cell]) for line, cells in sheet.rows]
    assert rows == [(1, ROWS[0]), (2, ROWS[1]), (4, ROWS[3])]


@pytest.mark.parametrize("made", [xlsx, ods, as_csv])
@pytest.mark.parametrize(("rows", "said"), [
    ([["x"]] * 21, "rows"), ([[f"x{n**3}"] for n in range(5_000)], "rows"), ([["a", "b", "c", "d", "e"]], "columns"),
])  # fmt: skip
def test_more_than_is_read_is_refused_and_never_read_in_part(
    made: Callable[..., bytes], rows: list[list[str]], said: str
) -> None:
    assert why(made(rows)) == said


def test_numbers_and_days_are_text_and_a_formula_is_not_worked_out() -> None:
    typed = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="30"><text:p>30,0</text:p>'
        '</table:table-cell><table:table-cell office:value-type="date" office:date-value="2015-03-12"/>'
        "<table:table-cell><text:p>=1+1</text:p><office:annotation><text:p>Giàng A Páo</text:p></office:annotation>"
        "</table:table-cell></table:table-row>"
    )
    (sheet,) = opening.sheets(ods([], tail=typed), LIMITS)
    assert sheet.rows == [(1, ["30", "2015-03-12", "=1+1"])]


def test_a_row_that_is_repeated_counts_as_often_as_it_says() -> None:
    again = '<table:table-row table:number-rows-repeated="{n}"><table:table-cell><text:p>x</text:p></table:table-cell>'
    again += "</table:table-row>"
    (sheet,) = opening.sheets(ods([], tail=again.format(n=3)), LIMITS)
    assert [line for line, _cells in sheet.rows] == [1, 2, 3]
    assert why(ods([], tail=again.format(n=10**9))) == "rows"


@pytest.mark.parametrize(("file", "said"), [
    (b"", None), (b"PK\x03\x04", "no_workbook"), (opening.OLDER + b"x" * 100, "older"), (b"a;b\0c", "no_workbook"),
    ("Khối;Món".encode("cp1258", "replace") + b"\xff\xfe", "encoding"), (b"x" * 200_001, "large"),
    (b'a;"b', "no_workbook"), (zipped({"xl/vbaProject.bin": b"x"}), "macros"),
    (zipped({"content.xml": b"<a/>", "Basic/Standard/Module1.xml": b"x"}), "macros"),
    (zipped({"content.xml": b"<a/>", "Object 1/content.xml": b"x"}), "macros"),
    (zipped({"content.xml": b"<a>" + b" " * 6_000_000}), "bomb"),
    (zipped({str(n): b"" for n in range(101)}), "bomb"), (zipped({"content.xml": b"<a"}), "no_workbook"),
    (ods(ROWS, head='<!DOCTYPE a [<!ENTITY b "ha">]>'), "no_workbook"), (zipped({"other": b"x"}), "no_workbook"),
])  # fmt: skip
def test_a_file_that_does_harm_or_is_none_is_refused(file: bytes, said: str | None) -> None:
    if said:
        assert why(file) == said
    else:
        assert not opening.sheets(file, LIMITS)[0].rows
