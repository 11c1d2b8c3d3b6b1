"""The database itself keeps what was published, and one draft for each utility and owner."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.incidents.questions.models import QuestionSet
from tests.builders import make_person, make_questions


@pytest.mark.parametrize("change", ["UPDATE question_sets SET note = 'x'", "DELETE FROM question_sets"])
def test_a_published_version_cannot_be_changed_or_deleted_by_any_statement(app: Flask, change: str) -> None:
    kept = make_questions().id
    with pytest.raises(sa.exc.DBAPIError, match="stays as it is"), db.transaction() as session:
        session.execute(sa.text(change))
    assert db.session.get_one(QuestionSet, kept).note == ""


def test_a_draft_can_be_changed_and_deleted(app: Flask) -> None:
    make_questions(published=False)
    with db.transaction() as session:
        session.execute(sa.text("UPDATE question_sets SET note = 'x'"))
        session.execute(sa.text("DELETE FROM question_sets"))


@pytest.mark.parametrize("area", ["79", None])
def test_a_utility_and_owner_have_one_draft_and_each_number_once(app: Flask, area: str | None) -> None:
    first = make_questions(area=area, published=False)
    by = make_person("admin")
    for version, published_at in ((first.version, clock.now()), (first.version + 1, None)):
        again = QuestionSet(
            utility="food", area_id=first.area_id, version=version, body={}, changed_by_id=by.id,
            changed_at=clock.now(), published_at=published_at,
        )  # fmt: skip
        with pytest.raises(sa.exc.IntegrityError), db.transaction() as session:
            session.add(again)
