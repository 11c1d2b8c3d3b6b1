"""The rows of a spreadsheet that somebody sends: .xlsx, .ods or .csv, told by its content and never by its name.

The archive is looked at before anything in it is unpacked (`workbooks.opening.check`); calamine then reads values
alone: no formula is worked out, no macro, link or drawing is looked at.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from connect import lazy_import
from connect.text import one_line
from connect.workbooks import opening
from connect.workbooks.opening import OLDER, Refused

if TYPE_CHECKING:
    import python_calamine
else:
    python_calamine = lazy_import.module("python_calamine")

MOST_BYTES, MOST_OPENED = 16_000_000, 160_000_000
MOST_ROWS, MOST_COLUMNS = 60_000, 40
MOST_CELL = 500  # characters; no field is as long


class Line(NamedTuple):
    """A row that holds something, with its number as the spreadsheet shows it."""

    number: int
    cells: list[str]


def glance(file: bytes) -> None:
    """Raises Refused for a file that needs no reading to be refused: large, older."""
    if len(file) > MOST_BYTES:
        raise Refused("large", most=MOST_BYTES // 1000)
    if file.startswith(OLDER):
        raise Refused("older")


def lines(file: bytes) -> list[Line]:
    """The rows of the first sheet. Raises Refused: large, macros, bomb, no_workbook, older, encoding, rows, columns.

    What has more rows or columns than are read is refused, and never read in part.
    """
    glance(file)
    try:
        return list(_numbered(_of_workbook(file) if file.startswith(b"PK") else opening.of_csv(file)))
    except Refused:
        raise
    except Exception as error:  # whatever a library says of a file that a stranger made
        raise Refused("no_workbook") from error


def _of_workbook(file: bytes) -> Iterable[Sequence[object]]:
    opening.check(file, most=MOST_BYTES, opened=MOST_OPENED)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0)
    if sheet.total_width > 4 * MOST_COLUMNS:
        raise Refused("columns", most=MOST_COLUMNS)
    # The empty rows above the first one count, so that numbers are those that a spreadsheet shows.
    return sheet.to_python(skip_empty_area=False, nrows=4 * MOST_ROWS)


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    found = 0
    for number, row in enumerate(rows, 1):
        cells = [_text(value) for value in row]
        if not any(cells):
            continue
        if any(cells[MOST_COLUMNS:]):
            raise Refused("columns", most=MOST_COLUMNS)
        if (found := found + 1) > MOST_ROWS:
            raise Refused("rows", most=MOST_ROWS)
        yield Line(number, cells[:MOST_COLUMNS])


def _text(value: object) -> str:
    """A cell as text: 6:00 for a time, 2027-02-06 for a day, 3 for the 3.0 of a spreadsheet."""
    if isinstance(value, str):
        return one_line(value)[:MOST_CELL]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else one_line(opening.text(value))[:MOST_CELL]
