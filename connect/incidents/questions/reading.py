"""A set of questions read from its JSON, and everything that is wrong with one that cannot be published."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from connect.incidents.questions import conditions, rules
from connect.incidents.questions.conditions import Asked, Faults
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

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = {"label": 300, "hint": 300, "why": 300, "unit": 20, "choice": 120}
KEYS = frozenset({
    "code", "type", "label", "hint", "required", "ask_if", "shown_to", "sensitive", "why", "from", "to", "decimals",
    "unit", "choices",
})  # fmt: skip
CHOICE_KEYS = frozenset({"code", "label", "retired"})


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
    found = Faults(asked)
    for line, one in enumerate(asked, 1):
        found.line = line
        if line > rules.MOST_QUESTIONS:
            found.add("too_many", most=rules.MOST_QUESTIONS)
        if isinstance(one, Mapping):
            _check(found, one)
        else:
            found.add("shape")
    return found.all


# --- One question -----------------------------------------------------------------------------------------


def _check(found: Faults, one: Asked) -> None:
    _check_keys(found, one, KEYS)
    _check_code(found, one.get("code"))
    kind = conditions.type_of(one)
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
    conditions.check(found, one.get("ask_if"), 1)


def _check_keys(found: Faults, one: Asked, known: Iterable[str]) -> None:
    for key in sorted({str(key) for key in one} - {*known}):
        found.add("unknown_key", key=key)


def _check_code(found: Faults, code: Any) -> None:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        found.add("code", code=code)
    elif found.place_of(code) != found.line:
        found.add("duplicate_code", code=code)


def _check_words(found: Faults, one: Asked) -> None:
    _check_bilingual(found, one.get("label"), "label", needed=True)
    for part in ("hint", "why", "unit"):
        _check_bilingual(found, one.get(part), part)


def _check_bilingual(found: Faults, text: Any, part: str, *, needed: bool = False) -> None:
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


def _check_shown(found: Faults, one: Asked, kind: QuestionType) -> None:
    shown = one.get("shown_to", ShownTo.CLAIMER)
    if not isinstance(shown, str) or shown not in {*ShownTo}:
        found.add("shown_to", shown_to=shown)
    elif shown == ShownTo.PUBLIC and kind not in rules.MAY_BE_PUBLIC and kind != QuestionType.NOTE:
        found.add("public_type", type=str(kind))
    elif shown == ShownTo.PUBLIC and one.get("sensitive"):
        found.add("public_sensitive")


def _check_choices(found: Faults, choices: Any) -> None:
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


def _check_range(found: Faults, one: Asked) -> None:
    decimals = one.get("decimals", 0)
    if type(decimals) is not int or decimals not in range(rules.MOST_DECIMALS + 1):
        found.add("decimals", most=rules.MOST_DECIMALS)
        return
    low, high = (conditions.number_of(one.get(name), decimals) for name in ("from", "to"))
    if low is None or high is None:
        found.add("range", decimals=decimals)
    elif low >= high:
        found.add("range_order", low=str(low), high=str(high))


# --- The values ---------------------------------------------------------------------------------------------


def _question(one: Asked) -> Question:
    kind = QuestionType(one["type"])
    is_number = kind == QuestionType.NUMBER
    return Question(
        code=one["code"], type=kind, label=_words(one["label"]), hint=_words(one.get("hint")),
        required=one.get("required", False), ask_if=_condition(one["ask_if"]) if one.get("ask_if") else None,
        shown_to=ShownTo(one.get("shown_to", ShownTo.CLAIMER)), sensitive=one.get("sensitive", False),
        why=_words(one.get("why")), decimals=one.get("decimals", 0) if is_number else 0,
        low=conditions.number_of(one.get("from"), rules.MOST_DECIMALS) or Decimal(0),
        high=conditions.number_of(one.get("to"), rules.MOST_DECIMALS) or Decimal(0),
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
