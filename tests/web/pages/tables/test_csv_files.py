"""A file is what spreadsheets open, and they calculate with nothing in it."""

import csv
import io

import pytest
from flask import Flask

from connect.web.pages.tables import csv_files


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_looks_like_a_formula_is_quoted(start: str) -> None:
    assert csv_files.safe(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_numbers_stay_numbers_and_words_stay_words() -> None:
    assert [csv_files.safe(cell) for cell in (-3, 2913, 1.5, None, "Huế", "")] == [-3, 2913, 1.5, None, "Huế", ""]


def test_it_is_read_back_as_it_was_written(app: Flask) -> None:
    with app.test_request_context():
        made = csv_files.answer("a.csv", ["Nơi", "=1+1"], [['Xã "Phú", Vang\nhai', 2913], ["@b", None]])
    text = made.get_data(as_text=True)
    assert made.mimetype == "text/csv" and made.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows == [["Nơi", "'=1+1"], ['Xã "Phú", Vang\nhai', "2913"], ["'@b", ""]]
