"""A spreadsheet read as rows of text: which day, place, series and value they name. Nothing of it is kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from connect.notices.bulletins.sheets import people
from connect.text import folded
from connect.workbooks import opening
from connect.workbooks.opening import Refused, Sheet

LIMITS = opening.Limits(rows=1_500, columns=30)
HEADING_WITHIN = 10
LONGEST_CELL = 300
SHORT_NAME = 3  # words; a place of fewer that is not known may be mistyped, two of them are people


class Column(StrEnum):
    """The columns that are read, and those that may stand there."""

    DAY = "day"
    CODE = "code"
    PLACE = "place"
    SERIES = "series"
    VALUE = "value"
    NOTE = "note"
    UNREAD = "unread"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.DAY: ("date", "day", "ngay", "ngay bao cao", "ngay thang", "thoi gian"),
    Column.CODE: ("area_code", "area code", "code", "ma", "ma phuong", "ma xa", "ma don vi", "ma dvhc", "ma phuong/xa"),
    Column.PLACE: (
        "area_name", "area name", "area", "ward", "commune", "place", "province", "phuong", "xa", "phuong/xa",
        "phuong xa", "phuong, xa", "xa/phuong", "xa phuong", "ten phuong", "ten xa", "ten phuong/xa", "don vi",
        "ten don vi", "dia phuong", "noi", "khu vuc", "tinh", "tinh/thanh", "dia ban",
    ),
    Column.SERIES: ("series", "chi so", "chi tieu"),
    Column.VALUE: (
        "value", "number", "figure", "count", "cases", "so", "so luong", "sl", "gia tri", "so ca", "so lieu", "muc",
        "muc nuoc", "ket qua",
    ),
    Column.NOTE: ("note", "notes", "ghi chu", "ly do", "reason"),
    Column.UNREAD: (
        "stt", "tt", "no", "#", "unit", "don vi tinh", "dvt", "kind", "revision", "published_at", "published at",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was written, with its number in the sheet; of what was typed on the page the place's code."""

    line: int
    day: str
    code: str
    place: str
    value: str
    note: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file is refused as a whole: a code of `words.REFUSED`, the row (0: none), and what it is about."""

    why: str
    line: int = 0
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """The rows of a file, or why it is refused."""

    rows: list[Row]
    trouble: Trouble | None = None


def read(file: bytes, names: Iterable[str], is_place: Callable[[str], bool]) -> Read:
    """The rows of .xlsx, .ods or .csv. `names` are those of the series, which may head its column.

    A file in which anything looks like a person's is refused as a whole, on whichever sheet it stands.
    """
    try:
        sheets = [sheet for sheet in opening.sheets(file, LIMITS) if sheet.rows]
    except Refused as error:
        return Read([], Trouble(error.why, 0, error.values))
    own = {folded(name) for name in names}
    tables = [(sheet, _heading(sheet, own)) for sheet in sheets]
    if trouble := next((found for sheet, at in tables if (found := _persons(sheet, at, own, is_place))), None):
        return Read([], trouble)
    for sheet, at in tables:
        if at is not None:
            return _rows(sheet, at, own)
    return Read([], Trouble("wrong_sheet"))


def column_of(cell: str, own: Iterable[str] = ()) -> Column | None:
    """The column that a heading names."""
    said = folded(cell).strip(" :.*?()")
    if said in own:
        return Column.VALUE
    return next((column for column, known in HEADINGS.items() if said in known), None)


def _heading(sheet: Sheet, own: Iterable[str]) -> int | None:
    """The position among the rows at which the headings stand."""
    for at, (_line, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        found = {column_of(cell, own) for cell in cells}
        if Column.VALUE in found and found & {Column.PLACE, Column.CODE}:
            return at
    return None


def _persons(sheet: Sheet, at: int | None, own: Iterable[str], is_place: Callable[[str], bool]) -> Trouble | None:
    heads = [column_of(cell, own) for cell in sheet.rows[at][1]] if at is not None else []
    for position, (line, cells) in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if len(cell) > LONGEST_CELL:
                return Trouble("long", line, {"most": LONGEST_CELL})
            if not cell or (at is not None and position == at and heads[column]):
                continue
            what = heads[column] if column < len(heads) and at is not None and position > at else None
            if _is_persons(cell, what, is_place) or (
                position < HEADING_WITHIN and people.is_heading(cell) and not what
            ):
                return Trouble("persons", line)
    return _people_for_places(sheet, at, heads, is_place) if at is not None else None


def _people_for_places(
    sheet: Sheet, at: int, heads: list[Column | None], is_place: Callable[[str], bool]
) -> Trouble | None:
    column = heads.index(Column.PLACE) if Column.PLACE in heads else len(heads)
    rows = [(line, cells[column]) for line, cells in sheet.rows[at + 1 :] if column < len(cells)]
    found = [line for line, cell in rows if people.is_name(cell, is_place)]
    return Trouble("persons", found[1]) if len(found) > 1 else None


def holds_persons(rows: Iterable[Row], is_place: Callable[[str], bool]) -> bool:
    """Whether any row, as it comes back from the page that shows them, holds what looks like a person's."""
    cells = [(cell, what) for one in rows for cell, what in (
        (one.place, Column.PLACE), (one.note, Column.NOTE), (one.value, Column.VALUE), (one.day, Column.DAY),
        (one.code, Column.CODE), (one.series, Column.SERIES),
    ) if cell]  # fmt: skip
    return any(_is_persons(cell, what, is_place) for cell, what in cells)


def _is_persons(cell: str, what: Column | None, is_place: Callable[[str], bool]) -> bool:
    if what == Column.PLACE and len(cell.split()) < SHORT_NAME:
        return people.is_number_of(cell)  # a mistyped ward is nobody; see `_people_for_places`
    if what == Column.NOTE or (what is None and " " in cell):
        return people.is_told(cell, is_place) or people.is_name(cell, is_place)
    return people.is_name(cell, is_place) or people.is_number_of(cell)


def _rows(sheet: Sheet, at: int, own: Iterable[str]) -> Read:
    line, heads = sheet.rows[at]
    columns = [column_of(head, own) for head in heads]
    for head, column in zip(heads, columns, strict=True):
        if head and column is None:
            return Read([], Trouble("column", line, {"piece": head[:40]}))
    used = [column for column in columns if column not in (None, Column.UNREAD)]
    if len(set(used)) < len(used):
        return Read([], Trouble("twice", line))
    found = []
    for number, cells in sheet.rows[at + 1 :]:
        if all(cell.startswith("#") for cell in cells if cell):
            continue  # tags of the Humanitarian Exchange Language
        if any(cell for place, cell in enumerate(cells) if place >= len(columns) or columns[place] is None):
            return Read([], Trouble("extra", number))
        said = {column: cells[place] for place, column in enumerate(columns) if column and place < len(cells)}
        found.append(_row(number, said))
    return Read(found) if found else Read([], Trouble("nothing", line))


def _row(line: int, said: dict[Column, str]) -> Row:
    return Row(
        line, said.get(Column.DAY, ""), said.get(Column.CODE, ""), said.get(Column.PLACE, ""),
        said.get(Column.VALUE, ""), said.get(Column.NOTE, ""), said.get(Column.SERIES, ""),
    )  # fmt: skip
