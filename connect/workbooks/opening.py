"""A workbook by its content, whatever its name says: .xlsx, .ods or .csv, as sheets of rows of text.

Nothing is unpacked before its size is known, no macro, link or drawing is looked at, no formula is worked out.
"""

import csv
import io
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connect import lazy_import

if TYPE_CHECKING:
    import openpyxl
    from defusedxml import ElementTree
else:
    openpyxl, ElementTree = lazy_import.module("openpyxl"), lazy_import.module("defusedxml.ElementTree")

MOST_BYTES, MOST_OPENED, MOST_PARTS, MOST_RATIO = 200_000, 4_000_000, 100, 100
MOST_CHARS = 2_000
MOST_EMPTY = 20_000  # rows of a sheet that hold nothing, which spreadsheets write by the thousand
HARMFUL = ("vbaproject", "externallinks/", "embeddings/", "activex/", "ctrlprops/", "connections.xml", "macrosheets/",
           "basic/", "scripts/", "object ")  # fmt: skip
OLDER = b"\xd0\xcf\x11\xe0"  # the first bytes of .xls and of a file that a password shuts
_TABLE, _TEXT, _OFFICE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "text", "office")
)


class Refused(ValueError):
    """A file that is not read on: a code for the words of whoever asked for it, and what it is about."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows that hold something, each with its number as the spreadsheet shows it."""

    name: str
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a sheet is read; what has more is refused, and never read in part."""

    rows: int
    columns: int


def check(file: bytes, *, most: int = MOST_BYTES, opened: int = MOST_OPENED) -> list[str]:
    """The names of the parts of a zipped workbook, in small letters. Raises Refused before anything is unpacked.

    `most` and `opened`: bytes of the file, and of all its parts when they are unpacked.
    """
    if len(file) > most:
        raise Refused("large", most=most // 1000)
    try:
        parts = zipfile.ZipFile(io.BytesIO(file)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("no_workbook") from error
    names = [part.filename.lower() for part in parts]
    if any(harm in name for name in names for harm in HARMFUL):
        raise Refused("macros")
    size = sum(part.file_size for part in parts)
    thick = any(part.file_size > MOST_RATIO * max(part.compress_size, 1_000) for part in parts)
    if len(parts) > MOST_PARTS or size > opened or thick:
        raise Refused("bomb")
    return names


def text(value: object) -> str:
    """A cell as text: a whole number that a spreadsheet made 3.0 is 3, true and false are yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MOST_CHARS]


def sheets(file: bytes, limits: Limits) -> list[Sheet]:
    """All sheets of a workbook. Raises Refused: large, macros, bomb, no_workbook, older, encoding, rows, columns."""
    if len(file) > MOST_BYTES:
        raise Refused("large", most=MOST_BYTES // 1000)
    if file.startswith(OLDER):
        raise Refused("older")
    try:
        if not file.startswith(b"PK"):
            return [_read("", of_csv(file), limits)]
        return _of_ods(file, limits) if "content.xml" in check(file) else _of_xlsx(file, limits)
    except Refused:
        raise
    except Exception as error:  # whatever a library says of a file that a stranger made
        raise Refused("no_workbook") from error


def _read(name: str, rows: Iterable[Sequence[str]], limits: Limits) -> Sheet:
    """Reads on until the end or a limit; a row past it that holds something is never dropped in silence."""
    found: list[tuple[int, list[str]]] = []
    for line, cells in enumerate(rows, 1):
        if any(cells[limits.columns :]):
            raise Refused("columns", sheet=name, most=limits.columns)
        if any(cells):
            found.append((line, list(cells)))
        if len(found) > limits.rows or line > MOST_EMPTY:
            raise Refused("rows", sheet=name, most=limits.rows)
    return Sheet(name, found)


def _of_xlsx(file: bytes, limits: Limits) -> list[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True, data_only=True, keep_links=False)
    return [
        _read(str(sheet.title), _values(sheet.iter_rows(values_only=True, max_col=limits.columns + 1)), limits)
        for sheet in book.worksheets
    ]


def _values(rows: Iterable[Iterable[object]]) -> Iterator[list[str]]:
    return ([text(value) for value in row] for row in rows)


def of_csv(file: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file, of whichever delimiter its first line has most. Raises Refused: encoding, no_workbook."""
    marks = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
    try:
        said = file.decode(next((name for mark, name in marks.items() if file.startswith(mark)), "utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error
    if "\0" in said:
        raise Refused("no_workbook")
    first = said.lstrip().split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    return _values(csv.reader(io.StringIO(said, newline=""), delimiter=delimiter, strict=True))


def _of_ods(file: bytes, limits: Limits) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        root = ElementTree.fromstring(parts.read("content.xml"), forbid_dtd=True)
    tables = root.iter(f"{_TABLE}table")
    return [_read(table.get(f"{_TABLE}name", ""), _rows(table, limits), limits) for table in tables]


def _rows(table: Any, limits: Limits) -> Iterator[list[str]]:
    for row in table.iter(f"{_TABLE}table-row"):
        cells = _cells(row, limits.columns + 1)
        times = _times(row, "rows")
        # What is empty to the end of the sheet is written as one row, repeated a million times.
        for _again in range(min(times, limits.rows + 1) if any(cells) else min(times, 1_000)):
            yield cells


def _cells(row: Any, most: int) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            said = _said(cell)
            cells += [said] * min(_times(cell, "columns"), most)
            if len(cells) > most and not any(cells[most:]):
                del cells[most:]
    return cells


def _times(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", 1)))


def _said(cell: Any) -> str:
    """The value of a cell as text; a note beside it is not part of it."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return text(float(cell.get(f"{_OFFICE}value")))
    if kind == "date":
        return text(cell.get(f"{_OFFICE}date-value"))
    return text("\n".join("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")))
