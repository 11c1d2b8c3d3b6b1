"""The conditions of a set: everything that keeps one from being published. With the values that all checks share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from connect.incidents.questions import rules
from connect.incidents.questions.rules import Fault, Operator, QuestionType

_FIGURES = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
Asked = Mapping[str, Any]  # a question as JSON has it


@dataclass
class Faults:
    """The faults found so far, and the line that is looked at."""

    asked: Sequence[Any]
    line: int = 0
    all: list[Fault] = field(default_factory=list)

    def add(self, reason: str, **values: Any) -> None:
        """Adds a fault at the line that is looked at."""
        self.all.append(Fault(self.line, reason, values))

    def place_of(self, code: Any) -> int | None:
        """The line of the first question with a code."""
        lines = enumerate(self.asked, 1)
        return next((n for n, one in lines if isinstance(one, Mapping) and one.get("code") == code), None)


def check(found: Faults, asked: Any, level: int) -> None:
    """Adds the faults of a condition; the condition of a question is at level 1, one inside it at 2."""
    if asked is None:
        return
    parts = next(iter(asked.values())) if isinstance(asked, Mapping) and len(asked) == 1 else None
    if not isinstance(parts, list) or {*asked} - {"all", "any"} or not all(isinstance(one, Mapping) for one in parts):
        found.add("condition")
        return
    if not 1 <= len(parts) <= rules.MOST_COMPARISONS:
        found.add("condition_size", most=rules.MOST_COMPARISONS)
    for part in parts:
        if not {*part} & {"all", "any"}:
            _check_comparison(found, part)
        elif level == 1:
            check(found, part, 2)
        else:
            found.add("deep")


def _check_comparison(found: Faults, part: Asked) -> None:
    operators = [key for key in part if key != "code"]
    if len(operators) != 1 or operators[0] not in {*Operator} or "code" not in part:
        found.add("condition")
        return
    code, place = part["code"], found.place_of(part["code"])
    if place is None:
        found.add("unknown_question", code=code)
    elif place >= found.line:
        found.add("circular" if found.line in _leads_to(found, place) else "forward", code=code)
    else:
        _check_value(found, found.asked[place - 1], Operator(operators[0]), part[operators[0]])


def _leads_to(found: Faults, place: int) -> set[int]:
    """The lines on which the question of a line hangs, however far, with its own."""
    seen, waiting = set[int](), [place]
    while waiting:
        line = waiting.pop()
        if line in seen:
            continue
        seen.add(line)
        waiting += [n for code in _codes_in(found.asked[line - 1].get("ask_if")) if (n := found.place_of(code))]
    return seen


def _codes_in(asked: Any, level: int = 0) -> list[Any]:
    if isinstance(asked, Mapping) and level < 6:
        own = [asked["code"]] if "code" in asked else []
        return own + [code for part in asked.values() for code in _codes_in(part, level + 1)]
    return [code for part in asked for code in _codes_in(part, level + 1)] if isinstance(asked, list) else []


def _check_value(found: Faults, earlier: Asked, operator: Operator, value: Any) -> None:
    """Whether a comparison can ever be true: it knows the kind of the answer and the values that are possible."""
    kind, code = type_of(earlier), earlier.get("code")
    if kind is None:
        return  # said at its own line
    if operator not in rules.OPERATORS[kind]:
        found.add("operator", operator=str(operator), type=str(kind), code=code)
    elif operator == Operator.ANSWERED:
        if value is not True:
            found.add("condition")
    elif kind in (QuestionType.YES_NO, *rules.CHOSEN) and value not in _choice_codes(earlier):
        found.add("unknown_choice", choice=value, code=code)
    elif kind == QuestionType.DATE and not is_day(value):
        found.add("value", value=value, code=code)
    elif kind == QuestionType.NUMBER:
        _check_number(found, earlier, value)


def _choice_codes(earlier: Asked) -> list[Any]:
    choices = earlier.get("choices")
    if earlier.get("type") == QuestionType.YES_NO:
        return [rules.YES, rules.NO]
    return [one.get("code") for one in choices if isinstance(one, Mapping)] if isinstance(choices, list) else []


def _check_number(found: Faults, earlier: Asked, value: Any) -> None:
    compared = number_of(value, rules.MOST_DECIMALS)
    low, high = (number_of(earlier.get(name), rules.MOST_DECIMALS) for name in ("from", "to"))
    if compared is None:
        found.add("value", value=value, code=earlier.get("code"))
    elif low is not None and high is not None and not low <= compared <= high:
        found.add("out_of_range", value=str(compared), low=str(low), high=str(high), code=earlier.get("code"))


# --- Values -----------------------------------------------------------------------------------------------


def is_day(value: Any) -> bool:
    """Whether it is a day as ISO 8601 writes it, between 1900 and 2100."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return rules.FIRST_DAY <= value <= rules.LAST_DAY


def type_of(one: Asked) -> QuestionType | None:
    """The kind of answer of a question; None when it is no known one."""
    kind = one.get("type")
    return QuestionType(kind) if isinstance(kind, str) and kind in {*QuestionType} else None


def number_of(value: Any, decimals: int) -> Decimal | None:
    """A number of the JSON, exact; None when it is none, too large, or has more decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or not _FIGURES.fullmatch(str(value)):
        return None
    number = Decimal(str(value))
    return number if abs(number) <= rules.LARGEST_NUMBER and number == round(number, decimals) else None
