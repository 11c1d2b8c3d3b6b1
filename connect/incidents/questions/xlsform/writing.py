"""A set of questions as a workbook: sheets `survey`, `choices` and `settings`."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connect import lazy_import
from connect.incidents.questions.xlsform import expressions

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = lazy_import.module("openpyxl")

VI, EN = "Tiếng Việt (vi)", "English (en)"
TYPES = {
    "yes_no": "select_one yes_no", "one_of": "select_one", "some_of": "select_multiple", "text": "text", "date": "date",
    "note": "note",
}  # fmt: skip
SURVEY = (
    "type", "name", f"label::{VI}", f"label::{EN}", f"hint::{VI}", f"hint::{EN}", "required", "relevant", "constraint",
    "connect_shown_to", "connect_sensitive", "connect_why_vi", "connect_why_en", "connect_unit_vi", "connect_unit_en",
    "connect_decimals",
)  # fmt: skip
CHOICES = ("list_name", "name", f"label::{VI}", f"label::{EN}", "connect_retired")
YES_NO = [("yes", "Có", "Yes"), ("no", "Không", "No")]


def workbook(body: Mapping[str, Any], utility: str, title: str, version: int) -> bytes:
    """The file of a set. What is typed is kept as text, so that no spreadsheet calculates with it."""
    asked = body["questions"]
    types = {one["code"]: one["type"] for one in asked}
    book = openpyxl.Workbook()
    _fill(book.active, "survey", [SURVEY, *(_question(one, types) for one in asked)])
    _fill(book.create_sheet(), "choices", [CHOICES, *_choices(asked)])
    settings = [
        ("form_title", "form_id", "version", "default_language"),
        (title, f"connect_{utility}", str(version), VI),
    ]
    _fill(book.create_sheet(), "settings", settings)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet.title = name
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            if text:
                cell = sheet.cell(line, column)
                cell.value, cell.data_type = text, "s"


def _question(one: Mapping[str, Any], types: Mapping[str, str]) -> list[str]:
    number = one["type"] == "number"
    return [
        _type(one), one["code"], *_pair(one, "label"), *_pair(one, "hint"), "yes" if one.get("required") else "",
        expressions.written(one.get("ask_if"), types), _range(one) if number else "",
        one.get("shown_to", ""), "yes" if one.get("sensitive") else "", *_pair(one, "why"), *_pair(one, "unit"),
        str(one["decimals"]) if number and one.get("decimals") else "",
    ]  # fmt: skip


def _range(one: Mapping[str, Any]) -> str:
    """Its range, of a draft perhaps not written yet."""
    return expressions.range_written(one["from"], one["to"]) if "from" in one and "to" in one else ""


def _type(one: Mapping[str, Any]) -> str:
    if one["type"] == "number":
        return "decimal" if one.get("decimals") else "integer"
    written = TYPES[one["type"]]
    return f"{written} {one['code']}_choices" if one["type"] in ("one_of", "some_of") else written


def _pair(of: Mapping[str, Any], part: str) -> list[str]:
    text = of.get(part) or {}
    return [text.get("vi", ""), text.get("en", "")]


def _choices(asked: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    rows = [["yes_no", *one, ""] for one in YES_NO] if any(one["type"] == "yes_no" for one in asked) else []
    return rows + [
        [f"{one['code']}_choices", choice["code"], *_pair(choice, "label"), "yes" if choice.get("retired") else ""]
        for one in asked
        for choice in one.get("choices") or ()
    ]
