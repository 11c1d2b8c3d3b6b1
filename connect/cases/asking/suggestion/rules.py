"""Suggestions for so many people and days, and how one is laid over what was typed: plain functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar

from connect.cases.asking.need_fields import Typed, in_units
from connect.incidents.households.rules import DAYS, MOST_PEOPLE, USUAL_DAYS, USUAL_PEOPLE, Line


@dataclass(frozen=True, slots=True)
class Suggestion:
    """So many people and days, and the lines of the tables that count.

    `instead`: by item that is in no line, the item for which it stands, and so many of its units to one of that.
    """

    lines: Mapping[str, Line]
    people: int = USUAL_PEOPLE
    days: int = USUAL_DAYS
    taken: bool = False  # it has just been filled in
    before: str = ""  # the mark of the one that was filled in last
    instead: Mapping[str, tuple[str, Fraction]] = field(default_factory=dict)
    covered: Mapping[str, Fraction] = field(default_factory=dict)  # units by item, for which something else was chosen
    most: ClassVar = MOST_PEOPLE
    spans: ClassVar = DAYS

    @property
    def needs(self) -> dict[str, int]:
        """Item to whole units, without what is covered."""
        found = {
            item: line.units(self.people, self.days, self.covered.get(item, Fraction(0)))
            for item, line in self.lines.items()
        }
        return {item: units for item, units in found.items() if units}

    @property
    def by_item(self) -> str:
        """The lines for a script: "rice 1/2,light 1/30 2 home" is the amount of a day, the step, and if of all."""
        return ",".join(
            f"{item} {line.a_day} {line.step}{'' if line.by_person else ' home'}" for item, line in self.lines.items()
        )

    @property
    def exchanges(self) -> str:
        """The exchanges for a script: "noodles rice 11" is that eleven packs stand for a kilogram."""
        return ",".join(f"{item} {line} {units}" for item, (line, units) in self.instead.items())

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
    before = [replace(now, people=int(people), days=int(days))] if now.before else []
    before += [replace(one, covered={}) for one in before]
    earlier = [in_units(one.needs) for one in before]
    own = {item: one for item, one in typed.items() if all(one != found.get(item) for found in earlier)}
    return in_units(now.needs) | own


def covered(chosen: Mapping[str, int], instead: Mapping[str, tuple[str, Fraction]]) -> dict[str, Fraction]:
    """The units of each line for which something else was chosen. `chosen`: item to units."""
    found: dict[str, Fraction] = {}
    for item in chosen.keys() & instead.keys():
        line, in_one = instead[item]
        found[line] = found.get(line, Fraction(0)) + chosen[item] / in_one
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
