"""Drafts are written over by one editor at a time; what is published stays; codes keep their type and their choices."""

import pytest
from flask import Flask
from sqlalchemy.orm.attributes import set_committed_value

from connect import db
from connect.areas import queries as areas
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents.questions import actions, queries, rules
from connect.incidents.questions.editing.drafting import digest, find
from connect.incidents.questions.models import QuestionSet
from tests.builders import a_question, make_person, make_questions


def put(draft: QuestionSet, question: dict[str, object], was: str | None = None, read: str | None = None) -> None:
    with db.transaction():
        fresh = db.session.get_one(QuestionSet, draft.id)
        told = digest(find(fresh.body, was)) if read is None else read
        actions.put_question(fresh, question, fresh.changed_by, was=was, read=told)


def codes(draft: QuestionSet) -> list[str]:
    return [one["code"] for one in db.session.get_one(QuestionSet, draft.id).body["questions"]]


def next_draft(first: QuestionSet, **over: object) -> QuestionSet:
    """The draft after a published version, its first question changed."""
    changed = {**first.body["questions"][0], **over}
    with db.transaction():
        owner = areas.by_id(first.area_id) if first.area_id else None
        return actions.start(first.utility, owner, first.changed_by, {"questions": [changed]})


def test_a_draft_is_numbered_after_the_published_versions_of_its_owner(app: Flask) -> None:
    first, other = make_questions(), make_questions(area="01")
    assert (first.version, other.version, next_draft(first).version) == (1, 1, 2)


def test_an_official_of_another_area_neither_begins_nor_changes(app: Flask) -> None:
    draft, far = make_questions(published=False), make_person("official", "01")
    for attempt in (
        lambda: actions.start("food", areas.get("79"), far),
        lambda: actions.start("food", None, far),
        lambda: actions.put_question(draft, a_question("new"), far, was=None, read=""),
        lambda: actions.move(draft, "can_cook", 1, far, edits=0),
        lambda: actions.remove(draft, "can_cook", far, edits=0),
        lambda: actions.publish(draft, far, edits=0),
        lambda: actions.discard(draft, far, edits=0),
    ):
        with pytest.raises(NotFound), db.transaction():
            attempt()
    assert codes(draft) == ["can_cook"]


def test_two_editors_of_one_question_the_second_is_told_and_of_two_questions_both_are_kept(app: Flask) -> None:
    draft = make_questions(a_question("one"), a_question("two"), published=False)
    read = {code: digest(find(draft.body, code)) for code in ("one", "two")}
    put(draft, a_question("one", required=True), "one", read["one"])
    put(draft, a_question("two", required=True), "two", read["two"])
    with pytest.raises(Conflict):
        put(draft, a_question("one", type="text"), "one", read["one"])
    assert [one["required"] for one in db.session.get_one(QuestionSet, draft.id).body["questions"]] == [True, True]


def test_a_thirteenth_question_is_refused(app: Flask) -> None:
    draft = make_questions(*(a_question(f"q{n}") for n in range(rules.MOST_QUESTIONS)), published=False)
    with pytest.raises(RuleBroken):
        put(draft, a_question("more"))
    assert len(codes(draft)) == rules.MOST_QUESTIONS


def test_a_code_is_taken_once(app: Flask) -> None:
    draft = make_questions(a_question("one"), a_question("two"), published=False)
    for was in (None, "two"):
        with pytest.raises(RuleBroken):
            put(draft, a_question("one"), was)


def test_what_hangs_on_a_question_follows_its_new_code_and_keeps_it_from_being_taken_out(app: Flask) -> None:
    hanging = a_question("two", ask_if={"any": [{"all": [{"code": "one", "is": "yes"}]}]})
    draft = make_questions(a_question("one"), hanging, published=False)
    put(draft, a_question("uno"), "one")
    draft = db.session.get_one(QuestionSet, draft.id)
    assert find(draft.body, "two")["ask_if"] == {"any": [{"all": [{"code": "uno", "is": "yes"}]}]}
    with pytest.raises(RuleBroken), db.transaction():
        actions.remove(draft, "uno", draft.changed_by, edits=draft.edits)


