"""A workbook that somebody sends, as the three sheets of an XLSForm."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connect import lazy_import
from connect.workbooks import opening
from connect.workbooks.opening import Refused

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = lazy_import.module("openpyxl")

MOST_ROWS, MOST_COLUMNS = 500, 60
SHEETS = ("survey", "choices", "settings")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number, and its cells by the heads of their columns; empty cells are left out."""

    line: int
    cells: Mapping[str, str]


def sheets(file: bytes) -> dict[str, list[Row]]:
    """The rows of the three sheets by name. Raises Refused, with a word of `words.SAID`."""
    opening.check(file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(file), read_only=True, data_only=True, keep_links=False)
        names = {str(sheet.title).strip().lower(): sheet for sheet in book.worksheets}
        found = {name: _rows(names[name], name) for name in SHEETS if name in names}
    except Refused:
        raise
    except Exception as error:  # whatever a library says of a file that a stranger made
        raise Refused("no_workbook") from error
    if "survey" not in found:
        raise Refused("no_survey")
    return found


def _rows(sheet: Any, name: str) -> list[Row]:
    found: list[Row] = []
    heads: list[str] = []
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if line > MOST_ROWS:
            raise Refused("rows", sheet=name, most=MOST_ROWS)
        cells = [opening.text(value) for value in values]
        if line == 1:
            heads = [head.strip() for head in cells]
        elif any(cells):
            found.append(Row(line, {head: cell for head, cell in zip(heads, cells, strict=False) if head and cell}))
    return found
