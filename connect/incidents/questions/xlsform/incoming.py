"""A workbook read as a set of questions: what lies outside of the subset is refused, each with its row."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from connect import lazy_import
from connect.incidents.questions import reading, rules, words
from connect.incidents.questions.editing.fields import typed_value
from connect.incidents.questions.rules import Fault
from connect.incidents.questions.xlsform import expressions, opening
from connect.incidents.questions.xlsform.opening import Row
from connect.text import one_line
from connect.workbooks.opening import Refused

if TYPE_CHECKING:
    from pyxform import errors, xls2xform
else:
    errors, xls2xform = lazy_import.module("pyxform.errors"), lazy_import.module("pyxform.xls2xform")

PLAIN = {"integer": "number", "int": "number", "decimal": "number", "text": "text", "string": "text", "date": "date",
         "note": "note"}  # fmt: skip
SELECTS = {"select_one": "one_of", "select_multiple": "some_of", "select1": "one_of"}
ASK_NOTHING = {"start", "end", "today", "deviceid", "username", "phonenumber", "audit"}  # KoBo adds some by itself
LANGUAGES = {"vi": ("vi", "vietnamese", "tiếng việt", "tieng viet"), "en": ("en", "english", "tiếng anh", "tieng anh")}
KNOWN = {
    "type", "name", "required", "relevant", "constraint", "connect_shown_to", "connect_sensitive", "connect_why_vi",
    "connect_why_en", "connect_unit_vi", "connect_unit_en", "connect_decimals",
}  # fmt: skip
LATER = frozenset({"language", "no_choices", "range", "range_order", "no_questions", "public_type", "public_sensitive"})
TRUE = ("yes", "true", "true()", "1")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that cannot be read: the row (0: the file), a word of `words.SAID`, and what it is about."""

    row: int
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """The questions read so far, and what could not be."""

    questions: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # of each question
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def body(self) -> dict[str, Any]:
        """The set as JSON."""
        return {"questions": self.questions}


def read(file: bytes) -> Read:
    """The set in a workbook; where something cannot be read, its troubles say what and where."""
    try:
        sheets = opening.sheets(file)
    except Refused as error:
        return Read(troubles=[Trouble(0, error.why, error.values)])
    found = _walked(sheets)
    if not found.troubles:
        _convert(file, found)
    if not found.troubles:
        _check(found)
    return found


def _check(found: Read) -> None:
    """Adds the faults that a draft may not have, each with its row."""
    for fault in reading.faults(found.body):
        if fault.reason not in LATER:
            row = found.rows[fault.line - 1] if fault.line else 0
            found.troubles.append(Trouble(row, "fault", {"said": words.fault(Fault(0, fault.reason, fault.values))}))


def _convert(file: bytes, found: Read) -> None:
    """Asks pyxform whether it takes the workbook too: it knows names that are doubled, and columns that cannot be."""
    try:
        xls2xform.convert(xlsform=io.BytesIO(file), validate=False, file_type=".xlsx")
    except errors.PyXFormError as error:
        said = one_line(str(error))[:300]
        row = re.search(r"\[row : (\d+)\]", said)
        found.troubles.append(Trouble(int(row[1]) if row else 0, "pyxform", {"said": said}))


def _walked(sheets: Mapping[str, list[Row]]) -> Read:
    found, lists = Read(), _lists(sheets.get("choices", []))
    types = {row.cells.get("name", ""): kind for row in sheets["survey"] if (kind := _type(row, lists))}
    groups: list[dict[str, Any] | None] = []
    for row in sheets["survey"]:
        try:
            _step(row, found, lists, types, groups)
        except expressions.Unknown as error:
            found.troubles.append(Trouble(row.line, error.why, {"piece": error.piece}))
        except Refused as error:
            found.troubles.append(Trouble(row.line, error.why, error.values))
    if groups:
        found.troubles.append(Trouble(0, "open_group"))
    return found


def _step(
    row: Row, found: Read, lists: Mapping[str, list[dict[str, Any]]], types: Mapping[str, str],
    groups: list[dict[str, Any] | None],
) -> None:  # fmt: skip
    """One row: a question, or the beginning or end of a group, whose condition is that of all its questions."""
    said = _said(row)
    if said in ASK_NOTHING:
        return
    if said in ("begin_group", "end_group"):
        if said == "end_group" and not groups:
            raise Refused("open_group")
        if said == "begin_group":
            groups.append(_all([*groups, expressions.read(row.cells.get("relevant", ""), types)]))
        else:
            groups.pop()
        return
    kind = _type(row, lists)
    if kind is None:
        raise Refused("type", piece=row.cells.get("type", ""))
    if unknown := next((head for head in row.cells if not _is_known(head)), None):
        raise Refused("column", piece=unknown)
    found.questions.append(_question(row, kind, lists, types, groups))
    found.rows.append(row.line)


