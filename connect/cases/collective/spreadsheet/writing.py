"""The empty spreadsheet of a school: the four headings, the things by name, and lists to choose from."""

import io
from typing import TYPE_CHECKING

from connect import lazy_import
from connect.cases.collective.spreadsheet import reading, rules, words
from connect.cases.collective.spreadsheet.rules import How

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.worksheet import datavalidation
else:
    openpyxl = lazy_import.module("openpyxl")
    datavalidation = lazy_import.module("openpyxl.worksheet.datavalidation")


def empty(lang: str, title: str, things: str) -> bytes:
    """The workbook in a language, with the titles of its two sheets."""
    book = openpyxl.Workbook()
    sheet, listed = book.active, book.create_sheet(things)
    sheet.title = title
    sheet.append([str(name) for name in words.COLUMNS.values()])
    for name in reading.names(lang):
        listed.append([name])
    for letter, width in zip("ABCD", (14, 36, 14, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    listed.column_dimensions["A"].width = 36
    hows = ",".join(str(words.HOWS[how]) for how in (How.GIVE, How.LEND))
    choices = {"B": f"='{things}'!$A$1:$A${listed.max_row}", "D": f'"{hows}"'}
    for letter, source in choices.items():
        allowed = datavalidation.DataValidation(type="list", formula1=source, allow_blank=True)
        allowed.add(f"{letter}2:{letter}{rules.MOST_ROWS + 1}")
        sheet.add_data_validation(allowed)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
