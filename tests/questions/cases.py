"""The cases of `cases.json`, which the evaluators of Python and of the browser must both pass."""

import json
from pathlib import Path
from typing import Any

from connect.incidents.questions import reading
from connect.incidents.questions.rules import QuestionSet

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
SAID = {"vi": "Hỏi", "en": "Ask"}


def question_set(case: dict[str, Any]) -> QuestionSet:
    """The set of a case: its questions with words, which the cases leave out."""
    return reading.read({"questions": [_whole(one) for one in case["set"]]})


def _whole(one: dict[str, Any]) -> dict[str, Any]:
    choices = [{"code": code, "label": SAID} for code in one.get("choices", [])]
    return {"label": SAID} | one | ({"choices": choices} if choices else {})
