"""The questions of what is wanted, as a form shows and checks them: which version, what was typed, what is wrong.

Fields: `q-<utility>-<code>`, for several choices repeated, and `qset-<utility>`, signed: the version that was shown.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

from flask import request

from connect import clock, formatting
from connect.cases.answers import rules
from connect.cases.answers.queries import Line, line
from connect.cases.answers.rules import Answered, Answers
from connect.cases.clinical import rules as clinical
from connect.crypto import signing
from connect.errors import NotFound
from connect.incidents import kinds
from connect.incidents.questions import evaluation, queries as questions
from connect.incidents.questions.evaluation import Typed
from connect.incidents.questions.on_form import OnForm
from connect.incidents.questions.rules import Answer, Published, Question, QuestionType, ShownTo
from connect.web.pages.forms import ErrorAt

GRACE = timedelta(hours=24)  # in which answers count that were given to the version before
PURPOSE = "questions"


class FormValues(Protocol):
    """The values of a form, several under one name."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


class Asked(OnForm):
    """The questions of one utility on a form that is sent, with the version that it carries."""

    __slots__ = ()

    @property
    def mark(self) -> str:
        """The version as the form carries it; nobody can make one up."""
        return signing.signed([self.published.utility, self.published.id], PURPOSE)

    @property
    def answered(self) -> Answered:
        """The answers that count."""
        return rules.answered(self.published.id, self.published.questions, self.outcome.values)


def asked(
    utilities: Iterable[str], path: str, posted: FormValues, at: datetime, kept: Answers = MappingProxyType({})
) -> list[Asked]:
    """The questions in force for utilities in the area of a path, in the order of the catalogue.

    `kept`: earlier answers, whose version is asked where none is in force any more.
    """
    found = (_asked(utility, _version(utility, path, at, kept), posted, at) for utility in _in_order(utilities))
    return [one for one in found if one is not None]


def shown_before(posted: FormValues) -> list[Asked]:
    """The questions that the page had which sent the form: where its place cannot be read, so that nothing is lost."""
    versions = (_seen(utility, posted) for utility in kinds.BY_CODE)
    return [_with(one, posted, is_seen=True) for one in versions if one is not None]


def of_answers(utilities: Iterable[str], path: str, at: datetime, kept: Answers) -> list[Asked]:
    """The questions with the answers that are kept: for a form that changes them."""
    versions = [(utility, _version(utility, path, at, kept)) for utility in _in_order(utilities)]
    return [_carried(version, kept.get(utility)) for utility, version in versions if version is not None]


def unasked(items: Iterable[str], path: str, at: datetime, kept: Answers) -> list[str]:
    """The questions in force, in words, that were never put to a request for these items with these answers.

    Those of a version that has followed on the one that was answered, once it is a day old. Where nothing is kept,
    because nothing was asked or all was left out, only what must be answered.
    """
    return [
        question.label.in_(formatting.language())
        for one in of_answers(_utilities(items), path, at, kept)
        for question in one.published.questions.questions
        if question.code in _unasked(one, kept.get(one.published.utility), at)
    ]


def by_circle(found: Sequence[Asked]) -> dict[ShownTo, list[Line]]:
    """Questions and answers in words, by who will read them."""
    told: dict[ShownTo, list[Line]] = {}
    for one in found:
        for question in one.published.questions.questions:
            if question.code in one.outcome.values:
                told.setdefault(_circle(one, question), []).append(line(question, one.outcome.values[question.code]))
    return told


def faults(found: Sequence[Asked]) -> list[tuple[str, str]]:
    """The field and the words of everything that is wrong."""
    return [
        (one.name(question), f"{question.label.in_(formatting.language())} {said}")
        for one in found
        for question in one.published.questions.questions
        if (said := one.faults.get(question.code))
    ]


class AsksQuestions:
    """The part of a form that asks the questions of what is wanted. They are no fields: which there are hangs on it."""

    needs: dict[str, int]
    form_errors: list[Any]
    filled_needs: Callable[[], Mapping[str, Any]]
    is_submitted: Callable[[], bool]
    _place_path: str | None = None
    _kept: Answers = MappingProxyType({})

    @property
    def place_path(self) -> str | None:
        """`areas.path` of the place whose questions are asked; None where it cannot be read."""
        return self._place_path

    def show_answers(self, path: str, kept: Answers) -> None:
        """Fills in the answers of an existing request in the area of a path, for the form that changes it."""
        self._place_path, self._kept = path, kept

    @cached_property
    def questions(self) -> list[Asked]:
        """The questions of what is wanted; those that the page had where that or the place cannot be read."""
        path = self.place_path
        if not self.is_submitted():
            return of_answers(_utilities(self.filled_needs()), path, clock.now(), self._kept) if path else []
        if path is None or not hasattr(self, "needs"):
            return shown_before(request.form)
        return asked(_utilities(self.needs), path, request.form, clock.now(), self._kept)

    @property
    def asks_more(self) -> bool:
        """Whether there are questions that the page did not show yet."""
        return any(not one.is_seen for one in self.questions)

    def check_questions(self) -> bool:
        """Whether the answers to questions that the page showed can be read, and none is missing."""
        self.__dict__.pop("questions", None)  # found before needs and place were read
        found = faults(self.questions)
        self.form_errors += [ErrorAt(name, text) for name, text in found]
        return not found

    def answers(self) -> dict[str, Answered]:
        """The answers that count, by utility."""
        return {one.published.utility: one.answered for one in self.questions if one.outcome.values}


