"""A set of questions read from its JSON, and everything that is wrong with one that cannot be published."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from connect.incidents.questions import rules
from connect.incidents.questions.rules import (
    Bilingual,
    Choice,
    Comparison,
    Condition,
    Fault,
    Operator,
    Question,
    QuestionSet,
    QuestionType,
    ShownTo,
)

_FIGURES = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = {"label": 300, "hint": 300, "why": 300, "unit": 20, "choice": 120}
KEYS = frozenset({
    "code", "type", "label", "hint", "required", "ask_if", "shown_to", "sensitive", "why", "from", "to", "decimals",
    "unit", "choices",
})  # fmt: skip
CHOICE_KEYS = frozenset({"code", "label", "retired"})
Asked = Mapping[str, Any]  # a question as JSON has it


def read(data: Any) -> QuestionSet:
    """The set that a published version holds. ValueError when it has faults, see `faults`."""
    if found := faults(data):
        raise ValueError(f"the set of questions has faults: {found[:3]}")
    return QuestionSet(tuple(_question(one) for one in data["questions"]))


def faults(data: Any) -> list[Fault]:
    """Everything that keeps a set from being published, in the order of its questions; empty when it is fine."""
    asked = data.get("questions") if isinstance(data, Mapping) else None
    if not isinstance(asked, list) or not asked:
        return [Fault(0, "no_questions", {})]
    found = _Faults(asked)
    for line, one in enumerate(asked, 1):
        found.line = line
        if line > rules.MOST_QUESTIONS:
            found.add("too_many", most=rules.MOST_QUESTIONS)
        if isinstance(one, Mapping):
            _check(found, one)
        else:
            found.add("shape")
    return found.all


@dataclass
class _Faults:
    """The faults found so far, and the line that is looked at."""

    asked: Sequence[Any]
    line: int = 0
    all: list[Fault] = field(default_factory=list)

    def add(self, reason: str, **values: Any) -> None:
        self.all.append(Fault(self.line, reason, values))

    def place_of(self, code: Any) -> int | None:
        """The line of the first question with a code."""
        lines = enumerate(self.asked, 1)
        return next((n for n, one in lines if isinstance(one, Mapping) and one.get("code") == code), None)


# --- One question -----------------------------------------------------------------------------------------


def _check(found: _Faults, one: Asked) -> None:
    _check_keys(found, one, KEYS)
    _check_code(found, one.get("code"))
    kind = _type_of(one)
    if kind is None:
        found.add("type", type=one.get("type"))
        return
    _check_words(found, one)
    for name in ("required", "sensitive"):
        if not isinstance(one.get(name, False), bool):
            found.add("flag", key=name)
    _check_shown(found, one, kind)
    if kind == QuestionType.NOTE and one.get("required"):
        found.add("note_required")
    if kind in rules.CHOSEN:
        _check_choices(found, one.get("choices"))
    if kind == QuestionType.NUMBER:
        _check_range(found, one)
    _check_condition(found, one.get("ask_if"), 1)


def _check_keys(found: _Faults, one: Asked, known: Iterable[str]) -> None:
    for key in sorted({str(key) for key in one} - {*known}):
        found.add("unknown_key", key=key)


def _check_code(found: _Faults, code: Any) -> None:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        found.add("code", code=code)
    elif found.place_of(code) != found.line:
        found.add("duplicate_code", code=code)


def _check_words(found: _Faults, one: Asked) -> None:
    _check_bilingual(found, one.get("label"), "label", needed=True)
    for part in ("hint", "why", "unit"):
        _check_bilingual(found, one.get(part), part)


def _check_bilingual(found: _Faults, text: Any, part: str, *, needed: bool = False) -> None:
    """Both languages or, where it may be left out, none: a label is never blank in one of them."""
    if text is None or text == {}:
        text = dict.fromkeys(rules.LANGUAGES, "")
    if not isinstance(text, Mapping) or not all(isinstance(text.get(lang, ""), str) for lang in rules.LANGUAGES):
        found.add("words", part=part)
        return
    said = {lang: str(text.get(lang, "")).strip() for lang in rules.LANGUAGES}
    for lang in rules.LANGUAGES:
        if not said[lang] and (needed or any(said.values())):
            found.add("language", part=part, lang=lang)
        if len(said[lang]) > LONGEST[part]:
            found.add("long", part=part, lang=lang, most=LONGEST[part])


def _check_shown(found: _Faults, one: Asked, kind: QuestionType) -> None:
    shown = one.get("shown_to", ShownTo.CLAIMER)
    if not isinstance(shown, str) or shown not in {*ShownTo}:
        found.add("shown_to", shown_to=shown)
    elif shown == ShownTo.PUBLIC and kind not in rules.MAY_BE_PUBLIC and kind != QuestionType.NOTE:
        found.add("public_type", type=str(kind))
    elif shown == ShownTo.PUBLIC and one.get("sensitive"):
        found.add("public_sensitive")


def _check_choices(found: _Faults, choices: Any) -> None:
    if not isinstance(choices, list) or not all(isinstance(one, Mapping) for one in choices):
        found.add("no_choices")
        return
    if not any(not one.get("retired") for one in choices):
        found.add("no_choices")
    if sum(not one.get("retired") for one in choices) > rules.MOST_CHOICES:
        found.add("many_choices", most=rules.MOST_CHOICES)
    for code, times in Counter(str(one.get("code")) for one in choices).items():
        if not CODE.fullmatch(code):
            found.add("choice_code", choice=code)
        if times > 1:
            found.add("duplicate_choice", choice=code)
    for one in choices:
        _check_keys(found, one, CHOICE_KEYS)
        _check_bilingual(found, one.get("label"), "choice", needed=True)


def _check_range(found: _Faults, one: Asked) -> None:
    decimals = one.get("decimals", 0)
    if type(decimals) is not int or decimals not in range(rules.MOST_DECIMALS + 1):
        found.add("decimals", most=rules.MOST_DECIMALS)
        return
    low, high = (_number(one.get(name), decimals) for name in ("from", "to"))
    if low is None or high is None:
        found.add("range", decimals=decimals)
    elif low >= high:
        found.add("range_order", low=str(low), high=str(high))


# --- Conditions -------------------------------------------------------------------------------------------


def _check_condition(found: _Faults, asked: Any, level: int) -> None:
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
            _check_condition(found, part, 2)
        else:
            found.add("deep")


def _check_comparison(found: _Faults, part: Asked) -> None:
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


def _leads_to(found: _Faults, place: int) -> set[int]:
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


def _check_value(found: _Faults, earlier: Asked, operator: Operator, value: Any) -> None:
    """Whether a comparison can ever be true: it knows the kind of the answer and the values that are possible."""
    kind, code = _type_of(earlier), earlier.get("code")
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


def _check_number(found: _Faults, earlier: Asked, value: Any) -> None:
    compared = _number(value, rules.MOST_DECIMALS)
    low, high = (_number(earlier.get(name), rules.MOST_DECIMALS) for name in ("from", "to"))
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


def _type_of(one: Asked) -> QuestionType | None:
    kind = one.get("type")
    return QuestionType(kind) if isinstance(kind, str) and kind in {*QuestionType} else None


def _number(value: Any, decimals: int) -> Decimal | None:
    """A number of the JSON, exact; None when it is none, too large, or has more decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or not _FIGURES.fullmatch(str(value)):
        return None
    number = Decimal(str(value))
    return number if abs(number) <= rules.LARGEST_NUMBER and number == round(number, decimals) else None


