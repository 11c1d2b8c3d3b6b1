"""One question by its form: codes, choices, conditions; trying a set; publishing, refused by line and reason."""

import html
import re

import html5lib
import pytest
from flask import Flask

from connect import db
from connect.incidents.questions.models import QuestionSet
from tests.builders import a_question, make_person, make_questions
from tests.visit import Visit

FILLED = {
    "type": "yes_no", "label_vi": "Nhà có trẻ nhỏ?", "label_en": "Small children?", "shown_to": "volunteer", "read": "",
}  # fmt: skip
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79", name="UBND Thành phố"))


def asked(draft: QuestionSet) -> list[dict]:
    db.session.expire_all()
    return db.session.get_one(QuestionSet, draft.id).body["questions"]


def edit(visit: Visit, draft: QuestionSet, sent: dict[str, str], status: int = 303, code: str = "") -> str:
    """Sends the form of a new question, or of the one with a code; the text of the answer."""
    address = f"/incidents/questions/{draft.public_id}/edit" + (f"?code={code}" if code else "")
    return html.unescape(visit.post(address, FILLED | sent, status).text)


def fields_of(text: str) -> dict[str, str]:
    """All that the form of a page would send."""
    page = html5lib.parse(text, namespaceHTMLElements=False)
    form = next(one for one in page.iter("form") if one.find(".//input[@name='read']") is not None)
    found = {}
    for one in form.iter("input"):
        if one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None:
            found[one.get("name")] = one.get("value", "")
    for one in form.iter("select"):
        chosen = [option for option in one.iter("option") if option.get("selected") is not None]
        found[one.get("name")] = chosen[0].get("value") if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf_token"}


def read_of(visit: Visit, draft: QuestionSet, code: str) -> str:
    text = visit.get("incidents.questions_edit", public_id=draft.public_id, code=code).text
    return re.search(r'name="read" value="(\w+)"', text)[1]


def test_a_question_is_added_and_its_code_made_from_its_words(official: Visit) -> None:
    draft = make_questions(a_question("nha_co_tre_nho"), published=False)
    edit(official, draft, {"required": "y", "hint_vi": "Dưới 6 tuổi", "hint_en": "Under six"})
    assert asked(draft)[1] == {
        "code": "nha_co_tre_nho_2", "type": "yes_no", "label": {"vi": "Nhà có trẻ nhỏ?", "en": "Small children?"},
        "hint": {"vi": "Dưới 6 tuổi", "en": "Under six"}, "required": True, "shown_to": "volunteer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"type": "number", "low": "1,5", "high": "90", "decimals": "1", "unit_vi": "kg", "unit_en": "kg"},
         {"from": "1.5", "to": 90, "decimals": 1, "unit": {"vi": "kg", "en": "kg"}}),
        ({"type": "one_of", "choice-0-vi": "Ăn chay", "choice-0-en": "Vegetarian", "choice-3-vi": "Khác",
          "choice-3-en": "Other", "choice-3-code": "other", "choice-3-retired": "1", "low": "3"},
         {"choices": [{"code": "an_chay", "label": {"vi": "Ăn chay", "en": "Vegetarian"}},
                      {"code": "other", "label": {"vi": "Khác", "en": "Other"}, "retired": True}]}),
        ({"sensitive": "y", "why_vi": "Để bác sĩ biết", "why_en": "For the doctor"},
         {"sensitive": True, "why": {"vi": "Để bác sĩ biết", "en": "For the doctor"}}),
        ({"type": "note", "required": "y"}, {}),
        ({"if-mode": "any", "if-0": "on_roof|is|yes", "if-1": "many|ge|", "if-1-value": "3",
          "group-0-mode": "all", "group-0-0": "day|lt|", "group-0-0-value": "5/9/2026", "group-0-1": "day|answered|"},
         {"ask_if": {"any": [{"code": "on_roof", "is": "yes"}, {"code": "many", "ge": 3},
                             {"all": [{"code": "day", "lt": "2026-09-05"}, {"code": "day", "answered": True}]}]}}),
    ],
)  # fmt: skip
def test_what_belongs_to_a_kind_is_kept_and_comes_back_in_the_form_as_it_is(
    official: Visit, sent: dict[str, str], kept: dict
) -> None:
    draft = make_questions(
        a_question("on_roof"), a_question("many", "number"), a_question("day", "date"), published=False
    )
    edit(official, draft, {"code": "new"} | sent)
    made = asked(draft)[3]
    base = {"code": "new", "type": sent.get("type", "yes_no"), "shown_to": "volunteer",
            "label": {"vi": FILLED["label_vi"], "en": FILLED["label_en"]}}  # fmt: skip
    assert made == base | kept
    page = official.get("incidents.questions_edit", public_id=draft.public_id, code="new").text
    official.post(f"/incidents/questions/{draft.public_id}/edit?code=new", fields_of(page))
    assert asked(draft)[3] == made


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"label_vi": "", "label_en": " "}, "Hãy viết câu hỏi."),
        ({"code": MARKUP}, "Mã "),
        ({"code": "Nhà"}, "Mã "),
        ({"code": "on_roof"}, "on_roof"),
        ({"type": "one_of", "choice-0-vi": "A", "choice-0-code": "a b", "choice-0-en": "A"}, "lựa chọn"),
        ({"if-0": "many|ge|", "if-0-value": "khoảng 3"}, "khoảng 3"),
        ({"if-0": "many|has|3"}, "many"),
        ({"if-0": "made_up|is|yes"}, "made_up"),
        ({"if-0": "on_roof|is|maybe"}, "maybe"),
        ({"if-0": MARKUP}, ""),
        ({"if-0": "new|is|yes", "code": "new"}, "new"),
        ({"label_vi": "a" * 301}, "301"),
        ({"type": MARKUP}, ""),
        ({"shown_to": "nobody"}, ""),
        ({"choice-0-vi": "x" * 121, "choice-0-en": "x", "type": "one_of"}, "120"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    official: Visit, sent: dict[str, str], told: str
) -> None:
    draft = make_questions(a_question("on_roof"), a_question("many", "number"), published=False)
    text = edit(official, draft, sent, 422)
    assert told in text and MARKUP not in official.last.text
    for name, value in sent.items():
        if name in ("code", "label_vi", "if-0-value", "choice-0-vi"):
            assert value.strip() in text
    assert len(asked(draft)) == 2