# --- Parts ------------------------------------------------------------------------------------------------


def _version(utility: str, path: str, at: datetime, kept: Answers) -> Published | None:
    """The version in force, else that of the earlier answers."""
    current = questions.current(utility, path, at)
    return questions.published(kept[utility].set_id) if current is None and utility in kept else current


def _asked(utility: str, current: Published | None, posted: FormValues, at: datetime) -> Asked | None:
    """The version in force; that which was seen where a newer one was published less than a day ago.

    After that day answers go over to the newer one by their codes, and it is shown once more if it asks what is new.
    """
    seen = _seen(utility, posted)
    if current is None or seen is None or seen.id == current.id:
        return _with(current, posted, is_seen=seen is not None) if current else None
    replaced = questions.retired_at(seen.id)
    if replaced is not None and at < replaced + GRACE:
        return _with(seen, posted, is_seen=True)
    known = {one.code for one in seen.questions.questions}
    carried = _with(current, posted, is_seen=True)
    fresh = {*carried.outcome.relevant} - known
    return _made(current, carried.typed, is_seen=not fresh, known={*carried.outcome.values} & known)


def _carried(version: Published, kept: Answered | None) -> Asked:
    """The answers that are kept, gone over to a version; folded away where it asks what is new."""
    made = _made(version, _as_typed(kept.values if kept else {}), is_seen=False)
    if kept is None or kept.set_id == version.id or not _new(made, kept):
        return made
    return replace(made, known=frozenset({*made.outcome.values} & _codes(kept)))


def _codes(kept: Answered) -> set[str]:
    return {one.code for one in questions.published(kept.set_id).questions.questions}


def _new(made: Asked, kept: Answered) -> set[str]:
    """The codes of what is asked now and was not there in the version that was answered."""
    notes = {one.code for one in made.published.questions.questions if one.type == QuestionType.NOTE}
    return {*made.outcome.relevant} - _codes(kept) - notes


def _unasked(made: Asked, kept: Answered | None, at: datetime) -> set[str]:
    if kept is None:
        return {code for code, wrong in made.outcome.faults.items() if wrong.reason == "needed"}
    if kept.set_id == made.published.id or not (new := _new(made, kept)):
        return set()
    replaced = questions.retired_at(kept.set_id)
    return new if replaced is None or at >= replaced + GRACE else set()


def _seen(utility: str, posted: FormValues) -> Published | None:
    """The version that the page showed, if it carries the sign of this site, and for this utility."""
    told = signing.unsigned(posted.get(f"qset-{utility}", ""), PURPOSE)
    try:
        own, set_id = told
        return questions.published(set_id) if own == utility else None
    except (TypeError, ValueError, NotFound):
        return None


def _with(version: Published, posted: FormValues, *, is_seen: bool) -> Asked:
    names = {one.code: f"q-{version.utility}-{one.code}" for one in version.questions.questions}
    return _made(version, {code: posted.getlist(name) for code, name in names.items()}, is_seen=is_seen)


def _made(version: Published, typed: Typed, *, is_seen: bool, known: Collection[str] = frozenset()) -> Asked:
    return Asked(version, typed, evaluation.evaluate(version.questions, typed), is_seen, frozenset(known))


def _as_typed(values: Mapping[str, Answer]) -> dict[str, list[str]]:
    return {code: list(value) if isinstance(value, tuple) else [value] for code, value in values.items()}


def _circle(asked: Asked, question: Question) -> ShownTo:
    """Those who read an answer: a request for medical advice is shown to nobody but clinicians and moderators."""
    if question.shown_to != ShownTo.MODERATOR and clinical.is_clinical([item.code for item in asked.kind.items]):
        return ShownTo.CLINICIAN
    return question.shown_to


def _utilities(needs: Iterable[str]) -> set[str]:
    return {kinds.item(item).kind for item in needs}


def _in_order(utilities: Iterable[str]) -> list[str]:
    wanted = {*utilities}
    return [code for code in kinds.BY_CODE if code in wanted]
