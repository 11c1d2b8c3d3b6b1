"""The answers of an area as a table for officials: version first, a column for each code that ever was.

Left out are sensitive questions (in whichever version), what is only for clinicians or moderators, and cases that are
guarded, clinical or a drill. Words are covered as for a volunteer. A row names no case, no person and no door.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import to_user_timezone

from connect import db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import rules
from connect.cases.answers.models import CaseAnswers
from connect.cases.answers.queries import covered
from connect.cases.models import Case
from connect.incidents.questions import queries as questions
from connect.incidents.questions.rules import Published, Question, QuestionType, ShownTo
from connect.web.pages.tables.csv_files import Cell

MOST_ROWS = 20_000
FIRST = ("version", "questions_of", "ward_code", "ward", "day")
READ = (ShownTo.PUBLIC, ShownTo.VOLUNTEER, ShownTo.CLAIMER)
NOT_TOLD = (rules.State.PENDING_REVIEW, rules.State.REJECTED)


@dataclass(frozen=True, slots=True)
class Table:
    """The heads and the rows."""

    heads: list[str]
    rows: list[list[Cell]]


def of_area(utility: str, place: Place) -> Table:
    """The answers to all versions of a utility's questions in an area, the newest requests at most."""
    sets = {one.id: one for one in questions.related(utility, place.path)}
    columns = columns_of(questions.published(number) for number in sorted(sets))
    owners = {number: one.area.name if one.area else "" for number, one in sets.items()}
    rows = [
        [*_beginning(case, row, owners), *_cells(columns, json.loads(row.said), case)]
        for case, row in db.session.execute(_kept(utility, place))
    ]
    return Table([*FIRST, *_heads(columns)], sorted(rows, key=lambda row: row[: len(FIRST)]))


def columns_of(versions: Iterable[Published]) -> dict[str, Question]:
    """A question for each code that ever was, oldest first, with every choice it ever had; but no sensitive one."""
    found: dict[str, Question] = {}
    left_out: set[str] = set()
    for version in versions:
        for one in version.questions.questions:
            if one.sensitive or one.shown_to not in READ:
                left_out.add(one.code)
            elif one.type != QuestionType.NOTE:
                found[one.code] = _with_choices(found.get(one.code), one)
    return {code: one for code, one in found.items() if code not in left_out}


def _with_choices(before: Question | None, now: Question) -> Question:
    if before is None or before.type != now.type:
        return now
    there = {one.code for one in now.choices}
    gone = tuple(one for one in before.choices if one.code not in there)
    return Question(now.code, now.type, now.label, choices=now.choices + gone)


def _heads(columns: Mapping[str, Question]) -> Iterator[str]:
    for code, one in columns.items():
        yield code
        if one.type == QuestionType.SOME_OF:
            yield from (f"{code}/{choice.code}" for choice in one.choices)


def _kept(utility: str, place: Place) -> sa.Select[Case, CaseAnswers]:
    statement = sa.select(Case, CaseAnswers).join(CaseAnswers, CaseAnswers.case_id == Case.id).where(
        CaseAnswers.utility == utility, Case.guarded == rules.Guarded.LISTED, Case.state.not_in(NOT_TOLD),
        Case.area_id.in_(areas.below([place.path])),
    )  # fmt: skip
    return statement.order_by(Case.id.desc()).limit(MOST_ROWS)


def _beginning(case: Case, row: CaseAnswers, owners: Mapping[int, str]) -> list[Cell]:
    ward, day = areas.by_id(case.area_id), to_user_timezone(case.waiting_since).date()
    return [questions.published(row.set_id).version, owners.get(row.set_id, ""), ward.code, ward.name, day.isoformat()]


def _cells(columns: Mapping[str, Question], said: Mapping[str, Any], case: Case) -> Iterator[Cell]:
    for code, one in columns.items():
        value = said.get(code)
        if one.type == QuestionType.SOME_OF:
            chosen = value if isinstance(value, list) else []
            yield " ".join(chosen) or None
            yield from (None if value is None else int(choice.code in chosen) for choice in one.choices)
        elif one.type == QuestionType.TEXT and isinstance(value, str):
            yield covered(case, value)
        else:
            yield value if isinstance(value, str) else None