def test_a_forward_and_a_circular_condition_sent_by_hand_are_refused(official: Visit) -> None:
    draft = make_questions(
        a_question("a"), a_question("b", ask_if={"all": [{"code": "a", "is": "yes"}]}), a_question("c"), published=False
    )
    read = read_of(official, draft, "a")
    for condition, told in (("b|is|yes", "vòng"), ("c|is|yes", "phía sau"), ("a|is|yes", "vòng")):
        assert told in edit(official, draft, {"code": "a", "if-0": condition, "read": read}, 422, "a")
    assert "ask_if" not in asked(draft)[0]


def test_more_rows_keep_what_was_typed_and_keep_nothing_in_the_draft(official: Visit) -> None:
    draft = make_questions(published=False)
    sent = {"type": "some_of", "choice-0-vi": "Gạo nếp", "more": "1"}
    text = edit(official, draft, sent, 200)
    assert "Gạo nếp" in text and 'name="choice-6-vi"' in text
    assert len(asked(draft)) == 1


def test_two_editors_of_one_question_the_second_sees_both_and_keeps_hers(official: Visit) -> None:
    draft = make_questions(a_question("one"), published=False)
    read = read_of(official, draft, "one")
    theirs = {"code": "one", "read": read, "label_vi": "Bản của đồng nghiệp"}
    edit(official, draft, theirs, code="one")
    mine = {"code": "one", "read": read, "label_vi": "Bản của tôi"}
    text = edit(official, draft, mine, 409, "one")
    assert "Bản của tôi" in text and "Bản của đồng nghiệp" in text
    assert asked(draft)[0]["label"]["vi"] == "Bản của đồng nghiệp"
    edit(official, draft, {**mine, "read": fields_of(official.last.text)["read"]}, code="one")
    assert asked(draft)[0]["label"]["vi"] == "Bản của tôi"


