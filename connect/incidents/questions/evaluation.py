"""Which questions are asked, given the answers so far, and what is wrong with an answer.

`static/js/questions.js` does the same in the browser; `tests/questions/cases.json` holds both to the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from connect.incidents.questions import rules
from connect.incidents.questions.conditions import is_day
from connect.incidents.questions.rules import (
    Answer,
    Comparison,
    Condition,
    Operator,
    Question,
    QuestionSet,
    QuestionType,
)
from connect.text import clean

Typed = Mapping[str, Sequence[str]]  # what was posted of each question, by code
Values = dict[str, Answer]

_NUMBER = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]+))?")
_DAY = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Wrong:
    """The fault of one answer: a reason, and what its words speak of."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answers that count, the codes of the questions that are asked, and what is wrong, by code."""

    values: Values
    relevant: tuple[str, ...]
    faults: dict[str, Wrong]


def evaluate(questions: QuestionSet, typed: Typed) -> Outcome:
    """Decides question by question, in the order of the page.

    What is not asked has no answer, whatever was typed, and is not required; so what hangs on it is not asked either.
    """
    outcome = Outcome({}, (), {})
    for question in questions.questions:
        if question.ask_if is None or holds(questions, question.ask_if, outcome.values):
            outcome = _with(outcome, question, typed.get(question.code, ()))
    return outcome


def _with(outcome: Outcome, question: Question, typed: Sequence[str]) -> Outcome:
    relevant = (*outcome.relevant, question.code)
    if question.type == QuestionType.NOTE:
        return Outcome(outcome.values, relevant, outcome.faults)
    found = answer_of(question, typed)
    if isinstance(found, Wrong):
        return Outcome(outcome.values, relevant, outcome.faults | {question.code: found})
    return Outcome(outcome.values | ({question.code: found} if found else {}), relevant, outcome.faults)


# --- Conditions -------------------------------------------------------------------------------------------


def holds(questions: QuestionSet, condition: Condition, values: Mapping[str, Answer]) -> bool:
    """Whether a condition is true of the answers so far. One that is not there makes every comparison false."""
    parts = (
        holds(questions, part, values) if isinstance(part, Condition) else _compares(questions, part, values)
        for part in condition.parts
    )
    return all(parts) if condition.every else any(parts)


def _compares(questions: QuestionSet, asked: Comparison, values: Mapping[str, Answer]) -> bool:
    answer, question = values.get(asked.code), questions.question(asked.code)
    if answer is None or question is None:
        return False
    if asked.operator == Operator.ANSWERED:
        return True
    if isinstance(answer, tuple):
        return asked.value in answer
    if question.type == QuestionType.NUMBER:
        return _ordered(asked.operator, Decimal(answer), Decimal(asked.value))
    return _ordered(asked.operator, answer, asked.value)


def _ordered(operator: Operator, answer: Any, value: Any) -> bool:
    return bool({
        Operator.IS: answer == value, Operator.IS_NOT: answer != value, Operator.LT: answer < value,
        Operator.LE: answer <= value, Operator.GE: answer >= value, Operator.GT: answer > value,
    }.get(operator, False))  # fmt: skip


# --- One answer -------------------------------------------------------------------------------------------


def answer_of(question: Question, typed: Sequence[str]) -> Answer | Wrong | None:
    """The answer to a question that is asked; None when there is none and none is needed. Nothing is guessed."""
    said = [text for one in typed if (text := in_one_line(one))]
    if not said:
        return Wrong("needed") if question.required else None
    if question.type == QuestionType.SOME_OF:
        return _chosen(question, said)
    if len(set(said)) > 1:
        return Wrong("choice")  # one question has one answer; a form of ours sends no second
    return _ONE[question.type](question, said[0])


def in_one_line(text: str) -> str:
    """The typed text as it is kept: one line without what nobody can see."""
    return " ".join(clean(text).split())


def _chosen(question: Question, said: Sequence[str]) -> Answer | Wrong:
    offered = [choice.code for choice in question.offered]
    if not {*said} <= {*offered}:
        return Wrong("choice")
    return tuple(code for code in offered if code in said)


def _one_of(question: Question, text: str) -> Answer | Wrong:
    return text if text in {choice.code for choice in question.offered} else Wrong("choice")


def _yes_no(_question: Question, text: str) -> Answer | Wrong:
    return text if text in (rules.YES, rules.NO) else Wrong("choice")


def _number(question: Question, text: str) -> Answer | Wrong:
    """Figures, with a comma or a dot before decimals where the question has some. "about 90" is no number."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return Wrong("number")
    sign, whole, part = found.group(1), found.group(2).lstrip("0") or "0", found.group(3) or ""
    if len(part) == 3:
        return Wrong("thousands")  # 1.000 is a thousand to some and one to others
    if len(part) > question.decimals:
        return Wrong("decimals", {"most": question.decimals}) if question.decimals else Wrong("whole")
    written = sign + whole + (f".{part}" if part else "")
    if len(whole) > 9 or not question.low <= Decimal(written) <= question.high:
        return Wrong("range", {"low": question.low, "high": question.high})
    return written


def _text(_question: Question, text: str) -> Answer | Wrong:
    return text if len(text) <= rules.LONGEST_TEXT else Wrong("long", {"most": rules.LONGEST_TEXT})


def _day(_question: Question, text: str) -> Answer | Wrong:
    """ISO 8601, as browsers send it, or day, month and year, as people write it here."""
    found = _DAY.fullmatch(text)
    iso = f"{found[3]}-{found[2]:>02}-{found[1]:>02}" if found else text
    return iso if is_day(iso) else Wrong("date")


_ONE = {
    QuestionType.YES_NO: _yes_no, QuestionType.ONE_OF: _one_of, QuestionType.NUMBER: _number,
    QuestionType.TEXT: _text, QuestionType.DATE: _day,
}  # fmt: skip


# --- For the browser --------------------------------------------------------------------------------------


def for_script(questions: QuestionSet) -> list[dict[str, Any]]:
    """The facts by which the script in the browser decides the same: no words, no circles of readers."""
    return [_for_script(one) for one in questions.questions]


def _for_script(one: Question) -> dict[str, Any]:
    made: dict[str, Any] = {"code": one.code, "type": str(one.type)}
    if one.required:
        made["required"] = 1
    if one.ask_if:
        made["ask_if"] = _condition_for_script(one.ask_if)
    if one.type == QuestionType.NUMBER:
        made |= {"from": float(one.low), "to": float(one.high), "decimals": one.decimals}
    if one.choices:
        made["choices"] = [choice.code for choice in one.offered]
    return made


def _condition_for_script(asked: Condition | Comparison) -> dict[str, Any]:
    if isinstance(asked, Comparison):
        return {"code": asked.code, str(asked.operator): asked.value}
    return {"all" if asked.every else "any": [_condition_for_script(part) for part in asked.parts]}
