"""How many households of a ward gave each answer that is for everybody.

Such an answer stands on the page of its case, so a sum of them tells no new thing, as long as it adds up only cases
that strangers may know of, and is shown beside no other sum of more. It is rounded down to steps of five all the same,
and left out below five: a case that comes or goes moves it seldom, and nobody can follow one household in it by looking
every hour. What waits for review, is guarded, clinical or a drill is in no count.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import rules
from connect.cases.answers.models import CasePublicAnswer
from connect.cases.models import Case
from connect.incidents import kinds
from connect.incidents.questions import queries as questions
from connect.incidents.questions.rules import Question, QuestionType, ShownTo

STEP = 5
COUNTED = (QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.SOME_OF)


class Counted(NamedTuple):
    """A question, the codes of its answers, and of each ward how many gave each of them (None: fewer than five)."""

    utility: kinds.Kind
    question: Question
    answers: tuple[str, ...]
    wards: list[tuple[Place, tuple[int | None, ...]]]


def shown(count: int) -> int | None:
    """A count as it is shown: rounded down to a step, and None below the first."""
    return count // STEP * STEP or None


def of_area(place: Place) -> list[Counted]:
    """The counts of an area and all below it, question by question in the order of the catalogue."""
    found: dict[tuple[str, str, str], dict[tuple[int, str], int]] = {}
    for utility, set_id, code, area_id, value, count in db.session.execute(_sums(place)):
        question = questions.published(set_id).questions.question(code)
        if question is None or question.shown_to != ShownTo.PUBLIC or question.type not in COUNTED:
            continue
        key = (utility, code, question.type)  # another kind of answer under the code of another office is another
        cells = found.setdefault(key, {})
        cells[area_id, value] = cells.get((area_id, value), 0) + count
    return list(_counted(found, place))


def _sums(place: Place) -> sa.Select[str, int, str, int, str, int]:
    kept = CasePublicAnswer
    by = (kept.utility, kept.set_id, kept.code, Case.area_id, kept.value)
    statement = sa.select(*by, sa.func.count()).join(Case, Case.id == kept.case_id).where(
        Case.guarded == rules.Guarded.LISTED, Case.state.in_(rules.PUBLIC), Case.area_id.in_(areas.below([place.path]))
    )  # fmt: skip
    return statement.group_by(*by)


def _counted(found: Mapping[tuple[str, str, str], Mapping[tuple[int, str], int]], place: Place) -> Iterator[Counted]:
    for utility, code, kind in sorted(found, key=lambda key: ([*kinds.BY_CODE, key[0]].index(key[0]), key[1:])):
        cells = found[utility, code, kind]
        question = newest(utility, code, kind, place)
        if question is None:
            continue
        answers = tuple(dict.fromkeys([*_codes(question), *sorted(value for _, value in cells)]))
        wards = sorted({areas.by_id(area_id) for area_id, _ in cells}, key=lambda ward: ward.folded)
        rows = [(ward, tuple(shown(cells.get((ward.id, one), 0)) for one in answers)) for ward in wards]
        rows = [(ward, row) for ward, row in rows if any(row)]
        if rows:
            yield Counted(kinds.kind(utility), question, answers, rows)


def _codes(question: Question) -> list[str]:
    return ["yes", "no"] if question.type == QuestionType.YES_NO else [one.code for one in question.choices]


def newest(utility: str, code: str, kind: str, place: Place) -> Question | None:
    """A question of an area by its code and kind of answer, in the words of the newest version that has it."""
    for one in questions.related(utility, place.path):
        question = questions.published(one.id).questions.question(code)
        if question is not None and question.type == kind:
            return question
    return None
