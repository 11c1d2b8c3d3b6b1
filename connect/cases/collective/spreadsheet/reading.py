"""A school's spreadsheet read as lines of need; where one cannot be read, its row and the reason."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connect.cases.asking import need_fields
from connect.cases.collective.rules import LIMITS
from connect.cases.collective.spreadsheet import rules
from connect.cases.collective.spreadsheet.rules import Column, How
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.packs import rules as packs
from connect.text import folded
from connect.workbooks import opening
from connect.workbooks.opening import Refused, Sheet

FIRST = "school_items"
ADVICE = "medical"  # kinds whose code begins so are asked for by each family itself


@dataclass(frozen=True, slots=True)
class Line:
    """One row: for which grades (0: kindergarten), how many of what, to give or to lend."""

    row: int
    grades: tuple[int, int]
    item: str
    number: int
    how: How


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is refused: the row (0: the file), a code of `words.SAID`, and what it is about."""

    row: int
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """The lines of a spreadsheet, and what could not be read; with a trouble none of the lines counts."""

    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def needs(self) -> dict[str, int]:
        """Item to the sum over all rows, in its unit."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.item] = found.get(line.item, 0) + line.number
        return found


def read(file: bytes, lang: str) -> Read:
    """The lines of a file, .xlsx, .ods or .csv. Nothing of it is kept; what is refused is in `troubles`."""
    try:
        sheets = opening.sheets(file, opening.Limits(rules.MOST_ROWS, rules.MOST_COLUMNS))
    except Refused as error:
        return Read(troubles=[Trouble(0, error.why, error.values)])
    for sheet in sheets:
        for at, (line, cells) in enumerate(sheet.rows[: rules.HEADING_WITHIN]):
            if {Column.ITEM, Column.NUMBER} <= {rules.column_of(cell) for cell in cells}:
                return _of_table(line, cells, sheet.rows[at + 1 :], lang)
    return Read(troubles=[_no_table(sheets)])


def _no_table(sheets: Iterable[Sheet]) -> Trouble:
    heads = [cell for sheet in sheets for _line, cells in sheet.rows[: rules.HEADING_WITHIN] for cell in cells]
    return Trouble(0, "names" if any(map(rules.is_personal_heading, heads)) else "wrong_sheet")


def _of_table(line: int, heads: list[str], rows: list[tuple[int, list[str]]], lang: str) -> Read:
    found = Read(troubles=[trouble for head in heads if head and (trouble := _of_heading(line, head))])
    columns = [rules.column_of(head) for head in heads]
    if len(set(filter(None, columns))) < len(list(filter(None, columns))):
        found.troubles.append(Trouble(line, "twice"))
    if found.troubles:
        return found
    names = _names()
    for number, cells in rows:
        try:
            found.lines.append(_line(number, columns, cells, names, lang))
        except _Wrong as error:
            found.troubles.append(error.trouble)
    return _summed(found, line)


def _of_heading(line: int, head: str) -> Trouble | None:
    if rules.column_of(head):
        return None
    return Trouble(line, "names" if rules.is_personal_heading(head) else "column", {"piece": head[:40]})


def _summed(found: Read, line: int) -> Read:
    """Adds what is wrong with the whole: nothing in it, too many things, more of one than a school can ask for."""
    if not found.lines and not found.troubles:
        found.troubles.append(Trouble(line, "nothing"))
    if len(found.needs) > LIMITS.items:
        found.troubles.append(Trouble(0, "things", {"most": LIMITS.items}))
    found.troubles += [
        Trouble(0, "sum", {"item": item, "n": n, "most": LIMITS.of_one})
        for item, n in found.needs.items() if n > LIMITS.of_one
    ]  # fmt: skip
    return found


class _Wrong(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.why)
        self.trouble = trouble


def _line(row: int, columns: list[Column | None], cells: list[str], names: Mapping[str, str], lang: str) -> Line:
    if any(_is_extra(cell, columns[at] if at < len(columns) else None) for at, cell in enumerate(cells)):
        raise _Wrong(Trouble(row, "extra"))
    said = {column: cells[at] for at, column in enumerate(columns) if column and at < len(cells)}
    item = names.get(_key(said.get(Column.ITEM, "")))
    wrong = {
        Column.GRADE: (grades := rules.grades(said.get(Column.GRADE, ""))) is None,
        Column.ITEM: item is None,
        Column.HOW: (how := rules.how(said.get(Column.HOW, ""))) is None,
    }
    for column, is_wrong in wrong.items():
        if is_wrong:
            piece = said.get(column, "")
            raise _Wrong(Trouble(row, "personal" if rules.is_personal(piece) else column, {"piece": piece[:40]}))
    assert grades is not None and item is not None and how is not None  # noqa: S101 - looked at just now
    return Line(row, grades, item, _number(row, said.get(Column.NUMBER, ""), item, lang), how)


def _is_extra(cell: str, column: Column | None) -> bool:
    """Whether a cell stands where nothing is read; the number of a row may stand before it."""
    return bool(cell) and (column is None or (column == Column.LINE and not cell.isdecimal()))


def _number(row: int, cell: str, item: str, lang: str) -> int:
    if rules.is_personal(cell):
        raise _Wrong(Trouble(row, "personal"))
    try:
        return need_fields.checked({item: need_fields.Typed(cell[: packs.LONGEST + 1])}, lang, LIMITS)[item]
    except RuleBroken as error:
        raise _Wrong(Trouble(row, "number", {"said": error.message})) from error


def names(lang: str) -> list[str]:
    """The things that a school can ask for, by name; those for lessons first."""
    return [item.name(lang) for item in sorted(_offered(), key=lambda item: item.kind != FIRST)]


def _names() -> dict[str, str]:
    """Folded name, in both languages, to the code of each thing."""
    return {_key(name): item.code for item in _offered() for name in (item.code, item.vi, item.en)}


def _key(name: str) -> str:
    """A name without what people write differently: capitals, marks, commas."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(name)))


def _offered() -> list[kinds.Item]:
    return [item for kind in kinds.KINDS if not kind.code.startswith(ADVICE) for item in kind.items]
