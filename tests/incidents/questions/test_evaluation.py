"""Relevance first, in document order; what is not asked is dropped, is not required, and hides what hangs on it."""

import json
import random
from typing import Any

import pytest

from connect.config import ROOT
from connect.incidents.questions import reading, words
from connect.incidents.questions.evaluation import evaluate
from connect.incidents.questions.rules import LONGEST_TEXT
from tests.questions.browser_side import python_says
from tests.questions.cases import CASES, question_set
from tests.questions.forms import asked, form


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_python_passes_the_cases_that_both_evaluators_must_pass(case: dict[str, Any]) -> None:
    outcome = python_says(question_set(case), case["typed"])
    assert outcome == {name: case[name] for name in ("values", "relevant", "faults")}


def test_random_forms_are_decided_as_the_slow_way_decides_them() -> None:
    dice = random.Random(14)
    for one in [form(dice) for _ in range(300)]:
        outcome = python_says(reading.read(one.data), one.typed)
        assert outcome["relevant"] == asked(one)
        assert {*outcome["values"], *outcome["faults"]} <= {*asked(one)}


def test_a_long_text_is_refused_at_its_field_with_what_to_do() -> None:
    asked_of = question_set({"set": [{"code": "a", "type": "text"}]})
    outcome = evaluate(asked_of, {"a": ["ớ" * (LONGEST_TEXT + 1)]})
    assert outcome.values == {} and "300" in words.wrong(outcome.faults["a"])


def test_every_reason_has_its_words() -> None:
    asked_of = question_set({"set": [{"code": "n", "type": "number", "from": 50, "to": 100, "decimals": 1}]})
    said = [words.wrong(evaluate(asked_of, {"n": [typed]}).faults["n"]) for typed in ("950", "1,25", "x", "1.000")]
    assert "50" in said[0] and "100" in said[0] and len({*said}) == 4


def test_the_script_of_the_evaluator_is_below_3_kb() -> None:
    assert len((ROOT / "static" / "js" / "questions.js").read_bytes()) < 3000


def test_the_script_is_told_no_words() -> None:
    dice = random.Random(3)
    for one in [form(dice) for _ in range(20)]:
        told = json.dumps([*map(str, python_says(reading.read(one.data), {}))])
        assert "Hỏi" not in told
