"""Words for the writer of questions: conditions, faults, and warnings before publishing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import LazyString, gettext as _, lazy_gettext as _l, ngettext

from connect.incidents.questions import words
from connect.incidents.questions.editing.drafting import Question
from connect.incidents.questions.rules import Fault

_TOLD: Mapping[str, LazyString] = {
    "type_changed": _l("“%(code)s” was published with another kind of answer. Give the new kind a code of its own."),
    "choice_deleted": _l(
        "The choice “%(choice)s” was published, and people may have chosen it: retire it, do not delete it."
    ),
    "meaning": _l(
        "The words changed from “%(was)s” to “%(now)s”. If that asks something else, give it a code of its own: "
        "earlier answers lie under this one."
    ),
    "choice_meaning": _l(
        "The choice “%(was)s” is now “%(now)s”. If that is something else, retire it and add a new one."
    ),
    "retired_maybe": _l(
        "The choice “%(choice)s” is retired and may have been chosen; answers that are kept sealed are not opened to "
        "be counted."
    ),
    "no_reason": _l("It is sensitive and does not say why it is asked. People answer when they know what it is for."),
    "question_gone": _l("“%(was)s” is asked no longer. Answers given so far are kept with their version."),
}


def said(fault: Fault) -> str:
    """A fault or a warning, with the number of the question, and what to do."""
    text = without_line(fault)
    return _("Question %(line)s: %(said)s", line=fault.line, said=text) if fault.line else text


def without_line(fault: Fault) -> str:
    """The same, for a page on which it stands at its question."""
    values = {name: str(value)[:80] for name, value in fault.values.items()}
    if fault.reason == "retired_chosen":
        return ngettext(
            "The choice “%(choice)s” is retired; %(num)s request has it as its answer, which stays.",
            "The choice “%(choice)s” is retired; %(num)s requests have it as their answer, which stays.",
            fault.values["count"], choice=values["choice"],
        )  # fmt: skip
    told = _TOLD.get(fault.reason)
    return str(told) % values if told else words.fault(Fault(0, fault.reason, fault.values))


def condition(asked_if: Mapping[str, Any] | None, asked: Sequence[Question], lang: str) -> str:
    """When a question is asked, in words: “On the roof?” is answered: yes and (… or …). Empty: always."""
    if not asked_if:
        return ""
    mode = "all" if "all" in asked_if else "any"
    parts = [_part(one, asked, lang) for one in asked_if.get(mode, ())]
    return words.joined(parts, every=mode == "all")


def _part(part: Mapping[str, Any], asked: Sequence[Question], lang: str) -> str:
    if "code" not in part:
        return f"({condition(part, asked, lang)})"
    operator, value = next(((key, value) for key, value in part.items() if key != "code"), ("answered", True))
    question = next((one for one in asked if one["code"] == part["code"]), None)
    return comparison(question or {"code": part["code"]}, operator, value, lang)


def comparison(question: Mapping[str, Any], operator: str, value: Any, lang: str) -> str:
    """One comparison in words."""
    return words.compared(label(question, lang), operator, value_name(question, value, lang))


def value_name(question: Mapping[str, Any], value: Any, lang: str) -> str:
    """A value that an answer is compared with, as its choice is called."""
    if question.get("type") == "yes_no":
        return words.yes_no(value)
    found = next((one for one in question.get("choices") or () if one.get("code") == value), None)
    return label(found, lang) if found else str(value)


def label(of: Mapping[str, Any], lang: str) -> str:
    """The words of a question or choice in a language, else in the other, else its code."""
    told = of.get("label") or {}
    return str(told.get(lang) or told.get("vi") or told.get("en") or of.get("code") or "")


def in_language(of: Mapping[str, Any], lang: str) -> str:
    """The words of a question or choice in one language; empty where they are missing."""
    return str((of.get("label") or {}).get(lang) or "")


def by_line(faults: Iterable[Fault]) -> dict[int, list[str]]:
    """Faults in words by the number of the question; 0 for those of the whole set."""
    found: dict[int, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.line, []).append(without_line(fault))
    return found
