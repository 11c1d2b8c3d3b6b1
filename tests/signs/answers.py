"""Random clinical answers as a form posts them, most values near a limit; and the count of what goes wrong."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from connect.cases.signs import forms
from connect.incidents.signs.rules import CURRENT, Level
from tests.signs import table

EDGES = {
    "spo2": (30, 90, 91, 92, 93, 95, 96, 97, 100), "temperature": (25, 38, 39, 40, 44),
    "breaths": (0, 7, 8, 9, 20, 21, 24, 25, 29, 30, 39, 40, 49, 50, 59, 60, 150),
    "pulse": (0, 39, 40, 41, 49, 50, 120, 121, 130, 131, 300), "systolic": (30, 89, 90, 91, 120, 300),
    "diastolic": (10, 29, 59, 60, 61, 80),
}  # fmt: skip


class Sent(NamedTuple):
    """What one person answered: age band, ticks, values as typed, and the urgency chosen before (0 to 3)."""

    band: str
    ticked: frozenset[str]
    typed: dict[str, str]
    urgency: int

    def posted(self) -> "MultiDict[str, str]":
        """The fields of the form."""
        ticks = [(f"sign-{code}", "y") for code in sorted(self.ticked)]
        return MultiDict(
            [(forms.BAND, self.band), *ticks, *((f"sign-{code}", text) for code, text in self.typed.items())]
        )


def drawn(dice: random.Random) -> Sent:
    """One person's answers, among them ticks and values of another age, as a page made by hand may send them."""
    band = dice.choice([*CURRENT.bands, *CURRENT.bands, ""])
    few = dice.choice((0, 0, 1, 1, 2, 5))
    measured = dice.sample(sorted(CURRENT.measures), dice.choice((0, 0, 1, 2, 6)))
    typed = {code: _value(dice, code) for code in measured}
    if "systolic" in typed and "diastolic" in typed and int(typed["diastolic"]) >= int(typed["systolic"]):
        del typed["diastolic"]  # refused at the field, and asked again
    return Sent(band, frozenset(dice.sample(sorted(CURRENT.signs), few)), typed, dice.randrange(4))


def _value(dice: random.Random, code: str) -> str:
    if code == "temperature":
        return f"{dice.choice(EDGES[code])},{dice.choice('0015')}" if dice.random() < 0.9 else "45"
    measure = CURRENT.measures[code]
    number = dice.choice(EDGES[code]) if dice.random() < 0.8 else dice.randint(int(measure.low), int(measure.high))
    return str(number)


Read = Callable[[Sent], tuple[Level, int, bool]]  # level, urgency of the request, whether the next page has the number


def counted(sent: Sequence[Sent], read: Read) -> Counter[str]:
    """How many signs were missed, urgencies lowered, and emergencies without the number on the next page."""
    wrong: Counter[str] = Counter(missed=0, lowered=0, without_number=0)
    for one in sent:
        found, urgency, number = read(one)
        grave = table.level(one.band, _asked(one), _values(one))
        wrong["missed"] += found != grave  # one that is found where there is none counts, too: it hides the real ones
        wrong["lowered"] += urgency < max(one.urgency, {table.U: 2, table.E: 3}.get(grave, 0))
        wrong["without_number"] += grave == table.E and not number
    return wrong


def _asked(one: Sent) -> set[str]:
    return set(one.ticked)


def _values(one: Sent) -> dict[str, Decimal]:
    return {code: Decimal(text.replace(",", ".")) for code, text in one.typed.items()}
