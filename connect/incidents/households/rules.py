"""Suggestions to a household, and amounts far above them: plain functions over the tables beside this file.

Nothing here refuses: a suggestion fills nothing in by itself, and *much more than usual* is a hint for a moderator.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

MONTH_DAYS = 30
MOST_PEOPLE = 20  # above that it is no household, and a number would be no help
DAYS = (3, 7, 14)  # so long a suggestion may reach
USUAL_PEOPLE, USUAL_DAYS = 4, 7
MUCH_MORE = 3  # so many times the table is hinted at
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Line:
    """How many units of an item a day takes: of one person, or of a whole household; rounded up to `step`."""

    item: str
    a_day: Fraction
    by_person: bool
    step: int
    source: str

    def units(self, people: int, days: int, covered: Fraction = Fraction(0)) -> int:
        """Whole units for so many people and days, without those for which something else stands already."""
        exact = self.a_day * days * (people if self.by_person else 1) - covered
        return max(0, ceil(exact / self.step)) * self.step


@dataclass(frozen=True, slots=True)
class Instead:
    """So many units of an item stand for one unit of another."""

    item: str
    of: str
    units: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Never:
    """The sentence of an item that no table may suggest."""

    vi: str
    en: str
    source: str
    for_helpers: bool = False  # it stands beside what is brought too

    def words(self, lang: str) -> str:
        """The sentence in a language."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True)
class Table:
    """The needs of a household, by item."""

    code: str
    vi: str
    en: str
    lines: tuple[Line, ...]
    instead: tuple[Instead, ...]

    def name(self, lang: str) -> str:
        """The table's name in a language."""
        return self.en if lang == "en" else self.vi

    @cached_property
    def by_item(self) -> Mapping[str, Line]:
        """The lines by item."""
        return {line.item: line for line in self.lines}

    @cached_property
    def stands_for(self) -> Mapping[str, tuple[str, Fraction]]:
        """Item to the item of a line as which it counts, and so many of its units to one of that."""
        own = {line.item: (line.item, Fraction(1)) for line in self.lines}
        return {one.item: (one.of, one.units) for one in self.instead} | own

    def suggested(self, people: int, days: int) -> dict[str, int]:
        """Item to whole units for so many people and days, in the order of the table."""
        return {line.item: line.units(people, days) for line in self.lines}

    def much_more(self, needs: Mapping[str, int], people: int, days: int = USUAL_DAYS) -> dict[str, int]:
        """Item to how much of it would be usual, for the items of which far more is wanted.

        What stands for each other is counted together. `people`: all of them, however many they are.
        """
        wanted: Counter[str] = Counter()
        for item, units in needs.items():
            if item in self.stands_for:
                line, in_one = self.stands_for[item]
                wanted[line] += units / in_one  # type: ignore[assignment]  # a fraction counts too
        far = {line for line, units in wanted.items() if units > MUCH_MORE * self.by_item[line].units(people, days)}
        return {item: self._usual(item, people, days) for item in needs if self.stands_for.get(item, ("",))[0] in far}

    def _usual(self, item: str, people: int, days: int) -> int:
        line, in_one = self.stands_for[item]
        return ceil(self.by_item[line].units(people, days) * in_one)


def named(code: str | None) -> Table:
    """The table of a code; the standard one where there is none of that name any more."""
    return TABLES.get(code or STANDARD, TABLES[STANDARD])


def never(item: str, lang: str) -> str:
    """The sentence that stands beside an item which is never suggested; empty for any other."""
    return NEVER[item].words(lang) if item in NEVER else ""


def for_helpers(item: str, lang: str) -> str:
    """The sentence beside an item that helpers and moderators read too; empty for any other."""
    return never(item, lang) if item in NEVER and NEVER[item].for_helpers else ""


def table_of(code: str, data: Mapping[str, Any]) -> Table:
    """The table of a parsed file, whose fractions are exact."""
    lines = tuple(_line(row) for row in data["line"])
    instead = tuple(Instead(**{**row, "units": Fraction(row["units"])}) for row in data.get("instead", ()))
    return Table(code, data["vi"], data["en"], lines, instead)


def _line(row: Mapping[str, Any]) -> Line:
    """One of `a_day`, `a_month` (of a person) and `household_month` says how much."""
    day = Fraction(row["a_day"]) if "a_day" in row else Fraction(row.get("a_month", 0)) / MONTH_DAYS
    if by_household := "household_month" in row:
        day = Fraction(row["household_month"]) / MONTH_DAYS
    return Line(row["item"], day, not by_household, row.get("step", 1), row["source"])


def _read(name: str) -> dict[str, Any]:
    text = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Fraction)


TABLES: Mapping[str, Table] = {code: table_of(code, _read(code)) for code in (STANDARD, "no_cooking")}
NEVER: Mapping[str, Never] = {item: Never(**row) for item, row in _read("never").items()}
