"""The rows of a question's form that no plain field is: choices, and the condition as comparisons to choose from."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from connect.incidents.questions import evaluation, rules
from connect.incidents.questions.editing import words
from connect.incidents.questions.editing.drafting import GROUPS, Question, code_of
from connect.incidents.questions.rules import Operator, QuestionType
from connect.text import one_line

MOST_ROWS = 40  # of choices, retired ones among them
SPARE = 2  # empty rows at the end of a list
BY_VALUE = (QuestionType.NUMBER, QuestionType.DATE)
Sent = Mapping[str, str]


# --- Choices --------------------------------------------------------------------------------------------------


class ChoiceRow(NamedTuple):
    """A choice as it is typed."""

    code: str = ""
    vi: str = ""
    en: str = ""
    retired: bool = False


def choice_rows(question: Mapping[str, Any]) -> list[ChoiceRow]:
    """The choices of a question as rows."""
    return [
        ChoiceRow(one["code"], words.in_language(one, "vi"), words.in_language(one, "en"), bool(one.get("retired")))
        for one in question.get("choices") or ()
    ]


def sent_choices(sent: Sent) -> list[ChoiceRow]:
    """The rows of choices in a posted form, without the empty ones."""
    rows = (_choice_row(sent, f"choice-{n}") for n in range(MOST_ROWS))
    return [row for row in rows if row.code or row.vi or row.en]


def _choice_row(sent: Sent, name: str) -> ChoiceRow:
    code, vi, en = (one_line(sent.get(f"{name}-{part}")) for part in ("code", "vi", "en"))
    return ChoiceRow(code, vi, en, bool(sent.get(f"{name}-retired")))


def choices_of(rows: Sequence[ChoiceRow]) -> list[dict[str, Any]]:
    """The rows as a set's JSON has them; a code that was left out is proposed from the label."""
    taken, made = {row.code for row in rows if row.code}, []
    for row in rows:
        code = row.code or code_of(row.vi or row.en, taken, "c")
        taken.add(code)
        told = {"code": code, "label": {"vi": row.vi, "en": row.en}}
        made.append({**told, "retired": True} if row.retired else told)
    return made


# --- Conditions -----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A comparison as it is chosen: "code|operator|value", and what is typed beside it for a number or a date."""

    chosen: str = ""
    value: str = ""


@dataclass
class Rows:
    """A list of comparisons joined by all or any, with groups of the other level inside."""

    mode: str = "all"
    rows: list[Row] = field(default_factory=list)
    groups: list["Rows"] = field(default_factory=list)


class Option(NamedTuple):
    """One comparison to choose: what is sent, in words, and whether a value is typed beside it."""

    value: str
    label: str
    typed: bool


def options(asked: Sequence[Question], lang: str) -> list[Option]:
    """Every comparison with one of these questions."""
    return [option for question in asked for option in _options(question, lang)]


def _options(question: Question, lang: str) -> Iterator[Option]:
    kind = QuestionType(question["type"])
    for operator in rules.OPERATORS[kind]:
        for value in _values(question, kind, operator):
            told = words.comparison(question, operator, "…" if value is None else value, lang)
            chosen = f"{question['code']}|{operator}|{'' if value is None or value is True else value}"
            yield Option(chosen, told, value is None)


def _values(question: Question, kind: QuestionType, operator: Operator) -> list[Any]:
    """The values a comparison may have; [None]: one is typed."""
    if operator == Operator.ANSWERED:
        return [True]
    if kind in BY_VALUE:
        return [None]
    if kind == QuestionType.YES_NO:
        return [rules.YES, rules.NO] if operator == Operator.IS else []  # "is not yes" is "is no": both need an answer
    return [one["code"] for one in question.get("choices") or ()]


def rows_of(asked_if: Mapping[str, Any] | None, typed: Collection[str]) -> Rows:
    """A condition as rows; `typed` are the codes of questions whose answers are compared with something typed."""
    if not asked_if:
        return Rows()
    mode = "all" if "all" in asked_if else "any"
    parts = asked_if.get(mode, ())
    return Rows(
        mode, [_row(part, typed) for part in parts if "code" in part],
        [rows_of(part, typed) for part in parts if "code" not in part],
    )  # fmt: skip


def _row(part: Mapping[str, Any], typed: Collection[str]) -> Row:
    operator, value = next((key, value) for key, value in part.items() if key != "code")
    if operator == Operator.ANSWERED:
        return Row(f"{part['code']}|{operator}|")
    if operator == Operator.IS_NOT and value in (rules.YES, rules.NO):
        operator, value = Operator.IS, rules.NO if value == rules.YES else rules.YES
    if part["code"] in typed:
        return Row(f"{part['code']}|{operator}|", str(value))
    return Row(f"{part['code']}|{operator}|{value}")


def typed_of(asked: Sequence[Question]) -> set[str]:
    """The codes of questions whose answers are compared with something typed."""
    return {one["code"] for one in asked if one.get("type") in BY_VALUE}


def sent_rows(sent: Sent) -> Rows:
    """The condition in a posted form, without empty rows and groups."""
    groups = [_sent(sent, f"group-{n}") for n in range(rules.MOST_COMPARISONS)]
    return Rows(_mode(sent, "if"), _sent(sent, "if").rows, [one for one in groups if one.rows])


def _sent(sent: Sent, name: str) -> Rows:
    rows = (
        Row(one_line(sent.get(f"{name}-{n}")), one_line(sent.get(f"{name}-{n}-value")))
        for n in range(rules.MOST_COMPARISONS)
    )
    return Rows(_mode(sent, name), [row for row in rows if row.chosen])


def _mode(sent: Sent, name: str) -> str:
    return sent.get(f"{name}-mode", "") if sent.get(f"{name}-mode") in GROUPS else "all"


def condition_of(rows: Rows, asked: Sequence[Question]) -> dict[str, Any] | None:
    """The rows as a set's JSON has them; None: always asked. What was typed is left for the set's rules to judge."""
    known = {one["code"]: one for one in asked}
    parts: list[dict[str, Any]] = [_comparison(row, known) for row in rows.rows]
    parts += [inner for group in rows.groups if (inner := condition_of(group, asked))]
    return {rows.mode: parts} if parts else None


def _comparison(row: Row, known: Mapping[str, Question]) -> dict[str, Any]:
    code, operator, value = [*row.chosen.split("|", 2), "", ""][:3]
    if operator == Operator.ANSWERED:
        return {"code": code, operator: True}
    question = known.get(code, {})
    return {"code": code, operator: typed_value(question["type"], row.value) if _is_typed(question) else value}


def _is_typed(question: Mapping[str, Any]) -> bool:
    return question.get("type") in BY_VALUE


def typed_value(kind: str, text: str) -> int | str:
    """A typed number or date as a set's JSON has it: whole numbers plain, others by their figures, days as ISO 8601.

    What is neither stays as it was typed.
    """
    limit = Decimal(rules.LARGEST_NUMBER)
    probe = rules.Question(
        "x", QuestionType(kind), rules.Bilingual(), low=-limit, high=limit, decimals=rules.MOST_DECIMALS
    )  # fmt: skip
    found = evaluation.answer_of(probe, [text])
    if not isinstance(found, str):
        return text
    return int(found) if re.fullmatch(r"-?[0-9]+", found) else found
