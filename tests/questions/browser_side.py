"""The evaluator of the browser, in a real one: many forms with each call."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from connect.config import ROOT
from connect.incidents.questions import evaluation
from connect.incidents.questions.rules import QuestionSet

SOURCE = (ROOT / "static" / "js" / "questions.js").read_text(encoding="utf-8")
AT_ONCE = 2500
_RUN = """async ([source, forms]) => {
  const { evaluate } = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
  return forms.map(([set, typed]) => evaluate(set, typed));
}"""
Asked = tuple[QuestionSet, "dict[str, list[str]]"]


def evaluated(page: Page, forms: Sequence[Asked], source: str = SOURCE) -> list[dict[str, Any]]:
    """What the script says of each form: values, relevant and faults."""
    told = [(evaluation.for_script(questions), typed) for questions, typed in forms]
    found: list[dict[str, Any]] = []
    for start in range(0, len(told), AT_ONCE):
        found += page.evaluate(_RUN, [source, told[start : start + AT_ONCE]])
    return found


def python_says(questions: QuestionSet, typed: dict[str, list[str]]) -> dict[str, Any]:
    """What Python says of a form, in the shape of the browser."""
    outcome = evaluation.evaluate(questions, typed)
    values = {code: list(one) if isinstance(one, tuple) else one for code, one in outcome.values.items()}
    reasons = {code: wrong.reason for code, wrong in outcome.faults.items()}
    return {"values": values, "relevant": list(outcome.relevant), "faults": reasons}
