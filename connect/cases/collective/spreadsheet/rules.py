"""The few words that the cells of a school's spreadsheet may say, so that no name gets through; plain functions.

A thing is one of the catalogue, a number a number, a grade one of a school's: whatever else stands in a cell is refused
with its row. What looks like a name, a day of birth or a phone is told apart only so that the school learns why.
"""

import re
from enum import StrEnum

from connect.cases.collective.rules import is_name
from connect.text import folded, phones_in

MOST_ROWS, MOST_COLUMNS = 500, 30
HEADING_WITHIN = 10  # rows from the top in which the headings stand
MOST_GRADE = 12


class Column(StrEnum):
    """The four columns, and the number of a row, which many lists begin with and which says nothing."""

    GRADE = "grade"
    ITEM = "item"
    NUMBER = "number"
    HOW = "how"
    LINE = "line"


class How(StrEnum):
    """Whether things are to be given or may be lent."""

    EITHER = "either"
    GIVE = "give"
    LEND = "lend"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.GRADE: ("khoi", "lop", "khoi lop", "khoi/lop", "khoi hoac lop", "grade", "class", "year"),
    Column.ITEM: ("mon", "mon do", "ten mon", "do dung", "ten do dung", "do dung hoc tap", "vat dung", "can gi", "item",
                  "thing", "what"),
    Column.NUMBER: ("so luong", "sl", "so luong can", "bao nhieu", "number", "quantity", "how many"),
    Column.HOW: ("cho hay muon", "cho hoac muon", "cho/muon", "cho muon", "hinh thuc", "give or lend", "give/lend",
                 "give or loan"),
    Column.LINE: ("stt", "tt", "no", "#"),
}  # fmt: skip
HOWS: dict[str, How] = {
    "": How.EITHER, "ca hai": How.EITHER, "cho hoac muon": How.EITHER, "deu duoc": How.EITHER, "either": How.EITHER,
    "cho": How.GIVE, "tang": How.GIVE, "cho luon": How.GIVE, "xin": How.GIVE, "give": How.GIVE, "gift": How.GIVE,
    "muon": How.LEND, "cho muon": How.LEND, "muon tra lai": How.LEND, "lend": How.LEND, "loan": How.LEND,
    "borrow": How.LEND,
}  # fmt: skip
WHOLE = ("", "tat ca", "toan truong", "ca truong", "chung", "all", "whole school")
YOUNGEST = ("mam non", "mau giao", "nha tre", "kindergarten", "preschool")

_PERSONAL = re.compile(
    r"\b(ho ten|ho va ten|ho dem|ten hoc sinh|ten hs|hoc sinh|full name|first name|last name|surname|name|pupil|student"
    r"|ngay sinh|nam sinh|sinh ngay|birth\w*|dob|born|so dien thoai|dien thoai|sdt|so dt|phone|mobile|tel|zalo"
    r"|phu huynh|cha me|bo me|parents?|mother|father|cccd|cmnd|ma dinh danh|ma hs|dia chi|cho o|address|e-?mail"
    r"|gioi tinh|dan toc|gender)\b|^(ho|ten|ho ten|stt hs)$"
)
_GRADE = re.compile(r"(?:(?:khoi|lop|grade|class|year) ?)*(\d{1,2})(?: ?[a-z]\d{0,2}| ?[/.] ?\d{1,2})?")
_GRADES = re.compile(r"(?:(?:khoi|lop|grades?) ?)?(\d{1,2}) ?(?:-|–|den|to) ?(?:(?:khoi|lop|grade) ?)?(\d{1,2})")
_DAY = re.compile(r"\b(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{2}|\d{4})|(?:19|20)\d\d-\d\d-\d\d)\b")


def column_of(heading: str) -> Column | None:
    """The column that a heading names."""
    said = folded(heading).strip(" :.*?()")
    return next((column for column, known in HEADINGS.items() if said in known), None)


def is_personal_heading(heading: str) -> bool:
    """Whether a heading asks for what belongs to one pupil: a name, a day of birth, a phone, an address."""
    return column_of(heading) is None and _PERSONAL.search(folded(heading)) is not None


def is_personal(cell: str) -> bool:
    """Whether a cell looks like a name, a day, a phone or an address of mail.

    >>> [is_personal(one) for one in ("Giàng A Páo", "NGUYỄN THỊ LAN", "12/03/2015", "0912 345 678", "a@b.vn")]
    [True, True, True, True, True]
    >>> [is_personal(one) for one in ("Vở, bút", "30", "Khối 5", "cho mượn")]
    [False, False, False, False]
    """
    shouted = cell.isupper() and is_name(cell.title())
    return shouted or is_name(cell) or "@" in cell or bool(_DAY.search(cell)) or bool(phones_in(cell))


def grades(cell: str) -> tuple[int, int] | None:
    """The first and last grade that a cell names, 0 for kindergarten; None for what is none. Of a class its grade.

    >>> grades("Lớp 5A"), grades("khối 3 đến 5"), grades("mầm non"), grades(""), grades("Páo")
    ((5, 5), (3, 5), (0, 0), (0, 12), None)
    """
    said = folded(cell).strip(" .:")
    if said in WHOLE:
        return 0, MOST_GRADE
    if said in YOUNGEST:
        return 0, 0
    if found := _GRADES.fullmatch(said):
        first, last = int(found[1]), int(found[2])
    elif found := _GRADE.fullmatch(said):
        first = last = int(found[1])
    else:
        return None
    return (first, last) if 1 <= first <= last <= MOST_GRADE else None


def how(cell: str) -> How | None:
    """Whether to give or to lend; None for what says neither."""
    return HOWS.get(folded(cell).strip(" .:"))
