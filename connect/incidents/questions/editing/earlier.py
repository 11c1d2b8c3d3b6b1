"""A draft beside the versions published before it: changes that are refused, and those its writer should know of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from connect.incidents.questions.editing.drafting import Body, Question, questions
from connect.incidents.questions.rules import LANGUAGES, Fault

Chosen = Mapping[tuple[str, str], int]


def refused(body: Body, versions: Sequence[Body]) -> list[Fault]:
    """Faults of a draft after these versions, oldest first: another type under a code, a choice that is gone."""
    known = latest(versions)
    return [
        fault
        for line, question in enumerate(questions(body), 1)
        if (old := known.get(question["code"]))
        for fault in _refused(line, question, old)
    ]


def _refused(line: int, question: Question, old: Question) -> Iterator[Fault]:
    code = question["code"]
    if question.get("type") != old.get("type"):
        yield Fault(line, "type_changed", {"code": code, "was": old.get("type"), "now": question.get("type")})
        return
    kept = choices(question)
    for choice, told in choices(old).items():
        if choice not in kept:
            yield Fault(line, "choice_deleted", {"code": code, "choice": _label(told, "vi") or choice})


def warnings(body: Body, versions: Sequence[Body], chosen: Chosen | None) -> list[Fault]:
    """Changes that the writer should know of before publishing after these versions, oldest first.

    `chosen` is how many requests have a choice as their answer, by code of question and of choice, where that is kept
    in clear; None: nobody has counted.
    """
    known = latest(versions)
    found: list[Fault] = []
    for line, one in enumerate(questions(body), 1):
        if one["code"] in known:
            found += _changed(line, one, known[one["code"]], chosen)
        if is_bare_sensitive(one):
            found.append(Fault(line, "no_reason", {"code": one["code"]}))
    there = {one["code"] for one in questions(body)}
    gone = [one for one in questions(versions[-1]) if one["code"] not in there] if versions else []
    return found + [Fault(0, "question_gone", {"code": one["code"], "was": _label(one, "vi")}) for one in gone]


def _changed(line: int, question: Question, old: Question, chosen: Chosen | None) -> Iterator[Fault]:
    code = question["code"]
    for lang in LANGUAGES:
        yield from _reworded(line, "meaning", code, _label(old, lang), _label(question, lang))
    before = choices(old)
    for choice, one in choices(question).items():
        if (told := before.get(choice)) is None:
            continue
        if one.get("retired") and not told.get("retired"):
            yield from _retired(line, old, one, chosen)
        for lang in LANGUAGES:
            yield from _reworded(line, "choice_meaning", choice, _label(told, lang), _label(one, lang))


def _reworded(line: int, reason: str, code: str, was: str, now: str) -> Iterator[Fault]:
    if was and now and was != now:
        yield Fault(line, reason, {"code": code, "was": was, "now": now})


def _retired(line: int, old: Question, choice: Question, chosen: Chosen | None) -> Iterator[Fault]:
    """A choice that people have chosen; what is sealed is not opened to be counted, so of that it may be."""
    values = {"code": old["code"], "choice": _label(choice, "vi") or choice["code"]}
    if old.get("shown_to") != "public" or chosen is None:
        yield Fault(line, "retired_maybe", values)
    elif count := chosen.get((old["code"], choice["code"]), 0):
        yield Fault(line, "retired_chosen", {**values, "count": count})


def is_bare_sensitive(question: Question) -> bool:
    """Whether a question is sensitive and does not say in both languages why it is asked."""
    why = question.get("why") or {}
    return bool(question.get("sensitive")) and not all(why.get(lang) for lang in LANGUAGES)


def latest(versions: Iterable[Body]) -> dict[str, Question]:
    """Each question that ever was by its code, as the newest version that has it tells it."""
    return {one["code"]: one for version in versions for one in questions(version)}


def choices(question: Question) -> dict[str, dict[str, Any]]:
    """The choices of a question by code."""
    return {one["code"]: one for one in question.get("choices") or ()}


def _label(of: Mapping[str, Any], lang: str) -> str:
    return str((of.get("label") or {}).get(lang) or "")
