"""Writing answers: with the case, anew when its requester changes it, and gone with the rest that is personal."""

import json
from typing import Any, cast

import sqlalchemy as sa

from connect import db
from connect.cases.answers import rules
from connect.cases.answers.models import CaseAnswers, CasePublicAnswer
from connect.cases.answers.rules import Answers
from connect.cases.models import Case
from connect.crypto import encryption
from connect.db.bulk_insert import Writer
from connect.incidents.questions import queries as questions
from connect.registry import personal_data

_ANSWERS, _PUBLIC = (cast("sa.Table", model.__table__) for model in (CaseAnswers, CasePublicAnswer))
Rows = list[tuple[sa.Table, list[dict[str, Any]]]]


def rows(case_id: int, answers: Answers) -> Rows:
    """The rows of what was answered, for `insert`. May read a key, which nothing can once statements go together."""
    sealed = [_sealed(case_id, utility, one) for utility, one in answers.items() if one.values]
    public = [
        {"case_id": case_id, "utility": utility, "code": code, "value": value, "set_id": one.set_id}
        for utility, one in answers.items()
        for code, value in rules.public_values(questions.published(one.set_id).questions, one.values)
    ]
    return [(table, made) for table, made in ((_ANSWERS, sealed), (_PUBLIC, public)) if made]


def _sealed(case_id: int, utility: str, one: rules.Answered) -> dict[str, Any]:
    said = json.dumps(dict(one.values), ensure_ascii=False)
    row = {"case_id": case_id, "utility": utility, "set_id": one.set_id}
    return row | encryption.sealed_row(CaseAnswers, case_id, {"said": said})


def replace(case: Case, answers: Answers) -> None:
    """Sets the requester's answers of now in the place of all that were there before."""
    forget(case)
    for table, made in rows(case.id, answers):
        Writer().insert(table, made)


@personal_data.erasure("case_answers", "case_public_answers", of="case")
def forget(case: Case) -> None:
    """Deletes all answers of a case."""
    for model in (CaseAnswers, CasePublicAnswer):
        for row in db.session.scalars(sa.select(model).where(model.case_id == case.id)):
            db.session.delete(row)
    db.session.flush()


@personal_data.part("answers", "case_answers", "case_public_answers", of="case")
def _told(case: Case) -> list[dict[str, Any]]:
    """Each question in the words of its version, beside the code, because the download has to be understood alone."""
    kept = db.session.scalars(sa.select(CaseAnswers).where(CaseAnswers.case_id == case.id))
    return [
        {"utility": row.utility, "version": (found := questions.published(row.set_id)).version, "answers": [
            {"code": one.code, "question": {"vi": one.label.vi, "en": one.label.en}, "seen_by": str(one.shown_to),
             "answer": json.loads(row.said)[one.code]}
            for one in found.questions.questions if one.code in json.loads(row.said)
        ]}
        for row in kept
    ]  # fmt: skip
