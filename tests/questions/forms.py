"""Random sets of questions with random answers, of which it is known beforehand what each answer counts as."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Json = dict[str, Any]
Known = Mapping[
    str, "str | list[str] | None"
]  # what an answer counts as where it is asked for; None: nothing, or wrong

KINDS = ("yes_no", "one_of", "some_of", "number", "text", "date", "note")
WORDS = ("nước", "gạo 5 kg", "khoảng 90", "hai con nhỏ", "0", "yes", "  ", "no\u200b", "ở trên gác\n")


@dataclass(frozen=True)
class Form:
    """A set as JSON has it, what was typed, and what each typed answer counts as."""

    data: Json
    typed: dict[str, list[str]]
    known: Known


def form(dice: random.Random) -> Form:
    """One form. Conditions lean on whatever stands before, so hiding cascades often."""
    questions: list[Json] = []
    for number in range(dice.randint(1, 12)):
        questions.append(_question(dice, f"q{number}", questions))
    answers = {one["code"]: _answer(dice, one) for one in questions}
    typed = {code: said for code, (said, _counts) in answers.items() if said is not None}
    return Form({"questions": questions}, typed, {code: counts for code, (_said, counts) in answers.items()})


def asked(form: Form) -> list[str]:
    """The codes that are asked, found the slow way: each by its condition, each answer only if it is asked itself."""
    by_code = {one["code"]: one for one in form.data["questions"]}

    @cache
    def is_asked(code: str) -> bool:
        return _is_true(by_code[code].get("ask_if"))

    def _is_true(condition: Any) -> bool:
        if condition is None:
            return True
        if "code" not in condition:
            ((name, parts),) = condition.items()
            return (all if name == "all" else any)([_is_true(part) for part in parts])
        ((how, value),) = ((key, value) for key, value in condition.items() if key != "code")
        counts = form.known[condition["code"]] if is_asked(condition["code"]) else None
        return counts is not None and _fits(by_code[condition["code"]]["type"], counts, how, value)

    return [code for code in by_code if is_asked(code)]


def _fits(kind: str, counts: Any, how: str, value: Any) -> bool:
    if how == "answered":
        return True
    if how == "has":
        return value in counts
    left, right = (float(counts), float(value)) if kind == "number" else (counts, value)
    return {
        "is": left == right, "is_not": left != right, "lt": left < right, "le": left <= right, "ge": left >= right,
        "gt": left > right,
    }[how]  # fmt: skip


# --- Questions --------------------------------------------------------------------------------------------


def _question(dice: random.Random, code: str, earlier: list[Json]) -> Json:
    kind = dice.choice(KINDS)
    made: Json = {"code": code, "type": kind, "label": {"vi": "Hỏi", "en": "Ask"}, "shown_to": "claimer"}
    if kind != "note" and dice.random() < 0.5:
        made["required"] = True
    if kind in ("one_of", "some_of"):
        choices = [f"c{n}" for n in range(dice.randint(1, 12))]
        made["choices"] = [{"code": one, "label": {"vi": one, "en": one}} for one in choices]
        if len(choices) > 1 and dice.random() < 0.3:
            made["choices"][-1]["retired"] = True
    if kind == "number":
        low = dice.choice((-20, 0, 0, 40))
        made |= {"from": low, "to": low + dice.choice((1, 60, 500, 5000)), "decimals": dice.choice((0, 0, 1, 2))}
    useful = [one for one in earlier if one["type"] != "note"]
    if useful and dice.random() < 0.7:
        made["ask_if"] = _condition(dice, useful, 1)
    return made


def _condition(dice: random.Random, earlier: list[Json], level: int) -> Json:
    parts = [
        _condition(dice, earlier, 2) if level == 1 and dice.random() < 0.3 else _comparison(dice, dice.choice(earlier))
        for _ in range(dice.randint(1, 3))
    ]
    return {dice.choice(("all", "any")): parts}


def _comparison(dice: random.Random, one: Json) -> Json:
    kind, code = one["type"], one["code"]
    if kind == "text" or dice.random() < 0.15:
        return {"code": code, "answered": True}
    if kind == "some_of":
        return {"code": code, "has": dice.choice(one["choices"])["code"]}
    if kind in ("yes_no", "one_of"):
        values = ["yes", "no"] if kind == "yes_no" else [choice["code"] for choice in one["choices"]]
        return {"code": code, dice.choice(("is", "is_not")): dice.choice(values)}
    value = _day(dice) if kind == "date" else dice.randint(one["from"], one["to"])
    return {"code": code, dice.choice(("is", "is_not", "lt", "le", "ge", "gt")): value}


# --- Answers ----------------------------------------------------------------------------------------------

Answered = tuple["list[str] | None", "str | list[str] | None"]


def _answer(dice: random.Random, one: Json) -> Answered:
    """What was typed, and what it counts as."""
    if dice.random() < 0.15:
        return dice.choice((None, [], [""], [" \u200b"])), None
    return _ANSWERS[one["type"]](dice, one)


def _yes_no(dice: random.Random, _one: Json) -> Answered:
    return dice.choice(((["yes"], "yes"), (["no"], "no"), (["yes", "no"], None), (["có"], None)))


def _one_of(dice: random.Random, one: Json) -> Answered:
    choice = dice.choice([*one["choices"], {"code": "unknown", "retired": True}])
    return [choice["code"]], None if choice.get("retired") else choice["code"]


def _some_of(dice: random.Random, one: Json) -> Answered:
    offered = [choice["code"] for choice in one["choices"] if not choice.get("retired")]
    chosen = [code for code in offered if dice.random() < 0.5]
    shuffled = dice.sample(chosen, len(chosen))
    if dice.random() < 0.1:
        return [*shuffled, "unknown"], None
    return shuffled, chosen or None


def _number(dice: random.Random, one: Json) -> Answered:
    value = dice.randint(one["from"] - 3, one["to"] + 3)
    fine = one["from"] <= value <= one["to"]
    written = str(value)
    shape = dice.random()
    if shape < 0.15:
        return [dice.choice(("khoảng 90", "9O", "1e2", "0x1", "90%", "+5", "٣", "5 6", ".5", "5.", "--1", "NaN"))], None
    if shape < 0.25:
        return [f"{value}{dice.choice('.,')}000"], None
    if shape < 0.45:
        part = dice.choice(("5", "0", "25", "1234"))
        is_inside = one["from"] <= float(f"{value}.{part}") <= one["to"]
        fits = len(part) <= one["decimals"] and is_inside
        return [f"{value}{dice.choice('.,')}{part}"], f"{value}.{part}" if fits else None
    if shape < 0.6 and value >= 0:
        return [f" 00{value}\u00a0"], written if fine else None
    return [written], written if fine else None


def _text(dice: random.Random, _one: Json) -> Answered:
    if dice.random() < 0.1:
        length = dice.choice((300, 301))
        return ["ớ" * length], "ớ" * length if length == 300 else None
    said = dice.choice(WORDS)
    return [said], " ".join(said.replace("\u200b", "").split()) or None


def _date(dice: random.Random, _one: Json) -> Answered:
    day = _day(dice)
    shape = dice.random()
    if shape < 0.3:
        year, month, of_month = day.split("-")
        mark = dice.choice("/-.")
        return [f"{int(of_month)}{mark}{int(month)}{mark}{year}"], day
    if shape < 0.5:
        return [dice.choice(("hôm qua", "2025-02-29", "31/11/2026", "5/9/26", "1899-12-31", "2101-01-01"))], None
    return [day], day


def _day(dice: random.Random) -> str:
    return f"{dice.randint(2024, 2028)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


def _note(_dice: random.Random, _one: Json) -> Answered:
    return ["a note takes no answer"], None


_ANSWERS = {
    "yes_no": _yes_no, "one_of": _one_of, "some_of": _some_of, "number": _number, "text": _text, "date": _date,
    "note": _note,
}  # fmt: skip
