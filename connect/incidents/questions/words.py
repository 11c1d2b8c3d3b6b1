"""Reasons of `reading` and `evaluation`, types and circles of readers, in words of whoever reads them (lazy)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from connect import formatting
from connect.incidents.questions.evaluation import Wrong
from connect.incidents.questions.rules import (
    CHOSEN,
    YES,
    Answer,
    Comparison,
    Condition,
    Fault,
    Operator,
    Question,
    QuestionSet,
    QuestionType,
    ShownTo,
)

TYPES = {
    QuestionType.YES_NO: _l("yes or no"),
    QuestionType.ONE_OF: _l("one of some"),
    QuestionType.SOME_OF: _l("several of some"),
    QuestionType.NUMBER: _l("a number"),
    QuestionType.TEXT: _l("a few words"),
    QuestionType.DATE: _l("a date"),
    QuestionType.NOTE: _l("a note, no question"),
}
SHOWN_TO = {
    ShownTo.PUBLIC: _l("everybody"),
    ShownTo.VOLUNTEER: _l("helpers with an account"),
    ShownTo.CLAIMER: _l("only the helper who takes it"),
    ShownTo.CLINICIAN: _l("only health workers"),
    ShownTo.MODERATOR: _l("only moderators"),
}
PARTS = {
    "label": _l("the question"),
    "hint": _l("the hint"),
    "why": _l("the reason for asking"),
    "unit": _l("the unit"),
    "choice": _l("a choice"),
}
LANGUAGES = {"vi": _l("Vietnamese"), "en": _l("English")}

_ANSWERS: Mapping[str, LazyString] = {
    "needed": _l("Please answer this."),
    "choice": _l("Choose one of the answers."),
    "number": _l("Write one number in figures, without words: for example 90."),
    "thousands": _l("Write the figures of the number together, without a dot or comma between thousands."),
    "whole": _l("Write a whole number, without a comma or dot."),
    "decimals": _l("Write at most %(most)s figures after the comma."),
    "range": _l("This number cannot be right: write one from %(low)s to %(high)s."),
    "long": _l("Please shorten it to %(most)s letters."),
    "date": _l("Write a date as day/month/year, for example 5/9/2026."),
}
_FAULTS: Mapping[str, LazyString] = {
    "no_questions": _l("There is no question yet."),
    "too_many": _l("At most %(most)s questions: take this one out, or put it into a set of its own."),
    "shape": _l("This is not a question."),
    "unknown_key": _l("“%(key)s” is not known here: take it out, or look how it is spelled."),
    "code": _l("A code has small letters a to z, figures and _, begins with a letter, and has at most 40 of them."),
    "duplicate_code": _l("Another question has the code “%(code)s” already."),
    "type": _l("Choose what kind of answer it takes."),
    "words": _l("%(part)s: write a text in Vietnamese and one in English."),
    "language": _l("%(part)s: the text in %(lang)s is missing."),
    "long": _l("%(part)s: at most %(most)s letters."),
    "flag": _l("“%(key)s” is either true or false."),
    "shown_to": _l("Choose who sees the answers."),
    "public_type": _l("Answers in words and dates are never shown to everybody: choose a narrower circle."),
    "public_sensitive": _l("What is sensitive is never shown to everybody: choose a narrower circle."),
    "note_required": _l("A note takes no answer, so it cannot be required."),
    "no_choices": _l("Write at least one choice."),
    "many_choices": _l("At most %(most)s choices."),
    "choice_code": _l("The code of a choice has small letters a to z, figures and _, and begins with a letter."),
    "duplicate_choice": _l("Two choices have the code “%(choice)s”."),
    "decimals": _l("A number has 0 to %(most)s figures after the comma."),
    "range": _l("Write the smallest and the largest number that can be right."),
    "range_order": _l("The smallest number must be below the largest."),
    "condition": _l("The condition cannot be read: choose an earlier question, a comparison and a value."),
    "condition_size": _l("A condition has 1 to %(most)s comparisons."),
    "deep": _l("A condition goes two levels deep, no further."),
    "unknown_question": _l("No question has the code “%(code)s”."),
    "circular": _l("The condition goes round in a circle: “%(code)s” hangs on this very question."),
    "forward": _l("“%(code)s” comes later: a condition looks only at earlier questions. Move it up."),
    "operator": _l("The answer of “%(code)s” cannot be compared like this."),
    "unknown_choice": _l("“%(choice)s” is not an answer of “%(code)s”."),
    "value": _l("“%(value)s” can never be an answer of “%(code)s”."),
    "out_of_range": _l("%(value)s can never be an answer of “%(code)s”: it goes from %(low)s to %(high)s."),
}


def wrong(found: Wrong) -> str:
    """The fault of an answer in words, with what to do."""
    return str(_ANSWERS[found.reason]) % {name: str(value) for name, value in found.values.items()}


def fault(found: Fault) -> str:
    """The fault of a set in words, with the number of the question and what to do."""
    said = str(_FAULTS[found.reason]) % _in_words(found.values)
    return _("Question %(line)s: %(said)s", line=found.line, said=said) if found.line else said


def _in_words(values: Mapping[str, Any]) -> dict[str, str]:
    tables: Mapping[str, Mapping[str, Any]] = {"part": PARTS, "lang": LANGUAGES}
    return {name: str(tables.get(name, {}).get(str(value), value))[:80] for name, value in values.items()}


def answer(question: Question, given: Answer) -> str:
    """An answer in the reader's language."""
    lang = formatting.language()
    if isinstance(given, tuple):
        return ", ".join(_choice(question, code, lang) for code in given)
    if question.type == QuestionType.YES_NO:
        return yes_no(given)
    if question.type == QuestionType.NUMBER:
        figures = given if lang == "en" else given.replace(".", ",")
        return f"{figures}\N{NO-BREAK SPACE}{question.unit.in_(lang)}" if question.unit else figures
    if question.type == QuestionType.DATE:
        return f"{date.fromisoformat(given):%d/%m/%Y}"
    return _choice(question, given, lang) if question.type in CHOSEN else given


