"""E4: workbooks that bomb, run or lie; answers of another area taken home."""

import io
import zipfile

from connect.incidents.questions.xlsform import writing
from tests.attacks.helping import send_file
from tests.attacks.stage import Stage
from tests.builders import a_question, make_questions
from tests.socket.browser import Answer, Browser


def attack(stage: Stage) -> None:
    with stage.context():
        draft = make_questions(a_question("one"), published=False).public_id
        done = make_questions(a_question("kept"), utility="shopping").public_id
        good = writing.workbook({"questions": [a_question("sent")]}, "food", "x", 1)
    here, _ = stage.signed_in("official", area="79")
    far, number = stage.signed_in("official", area="01")
    for file, status in ((_bomb(), 422), (_zip("xl/vbaProject.bin"), 422), (b"PK\x03\x04", 422), (good * 80, 422)):
        assert _bring(here, draft, file).status in (status, 413), "a workbook that does harm is taken"
    assert _bring(far, draft, good).status == 404 and _bring(here, done, good, "2").status == 409
    assert _bring(here, draft, good, "7").status == 409, "a draft that nobody has read is written over"
    assert far.get(f"/incidents/questions/{draft}/xlsform.xlsx").status == 404
    assert here.get("/incidents/questions").status == 200
    assert _bring(here, draft, good).status == 303, "an honest workbook is not taken"

    token = far.get("/accounts/me").hidden()["csrf_token"]
    for area, utility in (("79", "food"), ("VN", "food"), ("26740", "food"), ("01", "made_up"), ("x", "food")):
        sent = {"area": area, "utility": utility, "reason": "plan", "csrf_token": token}
        assert far.send("/moderation/answers.csv", sent).status == 404, f"answers of {area} are taken home"
    own = far.send("/moderation/answers.csv", {"area": "01", "utility": "food", "reason": "plan", "csrf_token": token})
    assert own.status == 200
    logged = "SELECT count(*) FROM audit WHERE what = 'answers' AND person_id = :id"
    assert str(stage.value(logged, id=number)) == "1", "a table is taken home without a line in the log"


def _bring(who: Browser, public_id: str, file: bytes, edits: str = "0") -> Answer:
    return send_file(who, f"/incidents/questions/{public_id}/xlsform", file, edits=edits)


def _bomb() -> bytes:
    return _zip("xl/worksheets/sheet1.xml", b"<a>" + b" " * 60_000_000)


def _zip(name: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return file.getvalue()
