"""Questions as fields, with their conditions in words; answers as somebody may read them."""

from dataclasses import replace
from typing import Any

from connect.cases.answers.queries import Line, Told
from connect.home.samples import asked_questions
from connect.incidents.questions.evaluation import evaluate
from tests.components.conftest import Piece


def said(piece: Piece, **over: Any) -> str:
    """The questions that /design shows, in English."""
    (asked,) = asked_questions()
    return piece("question_fields", "question_fields", [replace(asked, **over)], given={"lang": "en"})


def test_each_type_of_question_has_its_field(piece: Piece) -> None:
    html = said(piece)
    for field in ('type="radio" name="q-food-on_roof"', 'type="checkbox" name="q-food-who"', 'name="q-food-water_cm"',
                  'type="date"', "<textarea"):  # fmt: skip
        assert field in html, field
    assert "qset-food" not in html, "where nothing is sent, no version is carried"


def test_a_condition_is_said_in_words_and_the_words_belong_to_the_field(piece: Piece) -> None:
    html = said(piece)
    assert 'class="hint only-if" id="q-food-water_cm-if">Only if: “Is anybody on the roof?” is answered: yes' in html
    assert 'aria-describedby="q-food-water_cm-if' in html


def test_what_is_wrong_stands_at_its_field(piece: Piece) -> None:
    typed = {"on_roof": ["yes"], "water_cm": ["much"]}
    (asked,) = asked_questions()
    html = said(piece, typed=typed, outcome=evaluate(asked.published.questions, typed), is_seen=True)
    assert 'id="q-food-water_cm-error"' in html and 'aria-invalid="true"' in html


def test_what_everybody_sees_and_why_something_sensitive_is_asked_is_said_where_it_is_asked(piece: Piece) -> None:
    html = said(piece)
    assert "Everybody sees the answer." in html and "So that the boat has room." in html


def test_after_a_new_version_only_what_is_new_is_open(piece: Piece) -> None:
    html = said(piece, known={"on_roof"})
    assert html.index('name="q-food-water_cm"') < html.index("Answered already") < html.index('name="q-food-on_roof"')


def test_answers_are_told_with_their_questions_and_escaped(piece: Piece) -> None:
    told = [Told("Food", "bowl", [Line("On the roof?", "yes"), Line("More?", "<b>me</b>", is_text=True)])]
    html = piece("question_fields", "told_answers", told)
    assert "<dt>On the roof?</dt><dd>yes</dd>" in html and "&lt;b&gt;me" in html
    assert piece("question_fields", "told_answers", []) == ""
