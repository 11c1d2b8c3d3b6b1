"""Counts for everybody add up only what each request shows to everybody, and move by steps of five."""

from flask import Flask

from connect import db, geo
from connect.areas import queries as areas
from connect.cases.answers import counts
from connect.cases.answers.rules import Answered
from connect.incidents.questions.models import QuestionSet
from tests.builders import BEN_THANH, a_question, make_case, make_questions
from tests.visit import Visit

ELSEWHERE = geo.Point(21.0285, 105.8542)


def told(code: str = "79") -> dict[str, list[tuple[int | None, ...]]]:
    """The counts of an area by question."""
    return {one.question.code: [row for _, row in one.wards] for one in counts.of_area(areas.get(code))}


def answered(made: QuestionSet, state: str = "open", point: geo.Point = BEN_THANH, **over: object) -> None:
    """A case that answers all questions of a set with their first answer."""
    values = {"can_cook": "yes", "diet": ("a",), "secret": "yes", "many": "4"}
    asked = {one["code"] for one in made.body["questions"]}
    given = Answered(made.id, {code: value for code, value in values.items() if code in asked})
    make_case(state, point, answers={"food": given}, **over)


def asked_set() -> QuestionSet:
    return make_questions(
        a_question(shown_to="public"), a_question("diet", "some_of", shown_to="public"),
        a_question("secret", shown_to="volunteer"), a_question("many", "number", shown_to="public"), area=None,
    )  # fmt: skip


def test_a_count_is_shown_from_five_up_and_moves_by_five(app: Flask) -> None:
    made = asked_set()
    seen = []
    for _ in range(6):
        answered(made)
        seen.append(told().get("can_cook"))
    assert seen == [None, None, None, None, [(5, None)], [(5, None)]]
    assert [counts.shown(n) for n in (0, 4, 5, 9, 10, 14)] == [None, None, 5, 5, 10, 10]


def test_only_choices_for_everybody_of_requests_that_strangers_may_know_are_counted(app: Flask) -> None:
    made = asked_set()
    for _ in range(4):
        answered(made)
    answered(made, "pending_review")
    answered(made, guards=1)
    answered(made, "rejected")
    assert told() == {}
    answered(made)
    assert set(told()) == {"can_cook", "diet"}
    for _ in range(5):
        answered(made, point=ELSEWHERE)
    assert told()["can_cook"] == [(5, None)] and told("01")["can_cook"] == [(5, None)] and told("31") == {}


def test_everybody_reads_the_counts_of_an_area_in_words(visit: Visit) -> None:
    with visit.app.app_context():
        made = asked_set()
        for _ in range(5):
            answered(made)
        db.session.remove()
    text = visit.get("cases.answer_counts", area="79").text
    assert "Hỏi can_cook?" in text and "Hỏi secret?" not in text and ">5<" in text
    assert "Chọn tỉnh" in visit.get("cases.answer_counts").text
    visit.get("cases.answer_counts", 404, area="made-up")
