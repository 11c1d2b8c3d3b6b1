"""Suggestions for so many people and days, and how one is laid over what was typed: plain functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from connect.cases.asking.need_fields import Typed, in_units
from connect.incidents.households.rules import DAYS, MOST_PEOPLE, USUAL_DAYS, USUAL_PEOPLE, Line


@dataclass(frozen=True, slots=True)
class Suggestion:
    """So many people and days, and the lines of the tables that count."""

    lines: Mapping[str, Line]
    people: int = USUAL_PEOPLE
    days: int = USUAL_DAYS
    taken: bool = False  # it has just been filled in
    before: str = ""  # the mark of the one that was filled in last
    most: ClassVar = MOST_PEOPLE
    spans: ClassVar = DAYS

    @property
    def needs(self) -> dict[str, int]:
        """Item to whole units."""
        return {item: line.units(self.people, self.days) for item, line in self.lines.items()}

    @property
    def by_item(self) -> str:
        """The lines for a script: "rice 1/2,light 1/30 2 home" is the amount of a day, the step, and if of all."""
        return ",".join(
            f"{item} {line.a_day} {line.step}{'' if line.by_person else ' home'}" for item, line in self.lines.items()
        )

    @property
    def mark(self) -> str:
        """It in one word, to know the numbers by that it has filled in: "4-7"."""
        return f"{self.people}-{self.days}"


def asked_for(people: str, days: str, at_home: int | None) -> tuple[int, int]:
    """People and days of a suggestion as they were chosen; without a choice those at home, else the usual numbers."""
    chosen = _number(people)
    if not 1 <= chosen <= MOST_PEOPLE:
        chosen = at_home if at_home and at_home <= MOST_PEOPLE else USUAL_PEOPLE
    return chosen, _number(days) if _number(days) in DAYS else USUAL_DAYS


def marked(text: str) -> str:
    """A mark as a form sends it back; empty where it is none."""
    people, _, days = text.partition("-")
    fine = 1 <= _number(people) <= MOST_PEOPLE and _number(days) in DAYS
    return f"{_number(people)}-{_number(days)}" if fine else ""


def filled(typed: Mapping[str, Typed], now: Suggestion) -> dict[str, Typed]:
    """The things as typed, with the suggestion where nothing was, or only what the one before had filled in."""
    people, _, days = now.before.partition("-")
    earlier = in_units(Suggestion(now.lines, int(people), int(days)).needs) if now.before else {}
    own = {item: one for item, one in typed.items() if one != earlier.get(item)}
    return in_units(now.needs) | own


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
