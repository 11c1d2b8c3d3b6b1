"""Officials take home what was answered in their area: version first, every code that ever was, nothing sensitive."""

import csv
import io

import pytest
from flask import Flask

from connect import db
from connect.areas import queries as areas
from connect.cases.answers import rules
from connect.cases.answers.rules import Answered
from connect.crypto.audit_log import AuditEntry
from connect.incidents.questions import actions, queries as questions
from connect.incidents.questions.models import QuestionSet
from tests.builders import a_question, make_case, make_person, make_questions
from tests.visit import Visit

SENT = {"area": "79", "utility": "food", "reason": "plan"}
PHONE = "0912 345 678"


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79"))


def rows(visit: Visit, **over: str) -> list[dict[str, str]]:
    text = visit.post("moderation.answers_csv", SENT | over, 200).get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))


def answered(made: QuestionSet, values: dict[str, object], state: str = "open", **over: object) -> None:
    given: Answered = rules.answered(made.id, questions.published(made.id).questions, values)
    make_case(state, answers={made.utility: given}, **over)


def test_two_versions_stand_in_one_table_with_every_code_that_ever_was(app: Flask, official: Visit) -> None:
    first = make_questions(
        a_question("old", shown_to="public"), a_question("diet", "some_of"), a_question("words", "text"),
        a_question("ill", sensitive=True), a_question("inside", shown_to="moderator"), a_question("hint", "note"),
    )  # fmt: skip
    diet = first.body["questions"][1]
    second_diet = {**diet, "choices": [{**diet["choices"][0], "retired": True}, diet["choices"][1],
                                       {"code": "c", "label": {"vi": "Ba", "en": "Three"}}]}  # fmt: skip
    with db.transaction():
        second = actions.start("food", areas.get("79"), first.changed_by, {"questions": [
            second_diet, a_question("new", "number"), a_question("words", "text", sensitive=True)]})  # fmt: skip
        actions.publish(second, first.changed_by, edits=0)
    answered(first, {"old": "yes", "diet": ("a", "b"), "words": f"gọi {PHONE}", "ill": "yes", "inside": "no"})
    answered(second, {"diet": ("c",), "new": "7"})
    found = rows(official)
    first_columns = ["version", "questions_of", "ward_code", "ward", "day"]
    assert [*found[0]] == [*first_columns, "old", "diet", "diet/a", "diet/b", "diet/c", "new"]
    assert not {"ill", "inside", "hint", "words"} & {*found[0]}
    told = [(one["version"], one["old"], one["diet"], one["diet/a"], one["diet/c"], one["new"]) for one in found]
    assert told == [("1", "yes", "a b", "1", "0", ""), ("2", "", "c", "0", "1", "7")]


def test_words_are_covered_and_formulas_are_none(official: Visit) -> None:
    made = make_questions(a_question("words", "text"))
    answered(made, {"words": f"gọi {PHONE}"})
    answered(made, {"words": "=1+1"})
    said = {one["words"] for one in rows(official)}
    assert PHONE not in str(said) and "'=1+1" in said


def test_guarded_refused_and_unseen_requests_and_those_elsewhere_are_not_in_it(official: Visit) -> None:
    made = make_questions(area=None)
    answered(made, {"can_cook": "yes"}, guards=1)
    answered(made, {"can_cook": "yes"}, "pending_review")
    answered(made, {"can_cook": "yes"}, "rejected")
    assert rows(official) == []
    answered(made, {"can_cook": "yes"})
    assert len(rows(official)) == 1
    assert rows(official, area="26743") == [] or rows(official, area="26743")[0]["ward_code"] == "26743"


def test_it_is_logged_with_its_reason_and_without_one_nothing_is_told(official: Visit) -> None:
    answered(make_questions(), {"can_cook": "yes"})
    for reason in ("", "because"):
        official.post("moderation.answers_csv", SENT | {"reason": reason}, 303)
    log = db.session.query(AuditEntry).filter_by(what="answers")
    assert log.count() == 0
    rows(official)
    assert [one.detail for one in log] == ["food plan"]


def test_of_another_area_nothing_is_told_and_nothing_logged(official: Visit) -> None:
    for wrong in ({"area": "01"}, {"area": "VN"}, {"area": "x"}, {"utility": "made_up"}):
        official.post("moderation.answers_csv", SENT | wrong, 404)
    assert db.session.query(AuditEntry).filter_by(what="answers").count() == 0


def test_the_page_offers_the_utilities_that_were_asked_about(official: Visit) -> None:
    assert "Chưa công bố câu hỏi nào" in official.get("moderation.answers").text
    make_questions()
    text = official.get("moderation.answers").text
    assert 'value="food"' in text and 'value="shopping"' not in text
