"""Answers to a set of questions, and the one rule of who reads them of those who look at a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from connect.cases.disclosure.rules import Sight
from connect.cases.rules import CaseRole
from connect.incidents.questions.rules import Answer, Question, QuestionSet, QuestionType, ShownTo

Read = Literal["no", "masked", "all"]
LONGEST_CODE = 40  # of a question, and of a choice


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers that count to the questions of one utility, with the id of the published version that asked them."""

    set_id: int
    values: Mapping[str, Answer] = field(default_factory=dict)
    texts: tuple[str, ...] = ()  # the codes of those in the requester's own words

    def words(self) -> list[str]:
        """The answers in the requester's own words."""
        return [str(self.values[code]) for code in self.texts]


Answers = Mapping[str, Answered]  # by code of utility


def answered(set_id: int, questions: QuestionSet, values: Mapping[str, Answer]) -> Answered:
    """The answers to a set, with the codes of those that are words."""
    texts = [one.code for one in questions.questions if one.type == QuestionType.TEXT and one.code in values]
    return Answered(set_id, values, tuple(texts))


def answers_of(sight: Sight, roles: Collection[CaseRole], question: Question) -> Read:
    """The one rule of who reads an answer; `sight` and `roles` are those of `case_view` for the case.

    The requester reads all. What is for everybody is read by all who may know that the case exists, but not by a
    helper who was checked for it once and is no more. Else the circle of the question decides: a volunteer reads
    texts with names, phones and doors covered; what is for a helper, once the contact may be shown; what is for
    clinicians is not for moderators.
    """
    if not sight.exists:
        return "no"
    if CaseRole.REQUESTER in roles:
        return "all"
    if question.shown_to == ShownTo.PUBLIC:
        return "no" if sight.wait and sight.words == "no" else "all"
    if sight.words == "no" or not _in_circle(question.shown_to, sight, roles):
        return "no"
    return "masked" if sight.words == "masked" and question.type == QuestionType.TEXT else "all"


def _in_circle(shown_to: ShownTo, sight: Sight, roles: Collection[CaseRole]) -> bool:
    if shown_to == ShownTo.VOLUNTEER:
        return True  # whoever reads the words of the requester, covered or not
    if shown_to == ShownTo.CLINICIAN:
        return CaseRole.CLINICIAN in roles
    if shown_to == ShownTo.MODERATOR:
        return CaseRole.MODERATOR in roles
    return sight.words == "all"


def public_values(questions: QuestionSet, values: Mapping[str, Answer]) -> list[tuple[str, str]]:
    """Code and value of each answer that is for everybody; of several choices one line each."""
    public = [one.code for one in questions.questions if one.shown_to == ShownTo.PUBLIC and one.code in values]
    return [(code, one) for code in public for one in _each(values[code])]


def _each(value: Answer) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def from_json(kept: Mapping[str, Any]) -> dict[str, Answered]:
    """The answers that `asdict` took apart and JSON kept."""
    return {
        utility: Answered(one["set_id"], values_of(one["values"]), tuple(one["texts"])) for utility, one in kept.items()
    }


def values_of(kept: Mapping[str, Any]) -> dict[str, Answer]:
    """Values as they are compared: JSON knows no tuples."""
    return {code: tuple(value) if isinstance(value, list) else value for code, value in kept.items()}


def words_of(answers: Answers) -> list[str]:
    """The answers in the requester's own words."""
    return [text for one in answers.values() for text in one.words()]
