"""Changes of a draft: from the JSON of a set to another one, which is always a new value."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from connect.incidents.questions.rules import LANGUAGES
from connect.text import folded

Question = dict[str, Any]
Body = Mapping[str, Any]
CODE_CHARS = 30
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
GROUPS = ("all", "any")


def questions(body: Body) -> list[Question]:
    """The questions of a set in their order."""
    return list(body.get("questions", ()))


def find(body: Body, code: str | None) -> Question | None:
    """The question of a code, or None."""
    return next((one for one in questions(body) if one["code"] == code), None)


def before(body: Body, code: str | None) -> list[Question]:
    """The questions that stand before one; for a code that is not there yet, all of them."""
    found: list[Question] = []
    for one in questions(body):
        if one["code"] == code:
            break
        found.append(one)
    return found


def digest(value: object) -> str:
    """A short mark of a value of JSON, by which a form tells what was read; "" of nothing."""
    if value is None:
        return ""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest()[:16]


def code_of(label: str, taken: Collection[str], otherwise: str = "q") -> str:
    """A code proposed from words: "Ai không đi được?" is "ai_khong_di_duoc"; with a number where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "_", folded(label)).strip("_")
    bare = words if words[:1].isalpha() else f"{otherwise}_{words}".strip("_")
    bare = bare[:CODE_CHARS].strip("_")
    numbers = (f"{bare[: CODE_CHARS - 3]}_{number}" for number in range(2, 100))
    return bare if bare not in taken else next(one for one in numbers if one not in taken)


def put(body: Body, question: Question, was: str | None) -> dict[str, Any]:
    """The set with a question in place of the one with the code `was`, or at its end; conditions follow its code."""
    there = questions(body)
    if was is None:
        return {**body, "questions": [*there, question]}
    changed = [question if one["code"] == was else _renamed(one, was, question["code"]) for one in there]
    return {**body, "questions": changed}


def without(body: Body, code: str) -> dict[str, Any]:
    """The set without a question."""
    return {**body, "questions": [one for one in questions(body) if one["code"] != code]}


def moved(body: Body, code: str, step: int) -> dict[str, Any]:
    """The set with a question so many places further down, or up for a negative step, within the ends."""
    there = questions(body)
    begin = next((n for n, one in enumerate(there) if one["code"] == code), None)
    if begin is None:
        return dict(body)
    one = there.pop(begin)
    there.insert(max(0, begin + step), one)
    return {**body, "questions": there}


def leaning_on(body: Body, code: str) -> list[Question]:
    """The questions whose conditions name one."""
    return [one for one in questions(body) if code in named_in(one.get("ask_if"))]


def named_in(condition: Mapping[str, Any] | None) -> set[str]:
    """The codes of all questions that a condition compares."""
    if not condition:
        return set()
    inner = [one for mode in GROUPS for one in condition.get(mode, ())]
    return {condition["code"]} if "code" in condition else set().union(*map(named_in, inner))


def _renamed(question: Question, was: str, code: str) -> Question:
    if was == code or was not in named_in(question.get("ask_if")):
        return question
    return {**question, "ask_if": _with_code(question["ask_if"], was, code)}


def _with_code(condition: Mapping[str, Any], was: str, code: str) -> dict[str, Any]:
    if "code" in condition:
        return {**condition, "code": code if condition["code"] == was else condition["code"]}
    return {mode: [_with_code(one, was, code) for one in condition[mode]] for mode in GROUPS if mode in condition}


def filled_up(body: Body) -> dict[str, Any]:
    """The set with each text that is missing in one language taken from the other, so that a draft can be tried."""
    asked = [_both(one) | {"choices": [_both(choice) for choice in one["choices"]]} if "choices" in one else _both(one)
             for one in questions(body)]  # fmt: skip
    return {**body, "questions": asked}


def _both(of: Question) -> Question:
    said = {part: of[part] for part in ("label", "hint", "why", "unit") if of.get(part)}
    return {**of, **{part: {lang: text.get(lang) or "".join(text.values()) for lang in LANGUAGES}
                     for part, text in said.items()}}  # fmt: skip