def _question(one: Asked) -> Question:
    kind = QuestionType(one["type"])
    is_number = kind == QuestionType.NUMBER
    return Question(
        code=one["code"], type=kind, label=_words(one["label"]), hint=_words(one.get("hint")),
        required=one.get("required", False), ask_if=_condition(one["ask_if"]) if one.get("ask_if") else None,
        shown_to=ShownTo(one.get("shown_to", ShownTo.CLAIMER)), sensitive=one.get("sensitive", False),
        why=_words(one.get("why")), decimals=one.get("decimals", 0) if is_number else 0,
        low=_number(one.get("from"), rules.MOST_DECIMALS) or Decimal(0),
        high=_number(one.get("to"), rules.MOST_DECIMALS) or Decimal(0),
        unit=_words(one.get("unit")),
        choices=tuple(_choice(each) for each in one["choices"]) if kind in rules.CHOSEN else (),
    )  # fmt: skip


def _words(text: Any) -> Bilingual:
    return Bilingual(*(str(text.get(lang, "")).strip() for lang in rules.LANGUAGES)) if text else Bilingual()


def _choice(one: Asked) -> Choice:
    return Choice(one["code"], _words(one["label"]), bool(one.get("retired")))


def _condition(asked: Mapping[str, Any]) -> Condition:
    ((name, parts),) = asked.items()
    return Condition(name == "all", tuple(_part(one) for one in parts))


def _part(one: Asked) -> Comparison | Condition:
    if "code" not in one:
        return _condition(one)
    operator = next(Operator(key) for key in one if key != "code")
    return Comparison(one["code"], operator, "" if operator == Operator.ANSWERED else str(one[operator]))
