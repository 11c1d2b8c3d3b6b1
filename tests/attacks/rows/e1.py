"""E1: an official of another province reads, changes, publishes and discards the questions of this one; a published
version is edited by its address, by its draft's old page, and from within the database.
"""

import json

import sqlalchemy as sa

from connect import db
from connect.incidents.questions.models import QuestionSet
from tests.attacks.stage import Stage
from tests.builders import a_question, make_questions
from tests.socket.browser import Browser

FORM = {"type": "yes_no", "label_vi": "Mật khẩu của bạn?", "label_en": "Your password?", "shown_to": "public"}
DOINGS = ("edit", "move", "remove", "discard", "publish", "try")


def attack(stage: Stage) -> None:
    with stage.context():
        draft = make_questions(a_question("one"), a_question("two"), published=False).public_id
        done = make_questions(a_question("asked"), utility="shopping").public_id
        before = _bodies()
    for role, area in (("official", "01"), ("admin", "01"), ("moderator", "79"), ("volunteer", "VN")):
        who, _ = stage.signed_in(role, area=area)
        for public_id in (draft, done):
            _turned_away(who, public_id, 404 if role in ("official", "admin") else 403)
    here, _ = stage.signed_in("official", area="79")
    page = here.get(f"/incidents/questions/{draft}")
    _published_stays(here, done, page.hidden()["csrf_token"])
    with stage.context():
        assert _bodies() == before, "questions were changed by somebody who may not, or after they were published"
    assert _publish(here, draft).status == 303, "an honest official cannot publish"
    _published_stays(here, draft, page.hidden()["csrf_token"])  # by the page that was open before


def _turned_away(who: Browser, public_id: str, status: int) -> None:
    """The same answer as for a set that does not exist, byte for byte but for its address."""
    token = who.get("/accounts/me").hidden()["csrf_token"]
    for doing in DOINGS:
        fields = {**FORM, "csrf_token": token, "code": "one", "edits": "0", "step": "down"}
        got, missing = (who.send(f"/incidents/questions/{one}/{doing}", fields) for one in (public_id, "ZZZZZZZZ"))
        assert got.status == status, f"{doing}: {got.status}, not {status}"
        assert got.words == missing.words and "one" not in got.text.split("</head>")[1].replace("phone", "")
    seen = who.get(f"/incidents/questions/{public_id}")
    assert seen.status == status and "Hỏi" not in seen.words


def _published_stays(here: Browser, public_id: str, token: str) -> None:
    for doing in ("edit", "edit?code=asked", "edit?code=one", "move", "remove", "discard", "publish"):
        for edits in ("0", "1", "2"):
            sent = {**FORM, "csrf_token": token, "code": "asked", "edits": edits, "step": "down", "read": ""}
            answer = here.send(f"/incidents/questions/{public_id}/{doing}", sent)
            assert answer.status == 409, f"{doing} of a published version: {answer.status}"


def _publish(here: Browser, public_id: str):  # type: ignore[no-untyped-def]
    hidden = here.get(f"/incidents/questions/{public_id}/publish").hidden()
    return here.send(f"/incidents/questions/{public_id}/publish", hidden)


def _bodies() -> str:
    rows = db.session.execute(sa.select(QuestionSet.public_id, QuestionSet.body).order_by(QuestionSet.id)).all()
    return json.dumps([[*row] for row in rows])
