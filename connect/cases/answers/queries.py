"""Reading answers: as the requester gave them, and as far as somebody who looks at a case may read them."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from connect import db, formatting
from connect.cases.answers import rules
from connect.cases.answers.models import CaseAnswers, CasePublicAnswer
from connect.cases.answers.rules import Answered
from connect.cases.disclosure.case_view import CaseView
from connect.cases.disclosure.masking import words as masking
from connect.cases.models import Case, CaseSecret
from connect.incidents import kinds
from connect.incidents.questions import queries as questions, words
from connect.incidents.questions.rules import Answer, Question, QuestionType


class Line(NamedTuple):
    """One question and its answer in words."""

    asked: str
    said: str
    is_text: bool = False


class Told(NamedTuple):
    """The answers to the questions of one utility, in words."""

    name: str
    icon: str
    lines: list[Line]


def of_case(case: Case) -> dict[str, Answered]:
    """Everything that was answered, opened: for the requester, and for writing. For others there is `told`."""
    found: dict[str, Answered] = {}
    for row in db.session.scalars(sa.select(CaseAnswers).where(CaseAnswers.case_id == case.id)):
        values = rules.values_of(json.loads(row.said))
        found[row.utility] = rules.answered(row.set_id, questions.published(row.set_id).questions, values)
    return found


def told(view: CaseView) -> list[Told]:
    """The answers that this viewer may read. Nothing is opened for those who read only what is for everybody."""
    if view.sight.words == "no" and view.sight.contact != "own":
        return _in_words(_public_of(view.case), view)
    return _in_words(of_case(view.case), view)


def _public_of(case: Case) -> dict[str, Answered]:
    rows = db.session.execute(
        sa.select(CasePublicAnswer.utility, CasePublicAnswer.set_id, CasePublicAnswer.code, CasePublicAnswer.value)
        .where(CasePublicAnswer.case_id == case.id)
    ).all()  # fmt: skip
    found: dict[str, Answered] = {}
    for utility in sorted({row.utility for row in rows}):
        own = [row for row in rows if row.utility == utility]
        asked = questions.published(own[0].set_id).questions
        values = {one.code: _value(one, [row.value for row in own if row.code == one.code]) for one in asked.questions}
        found[utility] = Answered(own[0].set_id, {code: value for code, value in values.items() if value})
    return found


def _value(question: Question, kept: list[str]) -> Answer:
    """The answer that one row or several hold; choices in the order of the set."""
    if question.type == QuestionType.SOME_OF:
        return tuple(choice.code for choice in question.choices if choice.code in kept)
    return kept[0] if kept else ""


def _in_words(answers: Mapping[str, Answered], view: CaseView) -> list[Told]:
    told = ((utility, list(_lines(one, view))) for utility, one in answers.items())
    order = {code: number for number, code in enumerate(kinds.BY_CODE)}
    shown = sorted((one for one in told if one[1]), key=lambda one: order.get(one[0], len(order)))
    return [Told(kinds.kind(utility).name(formatting.language()), kinds.kind(utility).icon, lines)
            for utility, lines in shown]  # fmt: skip


def _lines(one: Answered, view: CaseView) -> Iterable[Line]:
    for question in questions.published(one.set_id).questions.questions:
        if question.code not in one.values:
            continue
        read = rules.answers_of(view.sight, view.roles, question)
        if read != "no":
            said = line(question, one.values[question.code])
            yield said._replace(said=covered(view.case, said.said)) if read == "masked" else said


def line(question: Question, value: Answer) -> Line:
    """A question and its answer in the reader's language."""
    lang = formatting.language()
    return Line(question.label.in_(lang), words.answer(question, value), question.type == QuestionType.TEXT)


def covered(case: Case, text: str) -> str:
    """An answer in words as those read it who may not know of whom it is: without names, phones and doors."""
    secret = db.session.get_one(CaseSecret, case.id)
    return masking.masked(masking.without_names(text, secret.name, secret.reporter_name or ""))


@questions.counted_by
def counts(utility: str, set_ids: Iterable[int]) -> dict[tuple[str, str], int]:
    """How many cases gave each answer that is for everybody, by code of question and value, to some versions."""
    kept = CasePublicAnswer
    statement = sa.select(kept.code, kept.value, sa.func.count()).where(
        kept.utility == utility, kept.set_id.in_(list(set_ids))
    )
    return {(code, value): n for code, value, n in db.session.execute(statement.group_by(kept.code, kept.value))}
