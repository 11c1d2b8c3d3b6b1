"""A set goes out as a workbook and comes in again; what cannot be read is told row by row, and nothing is changed."""

import io

import openpyxl
import pytest

from connect import db
from connect.incidents.questions.models import QuestionSet
from connect.incidents.questions.xlsform import writing
from tests.builders import a_question, make_person, make_questions
from tests.visit import Visit


@pytest.fixture
def official(visit: Visit) -> Visit:
    return visit.as_(make_person("official", area="79"))


def asked(draft: QuestionSet) -> list[dict]:
    db.session.expire_all()
    return db.session.get_one(QuestionSet, draft.id).body["questions"]


def bring(visit: Visit, draft: QuestionSet, file: bytes, status: int = 303, edits: str = "0") -> str:
    """Sends a workbook; the text of the answer."""
    sent = {"edits": edits, "file": (io.BytesIO(file), "bộ câu hỏi.xlsx")}
    return visit.post("incidents.questions_xlsform", sent, status, public_id=draft.public_id).text


def test_a_set_goes_out_is_changed_in_a_spreadsheet_and_comes_in_again(official: Visit) -> None:
    draft = make_questions(
        a_question("can_cook", required=True, shown_to="public"), a_question("grade", "one_of"),
        a_question("meals", "number", ask_if={"all": [{"code": "can_cook", "is": "no"}]}), published=False,
    )  # fmt: skip
    answer = official.get("incidents.questions_xlsform_xlsx", public_id=draft.public_id)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="food-1.xlsx"'
    made = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    made["survey"]["C2"] = "Nhà nấu ăn được không?"
    made["survey"].append(["text", "list", "Cần gì?", "What?"])
    file = io.BytesIO()
    made.save(file)
    before = asked(draft)
    bring(official, draft, file.getvalue())
    now = asked(draft)
    assert [one["code"] for one in now] == ["can_cook", "grade", "meals", "list"]
    assert now[0] == {**before[0], "label": {"vi": "Nhà nấu ăn được không?", "en": "Asks can_cook?"}}
    assert now[1:3] == before[1:]


def test_what_cannot_be_read_is_told_by_its_row_and_the_draft_stays(official: Visit) -> None:
    draft = make_questions(published=False)
    made = openpyxl.Workbook()
    made.active.title = "survey"
    for row in (["type", "name", "label::vi", "label::en"], ["text", "a", "A", "A"], ["geopoint", "b", "B", "B"]):
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    text = bring(official, draft, file.getvalue(), 422)
    assert "Dòng 3: Ở đây không dùng “geopoint”" in text and "Không có gì bị thay đổi" in text
    assert "không phải tệp bảng tính .xlsx" in bring(official, draft, b"type,name", 422)
    official.post("incidents.questions_xlsform", {"edits": "0"}, 422, public_id=draft.public_id)
    assert [one["code"] for one in asked(draft)] == ["can_cook"]


def test_a_workbook_does_not_overwrite_what_somebody_changed_meanwhile_nor_what_is_published(official: Visit) -> None:
    draft = make_questions(a_question("a"), a_question("b"), published=False)
    file = writing.workbook({"questions": [a_question("new")]}, "food", "x", 1)
    official.post("incidents.questions_move", {"code": "a", "step": "down", "edits": "0"}, public_id=draft.public_id)
    assert "có người khác đã sửa" in bring(official, draft, file, 409)
    official.post("incidents.questions_publish", {"edits": "1"}, public_id=draft.public_id)
    bring(official, draft, file, 409, "2")
    assert [one["code"] for one in asked(draft)] == ["b", "a"]
