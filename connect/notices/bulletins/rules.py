"""Rules of figures: how numbers and days are written, and what of a number may be published; plain functions.

Values are kept in thousandths, as whole numbers, so that nothing is rounded.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from connect.text import folded

FEW = 5  # from so many on a number of a health series is told
UNIT = 1000
MOST = 10**9  # of a value
LONGEST_NAME, LONGEST_UNIT, LONGEST_NOTE = 80, 30, 300
OLDEST = timedelta(days=3660)


class Kind(StrEnum):
    """How the figures of a series are to be read."""

    DAY = "day"  # how many came on that day
    SUM = "sum"  # how many there were up to that day
    LEVEL = "level"  # how much there is
    YES_NO = "yes_no"


WHOLE = (Kind.DAY, Kind.SUM, Kind.YES_NO)
ADDED_UP = (Kind.DAY, Kind.SUM)  # the figures of wards make one of their province


class Number(NamedTuple):
    """A cell as a value: one reading, two that have to be asked about, or none and why not."""

    readings: tuple[int, ...]
    why: str = ""


_MARKED = re.compile(r"(-?)(\d{1,3})([.,])(\d{3})")
_GROUPED = re.compile(r"-?\d{1,3}(?:([., ])\d{3})(?:\1\d{3})+|-?\d{1,3} \d{3}")
_MIXED = re.compile(r"(-?\d{1,3}(?:([.,])\d{3})+)([.,])(\d{1,3})")
_PLAIN = re.compile(r"(-?\d{1,15})(?:[.,](\d+))?")
_YES = {"1", "co", "yes", "true", "y", "x", "dung"}
_NO = {"0", "khong", "no", "false", "n", "sai"}
_FEW = re.compile(r"^(?:<|≤|duoi|under|it hon|less than)")


def number(cell: str, kind: Kind) -> Number:
    """The value of a cell in thousandths. "1.234" has two readings, also in a series of whole numbers.

    >>> number("1.234", Kind.LEVEL), number("12,5", Kind.LEVEL).readings, number("1.234.567", Kind.DAY).readings
    (Number(readings=(1234000, 1234), why=''), (12500,), (1234567000,))
    >>> number("có", Kind.YES_NO).readings, number("12,5", Kind.DAY).why, number("<5", Kind.DAY).why
    ((1000,), 'whole', 'few')
    """
    said = folded(cell).replace("−", "-").replace("\N{NO-BREAK SPACE}", " ").strip()
    if kind == Kind.YES_NO:
        readings = (UNIT,) if said in _YES else (0,) if said in _NO else ()
        return Number(readings, "" if readings else "yes_no")
    if _FEW.match(said):
        return Number((), "few")
    found = _read(said)
    if not found:
        return Number((), "number")
    if any(abs(value) > MOST * UNIT for value in found):
        return Number((), "much")
    whole = tuple(value for value in found if value % UNIT == 0)
    if kind in WHOLE and not whole:
        return Number((), "whole")
    return Number(found)


def _read(said: str) -> tuple[int, ...]:
    if (marked := _MARKED.fullmatch(said)) and marked[2] != "0":
        sign = -1 if marked[1] else 1
        joined = sign * int(marked[2] + marked[4])
        return joined * UNIT, joined
    if _GROUPED.fullmatch(said):
        return (int(re.sub(r"[., ]", "", said)) * UNIT,)
    if (mixed := _MIXED.fullmatch(said)) and mixed[2] != mixed[3]:
        return (_joined(re.sub(r"[.,]", "", mixed[1]), mixed[4]),)
    plain = _PLAIN.fullmatch(said)
    decimals = (plain[2] or "").rstrip("0") if plain else ""
    return (_joined(plain[1], decimals),) if plain and len(decimals) <= 3 else ()


def _joined(whole: str, decimals: str) -> int:
    size = abs(int(whole)) * UNIT + int(decimals.ljust(3, "0"))
    return -size if whole.startswith("-") else size


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{2}:\d{2}(?::\d{2})?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")


def day(cell: str, today: date) -> tuple[date | None, str]:
    """The day that a cell names, the day before the month; or None and why not.

    >>> day("3/4/2026", date(2026, 11, 29)), day("4/13/2026", date(2026, 11, 29))
    ((datetime.date(2026, 4, 3), ''), (None, 'month_first'))
    """
    said = cell.strip().lower()
    if iso := _ISO.fullmatch(said):
        year, month, number_of = int(iso[1]), int(iso[2]), int(iso[3])
    elif typed := _DAY_FIRST.fullmatch(said):
        number_of, month, year = int(typed[1]), int(typed[2]), int(typed[3])
        year += 2000 if len(typed[3]) == 2 else 0
    else:
        return None, "day"
    try:
        found = date(year, month, number_of)
    except ValueError:
        return None, "month_first" if month > 12 >= number_of else "day"
    return (None, "ahead") if found > today else (None, "old") if found < today - OLDEST else (found, "")


def shown(value: int, is_health: bool, told: Collection[int]) -> int | None:
    """The published value for a value, in thousandths; None for "under 5".

    `told` are the values that were published before of what it could be subtracted from: of a sum all of its area, else
    all of its area and day. Any two published values, and 0, are the same or differ by at least 5, so that no
    subtraction leaves less. Any other value is told as the nearest of those; nothing that is published then depends on
    which of the values around that one it is.

    >>> shown(3000, True, []), shown(7000, True, []), shown(9000, True, [7000]), shown(12000, True, [7000])
    (None, 7000, 7000, 12000)
    """
    near = [one for one in told if abs(value - one) < FEW * UNIT]
    if not is_health:
        return value
    if 0 < abs(value) < FEW * UNIT:
        return None
    return min(near, key=lambda one: (abs(value - one), one)) if near else value


def published(
    kind: Kind, is_health: bool, day: date, value: int, before: Sequence[tuple[date, int | None]]
) -> tuple[int | None, int | None]:
    """The published value of a new figure, and its number among those of its day; None: it is no news.

    `before` are day and published value of all figures of the same area, in the order in which they came.
    """
    of_day = [told for on, told in before if on == day]
    compared = [told for _on, told in before] if kind == Kind.SUM else of_day
    told = shown(value, is_health, [one for one in compared if one is not None])
    changes = [one for at, one in enumerate(of_day) if not at or one != of_day[at - 1]]
    return told, None if of_day and of_day[-1] == told else len(changes) + 1


def slug(name: str) -> str:
    """A name as the files have it: small letters without marks.

    >>> slug("Ca mắc mới / ngày")
    'ca-mac-moi-ngay'
    """
    return "-".join(re.findall(r"[a-z0-9]+", folded(name)))[:40].strip("-")