def _all(conditions: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    last = conditions[-2] if len(conditions) > 1 else None
    return expressions.both(last, conditions[-1])


def _question(
    row: Row, kind: str, lists: Mapping[str, list[dict[str, Any]]], types: Mapping[str, str],
    groups: list[dict[str, Any] | None],
) -> dict[str, Any]:  # fmt: skip
    cells = row.cells
    made: dict[str, Any] = {"code": cells.get("name", ""), "type": kind, "label": _texts(row, "label")}
    made |= {part: text for part in ("hint",) if (text := _texts(row, part))}
    made |= {part: text for part in ("why", "unit") if (text := _ours(row, part))}
    made |= {key: True for key in ("required", "sensitive") if _is_true(row, key)}
    made |= {"shown_to": cells["connect_shown_to"]} if "connect_shown_to" in cells else {}
    if kind == "number":
        made |= _number(row)
    elif "constraint" in cells:
        raise expressions.Unknown("constraint", cells["constraint"])
    if kind in ("one_of", "some_of"):
        made["choices"] = lists[_list_name(row)]
    asked_if = expressions.both(groups[-1] if groups else None, expressions.read(cells.get("relevant", ""), types))
    return made | ({"ask_if": asked_if} if asked_if else {})


def _number(row: Row) -> dict[str, Any]:
    is_whole = _said(row) in ("integer", "int")
    decimals = row.cells.get("connect_decimals", "0" if is_whole else str(rules.MOST_DECIMALS))
    made: dict[str, Any] = {"decimals": int(decimals) if decimals.isdecimal() else -1} if decimals != "0" else {}
    if "constraint" in row.cells:
        low, high = expressions.range_read(row.cells["constraint"])
        made |= {"from": typed_value("number", low), "to": typed_value("number", high)}
    return made


def _said(row: Row) -> str:
    """The type as it is written, without the name of a list."""
    said = re.sub(r"^(select|begin|end)[ _]+(\w+)", r"\1_\2", row.cells.get("type", "").lower()).split()
    return said[0] if said else ""


def _list_name(row: Row) -> str:
    return row.cells.get("type", "").split()[-1]


def _type(row: Row, lists: Mapping[str, list[dict[str, Any]]]) -> str | None:
    said = _said(row)
    if said not in SELECTS:
        return PLAIN.get(said)
    name = _list_name(row)
    if name not in lists or "or_other" in row.cells.get("type", ""):
        return None
    is_yes_no = name == "yes_no" and {one["code"] for one in lists[name]} == {rules.YES, rules.NO}
    return "yes_no" if is_yes_no and said != "select_multiple" else SELECTS[said]


def _lists(rows: list[Row]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        name = row.cells.get("list_name") or row.cells.get("list name") or ""
        choice = {"code": row.cells.get("name") or row.cells.get("value") or "", "label": _texts(row, "label")}
        found.setdefault(name, []).append(choice | ({"retired": True} if _is_true(row, "retired") else {}))
    return found


def _texts(row: Row, part: str) -> dict[str, str]:
    """A label or hint in both languages, whichever way the columns name them; without a language it is Vietnamese."""
    found = {lang: one_line(cell) for head, cell in row.cells.items() if (lang := _language(head, part))}
    return found or ({"vi": one_line(row.cells[part])} if part in row.cells else {})


def _language(head: str, part: str) -> str | None:
    name, _, language = re.sub(r":+", ":", head).partition(":")
    if name.strip().lower() != part:
        return None
    said = language.strip().lower()
    in_brackets = re.search(r"\((\w+)\)$", said)
    wanted = in_brackets[1] if in_brackets else said
    return next((lang for lang, names in LANGUAGES.items() if wanted in names), None)


def _ours(row: Row, part: str) -> dict[str, str]:
    found = {lang: one_line(row.cells.get(f"connect_{part}_{lang}")) for lang in rules.LANGUAGES}
    return found if any(found.values()) else {}


def _is_true(row: Row, key: str) -> bool:
    said = row.cells.get(key, row.cells.get(f"connect_{key}", "")).lower()
    return said in TRUE


def _is_known(head: str) -> bool:
    """Whether a column means something here, or is one of KoBo's own marks, which mean nothing to anybody else."""
    texts = any(_language(head, part) or head == part for part in ("label", "hint"))
    return head in KNOWN or texts or head.startswith(("$", "_"))
