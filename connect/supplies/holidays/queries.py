"""Reading which days are public holidays: the table that lies beside this file, set right by what officials wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect import db
from connect.supplies.holidays.models import HolidayCorrection

MADE = Path(__file__).with_name("table.json")


class Table(NamedTuple):
    """The table as it was made: its source, its first and last year, and the names of each day in both languages."""

    source: str
    first: int
    last: int
    names: dict[date, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of the page: its names, whether it is off, and the correction it rests on, if it does."""

    day: date
    vi: str
    en: str
    is_off: bool
    correction: HolidayCorrection | None

    def name(self, lang: str) -> str:
        """The name in a language; one that an official wrote is the same in both."""
        return self.en if lang == "en" else self.vi


@cache
def table() -> Table:
    """The table as it was made."""
    made: dict[str, Any] = json.loads(MADE.read_text(encoding="utf-8"))
    names = {date.fromisoformat(day): (vi, en) for day, vi, en in made["days"]}
    return Table(made["source"], made["first"], made["last"], names)


def corrections() -> Sequence[HolidayCorrection]:
    """All corrections, by day."""
    return db.session.scalars(sa.select(HolidayCorrection).order_by(HolidayCorrection.day)).all()


def changed_since(at: datetime) -> Sequence[date]:
    """The days that were set right after a moment."""
    return db.session.scalars(sa.select(HolidayCorrection.day).where(HolidayCorrection.at > at)).all()


def days() -> frozenset[date]:
    """The holidays as they hold now."""
    found = set(table().names)
    for one in corrections():
        (found.add if one.is_off else found.discard)(one.day)
    return frozenset(found)


def of_year(year: int) -> list[Holiday]:
    """The holidays of a year, with the days that were moved away, by day."""
    known = table().names
    set_right = {one.day: one for one in corrections() if one.day.year == year and (one.is_off or one.day in known)}
    named = {day: names for day, names in known.items() if day.year == year}
    return [_holiday(day, named.get(day), set_right.get(day)) for day in sorted({*named, *set_right})]


def _holiday(day: date, names: tuple[str, str] | None, correction: HolidayCorrection | None) -> Holiday:
    vi, en = names or ("", "")
    if correction and correction.name:
        vi = en = correction.name
    return Holiday(day, vi, en, correction.is_off if correction else True, correction)
