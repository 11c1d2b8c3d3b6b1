"""A workbook that somebody sends: refused unopened where it could do harm, else read as plain rows of text."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connect import lazy_import

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = lazy_import.module("openpyxl")

MOST_BYTES, MOST_OPENED, MOST_PARTS, MOST_RATIO = 200_000, 4_000_000, 100, 100
MOST_ROWS, MOST_COLUMNS, MOST_CHARS = 500, 60, 2_000
SHEETS = ("survey", "choices", "settings")
HARMFUL = ("vbaproject", "externallinks/", "embeddings/", "activex/", "ctrlprops/", "connections.xml", "macrosheets/")


class Refused(ValueError):
    """A file that is not read on: a word of `words.SAID`, and what it is about."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number, and its cells by the heads of their columns; empty cells are left out."""

    line: int
    cells: Mapping[str, str]


def sheets(file: bytes) -> dict[str, list[Row]]:
    """The rows of the three sheets by name. Raises Refused."""
    _check(file)
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


def _check(file: bytes) -> None:
    if len(file) > MOST_BYTES:
        raise Refused("large", most=MOST_BYTES // 1000)
    try:
        parts = zipfile.ZipFile(io.BytesIO(file)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("no_workbook") from error
    names = [part.filename.lower() for part in parts]
    if any(harm in name for name in names for harm in HARMFUL):
        raise Refused("macros")
    opened = sum(part.file_size for part in parts)
    thick = any(part.file_size > MOST_RATIO * max(part.compress_size, 1_000) for part in parts)
    if len(parts) > MOST_PARTS or opened > MOST_OPENED or thick:
        raise Refused("bomb")


def _rows(sheet: Any, name: str) -> list[Row]:
    found: list[Row] = []
    heads: list[str] = []
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if line > MOST_ROWS:
            raise Refused("rows", sheet=name, most=MOST_ROWS)
        cells = [_text(value) for value in values]
        if line == 1:
            heads = [head.strip() for head in cells]
        elif any(cells):
            found.append(Row(line, {head: cell for head, cell in zip(heads, cells, strict=False) if head and cell}))
    return found


def _text(value: object) -> str:
    """A cell as text: a whole number that a spreadsheet made 3.0 is 3, true and false are yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MOST_CHARS]