def test_a_question_that_was_taken_out_meanwhile_can_be_put_back(official: Visit) -> None:
    draft = make_questions(a_question("one"), a_question("two"), published=False)
    read = read_of(official, draft, "one")
    official.post("incidents.questions_remove", {"code": "one", "edits": "0"}, public_id=draft.public_id)
    text = edit(official, draft, {"code": "one", "read": read}, 409, "one")
    assert fields_of(text)["read"] == ""
    edit(official, draft, {"code": "one"}, code="one")
    assert [one["code"] for one in asked(draft)] == ["two", "one"]


def test_an_edit_of_what_was_published_meanwhile_is_told_so(official: Visit) -> None:
    draft = make_questions(a_question("one"), published=False)
    read = read_of(official, draft, "one")
    official.post("incidents.questions_publish", {"edits": "0"}, public_id=draft.public_id)
    text = edit(official, draft, {"code": "one", "read": read}, 409, "one")
    assert "đã công bố và không bao giờ thay đổi" in text
    official.get("incidents.questions_edit", 303, public_id=draft.public_id, code="one")


def test_a_published_code_keeps_its_type(official: Visit) -> None:
    make_questions(a_question("one"))
    draft = make_questions(a_question("one"), published=False)
    sent = {"code": "one", "type": "text", "read": read_of(official, draft, "one")}
    edit(official, draft, sent, 422, "one")
    edit(official, draft, {**sent, "type": "yes_no"}, code="one")


def test_publishing_is_refused_with_the_line_and_the_reason(official: Visit) -> None:
    draft = make_questions(
        a_question("one"), a_question("two", label={"vi": "Chỉ tiếng Việt", "en": ""}), published=False
    )
    page = {"public_id": draft.public_id}
    assert "Công bố bản 1?" in official.get("incidents.questions_publish", **page).text
    answer = official.post("incidents.questions_publish", {"edits": "0"}, 422, **page)
    assert "Câu 2:" in answer.text and "tiếng Anh" in answer.text
    assert db.session.get_one(QuestionSet, draft.id).published_at is None


def test_publishing_warns_and_then_makes_a_version_with_its_note(official: Visit) -> None:
    make_questions(a_question("one", label={"vi": "Trước", "en": "Before"}))
    draft = make_questions(a_question("one", label={"vi": "Sau", "en": "After"}), published=False)
    page = {"public_id": draft.public_id}
    text = official.get("incidents.questions_publish", **page).text
    assert "“Trước”" in text and "“Sau”" in text and "Nên biết" in text
    official.post("incidents.questions_publish", {"edits": "0", "note": "Rõ hơn"}, **page)
    db.session.expire_all()
    made = db.session.get_one(QuestionSet, draft.id)
    assert made.published_at and made.note == "Rõ hơn" and made.version == 2


def test_a_trial_shows_both_languages_and_what_hangs_on_the_answers(app: Flask, official: Visit) -> None:
    made = make_questions(
        a_question("can_cook", required=True),
        a_question("meals", "number", ask_if={"all": [{"code": "can_cook", "is": "no"}]}),
    )
    page = {"public_id": made.public_id}
    text = official.get("incidents.questions_try", **page).text
    assert "Hỏi can_cook?" in text and "Asks can_cook?" in text
    assert "Only if: “Asks can_cook?”" in text and "Chỉ trả lời nếu: “Hỏi can_cook?”" in text
    typed = {"en-q-food-can_cook": "no", "en-q-food-meals": "khoảng 3"}
    tried = official.post("incidents.questions_try", typed, 200, **page).text
    assert tried.count("khoảng 3") == 2, "what is typed in one language stands in both"
    assert "còn 1 câu cần xem lại" in tried and "Write one number in figures" in tried
    good = official.post(
        "incidents.questions_try", {"vi-q-food-can_cook": "yes", "vi-q-food-meals": "x"}, 200, **page
    ).text
    assert "yêu cầu sẽ gửi được" in good


def test_a_draft_with_one_language_can_be_tried(official: Visit) -> None:
    draft = make_questions(a_question(label={"vi": "Chỉ tiếng Việt", "en": ""}), published=False)
    assert official.get("incidents.questions_try", public_id=draft.public_id).text.count("Chỉ tiếng Việt") == 2