def yes_no(code: str) -> str:
    """The word for yes, or for no."""
    return _("yes") if code == YES else _("no")


def _choice(question: Question, code: str, lang: str) -> str:
    choice = question.choice(code)
    return choice.label.in_(lang) if choice else code


def only_if(questions: QuestionSet, asked: Condition) -> str:
    """A condition in words, for those without a script: "Only if: …"."""
    return _("Only if: %(condition)s", condition=_condition(questions, asked))


def _condition(questions: QuestionSet, asked: Condition) -> str:
    parts = [
        _comparison(questions, part) if isinstance(part, Comparison) else f"({_condition(questions, part)})"
        for part in asked.parts
    ]
    return joined(parts, every=asked.every)


def joined(parts: Iterable[str], *, every: bool) -> str:
    """The parts of a condition as one: all of them, or any."""
    return (_(" and ") if every else _(" or ")).join(parts)


def _comparison(questions: QuestionSet, asked: Comparison) -> str:
    question = questions.question(asked.code)
    if question is None:
        return asked.code
    value = answer(question, asked.value) if asked.value else ""
    return compared(question.label.in_(formatting.language()), asked.operator, value)


def compared(question: str, operator: str, answer: str) -> str:
    """One look at an answer, all in words. An operator that there is not counts as whether anything was answered."""
    told = _COMPARISONS.get(operator, _COMPARISONS[Operator.ANSWERED])
    return str(told) % {"question": question, "answer": answer}


_COMPARISONS: Mapping[str, LazyString] = {
    Operator.IS: _l("“%(question)s” is answered: %(answer)s"),
    Operator.IS_NOT: _l("“%(question)s” is answered, and not: %(answer)s"),
    Operator.HAS: _l("“%(question)s” includes: %(answer)s"),
    Operator.LT: _l("“%(question)s” is below %(answer)s"),
    Operator.LE: _l("“%(question)s” is at most %(answer)s"),
    Operator.GE: _l("“%(question)s” is at least %(answer)s"),
    Operator.GT: _l("“%(question)s” is above %(answer)s"),
    Operator.ANSWERED: _l("“%(question)s” is answered"),
}
