"""A published version is read once; what a person edits follows the areas; warnings count what can be counted."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.errors import NotFound
from connect.incidents.questions import queries
from connect.incidents.questions.editing import earlier
from tests.builders import a_question, make_person, make_questions
from tests.statements import statements_of


def test_a_published_version_is_read_once_in_a_process(app: Flask) -> None:
    made = make_questions()
    db.session.remove()
    with statements_of(app) as first:
        assert queries.published(made.id).questions.question("can_cook")
    with statements_of(app) as again:
        assert queries.published(made.id).version == 1
    assert len(first) == 1 and not again


def test_a_draft_is_asked_of_nobody(app: Flask) -> None:
    draft = make_questions(published=False)
    for number in (draft.id, 10**6):
        with pytest.raises(NotFound):
            queries.published(number)


def test_newer_versions_are_those_of_the_same_owner_and_utility(app: Flask) -> None:
    first = make_questions()
    make_questions(area="01")
    make_questions(utility="school_items")
    make_questions(area=None)
    assert queries.newer_than(first.id) is None and queries.retired_at(first.id) is None
    with clock.told(clock.now() + timedelta(hours=1)):
        second = make_questions()
    with clock.told(clock.now() + timedelta(hours=2)):
        third = make_questions()
    newer = queries.newer_than(first.id)
    assert newer and newer.id == third.id
    assert queries.retired_at(first.id) == second.published_at


def test_a_switch_chooses_among_the_sets_of_its_area_and_those_above(app: Flask) -> None:
    here, far, site = make_questions(), make_questions(area="01"), make_questions(area=None)
    make_questions(published=False)
    ward = "/VN/79/26740/"
    assert {one.id for one in queries.choices("food", ward)} == {here.id, site.id}
    assert {one.id for one in queries.choices("food", "/VN/01/")} == {far.id, site.id}
    assert queries.choices("school_items", ward) == []


@pytest.mark.parametrize(
    ("role", "area", "published", "reads", "edits"),
    [
        ("official", "79", False, True, True), ("admin", "VN", False, True, True),
        ("official", "01", True, False, False), ("moderator", "79", True, False, False),
        ("official", "26740", True, True, False), ("official", "26740", False, False, False),
    ],
)  # fmt: skip
def test_a_set_is_read_and_edited_by_those_of_its_area(
    app: Flask, role: str, area: str, published: bool, reads: bool, edits: bool
) -> None:
    made, person = make_questions(published=published), make_person(role, area)
    assert bool(queries.listed(person)) is reads
    for may, ask in ((reads, queries.by_public_id), (edits, queries.to_edit)):
        if may:
            assert ask(made.public_id, person).id == made.id
        else:
            with pytest.raises(NotFound):
                ask(made.public_id, person)


GRADE = a_question("grade", "one_of", shown_to="public")
ONE_RETIRED = [GRADE["choices"][0], {**GRADE["choices"][1], "retired": True}]


@pytest.mark.parametrize(
    ("was", "now", "chosen", "told"),
    [
        (GRADE, {"choices": ONE_RETIRED}, {("grade", "b"): 3}, [("retired_chosen", 3)]),
        (GRADE, {"choices": ONE_RETIRED}, {("grade", "a"): 3}, []),
        (GRADE, {"choices": ONE_RETIRED}, None, [("retired_maybe", None)]),
        ({**GRADE, "shown_to": "claimer"}, {"choices": ONE_RETIRED}, {}, [("retired_maybe", None)]),
        (GRADE, {"label": {"vi": "Tuổi?", "en": GRADE["label"]["en"]}}, {}, [("meaning", None)]),
        (GRADE, {"choices": [{"code": "a", "label": {"vi": "Khác", "en": "Choose a"}}, GRADE["choices"][1]]}, {},
         [("choice_meaning", None)]),
        (GRADE, {"sensitive": True, "shown_to": "claimer"}, {}, [("no_reason", None)]),
        (GRADE, {"sensitive": True, "why": {"vi": "Vì sao", "en": "Why"}}, {}, []),
        (GRADE, {"code": "other"}, {}, [("question_gone", None)]),
        (GRADE, {}, {("grade", "a"): 3}, []),
    ],
)  # fmt: skip
def test_a_writer_is_warned(was: dict, now: dict, chosen: dict | None, told: list) -> None:
    found = earlier.warnings({"questions": [{**was, **now}]}, [{"questions": [was]}], chosen)
    assert [(one.reason, one.values.get("count")) for one in found] == told
