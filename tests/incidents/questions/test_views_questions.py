"""Officials write the questions of their area line by line, and nobody else; what came too late changes nothing."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.incidents.questions import queries, reading, shipped
from connect.incidents.questions.models import QuestionSet
from tests.builders import a_question, make_person, make_questions
from tests.visit import Visit


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79", name="UBND Thành phố"))


def codes(draft: QuestionSet) -> list[str]:
    db.session.expire_all()
    return [one["code"] for one in db.session.get_one(QuestionSet, draft.id).body["questions"]]


def only_draft() -> QuestionSet:
    db.session.expire_all()
    return db.session.scalars(sa.select(QuestionSet).where(QuestionSet.published_at.is_(None))).one()


def sets() -> list[QuestionSet]:
    return list(db.session.scalars(sa.select(QuestionSet)))


def test_without_any_set_the_page_says_where_to_begin(official: Visit) -> None:
    text = official.get("incidents.questions").text
    assert "Chưa có bộ câu hỏi nào" in text and "Bắt đầu bản nháp" in text


@pytest.mark.parametrize("utility", sorted(shipped.UTILITIES))
def test_the_questions_that_come_with_the_software_are_sound_and_brought_in_by_one_press(
    official: Visit, utility: str
) -> None:
    answer = official.post("incidents.questions_start", {"utility": utility, "area": "79", "with": "shipped"})
    draft = only_draft()
    assert answer.location.endswith(f"/incidents/questions/{draft.public_id}")
    assert not queries.faults(draft) and not queries.warnings(draft)
    assert reading.read(draft.body).questions


def test_a_draft_begins_empty_and_a_second_press_leads_to_the_one_that_is_there(official: Visit) -> None:
    sent = {"utility": "food", "area": "79"}
    first, again = (official.post("incidents.questions_start", sent).location for _ in range(2))
    assert first == again and codes(only_draft()) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"utility": "food", "area": "01"}, {"utility": "food", "area": "VN"}, {"utility": "food", "area": "?"},
        {"utility": "made_up", "area": "79"},
    ],
)  # fmt: skip
def test_no_draft_is_begun_for_an_area_or_a_utility_that_is_not_hers(official: Visit, sent: dict[str, str]) -> None:
    official.post("incidents.questions_start", sent, 404)
    assert not sets()


def test_the_next_version_begins_with_the_questions_of_the_last(official: Visit) -> None:
    first = make_questions(a_question("one"), a_question("two"))
    page = official.get("incidents.questions_set", public_id=first.public_id).text
    assert f'value="{first.public_id}"' in page and "Bản đã công bố không bao giờ thay đổi" in page
    official.post("incidents.questions_start", {"utility": "food", "area": "79", "with": first.public_id})
    assert only_draft().version == 2 and codes(only_draft()) == ["one", "two"]


def test_a_set_shows_its_questions_in_order_with_conditions_and_faults_in_words(official: Visit) -> None:
    draft = make_questions(
        a_question("on_roof", label={"vi": "Có người trên mái?", "en": "On the roof?"}),
        a_question("many", "number", ask_if={"all": [{"code": "on_roof", "is": "yes"}, {"any": [
            {"code": "late", "answered": True}, {"code": "gone", "is": "yes"}]}]}),
        a_question("late"), published=False,
    )  # fmt: skip
    text = official.get("incidents.questions_set", public_id=draft.public_id).text
    assert "Hỏi khi “Có người trên mái?” trả lời: có và (“Hỏi late?” đã được trả lời hoặc “gone” trả lời: yes)" in text
    assert "“late” nằm phía sau" in text and "Còn 2 chỗ phải sửa trước khi công bố." in text
    assert text.index("1. Có người") < text.index("2. Hỏi many") < text.index("3. Hỏi late")


def test_questions_move_and_go_by_plain_buttons(official: Visit) -> None:
    draft = make_questions(*(a_question(code) for code in "abc"), published=False)
    page = {"public_id": draft.public_id}
    official.post("incidents.questions_move", {"code": "c", "step": "up", "edits": "0"}, **page)
    official.post("incidents.questions_move", {"code": "a", "step": "down", "edits": "1"}, **page)
    official.post("incidents.questions_remove", {"code": "b", "edits": "2"}, **page)
    assert codes(draft) == ["c", "a"]


@pytest.mark.parametrize(
    ("endpoint", "sent"),
    [
        ("incidents.questions_move", {"code": "a", "step": "down"}),
        ("incidents.questions_remove", {"code": "a"}),
        ("incidents.questions_discard", {}),
        ("incidents.questions_publish", {}),
    ],
)
def test_whoever_read_an_older_draft_sees_the_one_of_now_and_changes_nothing(
    official: Visit, endpoint: str, sent: dict[str, str]
) -> None:
    draft = make_questions(*(a_question(code) for code in "abc"), published=False)
    official.post("incidents.questions_move", {"code": "c", "step": "up", "edits": "0"}, public_id=draft.public_id)
    for edits in ("0", "", "-1", "x", "9" * 40):
        answer = official.post(endpoint, {**sent, "edits": edits}, 409, public_id=draft.public_id)
        assert "có người khác đã sửa bản nháp này" in answer.text
        assert answer.text.index("Hỏi c?") < answer.text.index("Hỏi b?")
    assert codes(draft) == ["a", "c", "b"]


def test_a_question_on_which_another_hangs_is_not_taken_out(official: Visit) -> None:
    draft = make_questions(
        a_question("a"), a_question("b", ask_if={"all": [{"code": "a", "is": "no"}]}), published=False
    )
    sent = {"code": "a", "edits": "0"}
    answer = official.post("incidents.questions_remove", sent, 422, public_id=draft.public_id)
    assert "“b”" in answer.text and codes(draft) == ["a", "b"]


def test_a_draft_is_thrown_away_and_what_was_published_stays(official: Visit) -> None:
    first = make_questions()
    draft = make_questions(published=False)
    official.post("incidents.questions_discard", {"edits": "0"}, public_id=draft.public_id)
    assert [one.id for one in sets()] == [first.id]


def test_an_official_of_a_ward_reads_what_the_city_asks_and_cannot_change_it(app: Flask, visit: Visit) -> None:
    made, draft = make_questions(), make_questions(utility="shopping", published=False)
    visit.as_(make_person("official", area="26740"))
    text = visit.get("incidents.questions_set", public_id=made.public_id).text
    assert "Hỏi can_cook?" in text and "Bắt đầu bản tiếp theo" not in text
    visit.get("incidents.questions_set", 404, public_id=draft.public_id)
    visit.post("incidents.questions_move", {"edits": "0"}, 404, public_id=made.public_id)