def test_questions_move_within_the_ends_and_only_in_the_draft_that_was_read(app: Flask) -> None:
    draft = make_questions(*(a_question(code) for code in "abc"), published=False)
    with db.transaction():
        actions.move(draft, "c", -1, draft.changed_by, edits=0)
    with db.transaction():
        actions.move(draft, "a", -1, draft.changed_by, edits=1)
    with pytest.raises(Conflict), db.transaction():
        actions.move(draft, "b", -1, draft.changed_by, edits=1)
    assert codes(draft) == ["a", "c", "b"]


def test_what_changed_since_it_was_read_is_not_published(app: Flask) -> None:
    draft = make_questions(published=False)
    put(draft, a_question("two"))
    draft = db.session.get_one(QuestionSet, draft.id)
    with pytest.raises(Conflict), db.transaction():
        actions.publish(draft, draft.changed_by, edits=0)
    assert db.session.get_one(QuestionSet, draft.id).published_at is None


def test_what_has_faults_is_not_published(app: Flask) -> None:
    draft = make_questions(a_question(label={"vi": "Chỉ tiếng Việt"}), published=False)
    assert [(one.line, one.reason) for one in queries.faults(draft)] == [(1, "language")]
    with pytest.raises(RuleBroken), db.transaction():
        actions.publish(draft, draft.changed_by, edits=0)


def test_nothing_about_a_published_version_can_be_done(app: Flask) -> None:
    done = make_questions()
    by = done.changed_by
    for attempt in (
        lambda: actions.put_question(done, a_question("new"), by, was=None, read=""),
        lambda: actions.move(done, "can_cook", 1, by, edits=done.edits),
        lambda: actions.remove(done, "can_cook", by, edits=done.edits),
        lambda: actions.replace(done, {"questions": []}, by, edits=done.edits),
        lambda: actions.publish(done, by, edits=done.edits),
        lambda: actions.discard(done, by, edits=done.edits),
    ):
        with pytest.raises(Conflict), db.transaction():
            attempt()
    assert codes(done) == ["can_cook"]


def test_an_editor_who_read_the_draft_before_it_was_published_changes_nothing(app: Flask) -> None:
    draft = make_questions(published=False)
    with db.transaction():
        published = actions.publish(draft, draft.changed_by, edits=0)
    by = published.changed_by
    with pytest.raises(Conflict), db.transaction():
        for name, read in (("published_at", None), ("edits", 1)):  # as another process still has it
            set_committed_value(published, name, read)
        actions.move(published, "can_cook", 1, by, edits=1)


def test_a_new_type_and_a_deleted_choice_are_refused_and_a_retired_one_is_not(app: Flask) -> None:
    first = make_questions(a_question("grade", "one_of"))
    as_text = next_draft(first, type="text", choices=[])
    assert [one.reason for one in queries.faults(as_text)] == ["type_changed"]
    with pytest.raises(RuleBroken):
        put(as_text, a_question("grade", "number"), "grade")
    with db.transaction():
        actions.discard(as_text, first.changed_by, edits=0)
    kept = first.body["questions"][0]["choices"]
    one_less = next_draft(first, choices=kept[:1])
    assert [(one.line, one.reason) for one in queries.faults(one_less)] == [(1, "choice_deleted")]
    with db.transaction():
        actions.discard(one_less, first.changed_by, edits=0)
    assert not queries.faults(next_draft(first, choices=[kept[0], {**kept[1], "retired": True}]))


def test_a_second_draft_is_not_begun(app: Flask) -> None:
    first = make_questions(published=False)
    with pytest.raises(Conflict), db.transaction():
        actions.start("food", areas.get("79"), first.changed_by)
