"""E2: a set that loops or looks ahead, made by hand; markup for a code; a type that changes under answers; bombs."""

import sqlalchemy as sa

from connect import db
from connect.incidents.questions.models import QuestionSet
from tests.attacks.stage import Stage
from tests.builders import a_question, make_questions
from tests.socket.browser import Answer, Browser

FORM = {"type": "yes_no", "label_vi": "Có ai ở nhà?", "label_en": "Anybody home?", "shown_to": "volunteer"}
MARKUP = '"><script>alert(1)</script>'
HANGS = {"all": [{"code": "one", "is": "yes"}]}


def attack(stage: Stage) -> None:
    with stage.context():
        make_questions(a_question("kept"), utility="shopping")
        later = make_questions(a_question("kept"), utility="shopping", published=False).public_id
        draft = make_questions(
            a_question("one"), a_question("two", ask_if=HANGS), a_question("three"), published=False
        ).public_id
    here, _ = stage.signed_in("official", area="79")
    for condition in ("two|is|yes", "three|is|yes", "one|is|yes", "gone|is|yes", "two|has|yes", "||", MARKUP):
        for fields in ({"if-0": condition}, {"group-0-0": condition}):
            answer = _edit(here, draft, "one", {"code": "one", **fields})
            assert answer.status == 422, f"{fields} is kept: {answer.status}"
            assert "<script>alert" not in answer.text, "what was typed comes back as markup"
    for code in (MARKUP, "one two", "__proto__", "constructor.x", "a" * 41, "Ô", "1", "q-food"):
        answer = _edit(here, draft, "", {"code": code})
        assert answer.status == 422 and "<script>alert" not in answer.text, f"the code {code} is kept"
    for label in (MARKUP, "{{ 7*7 }}", "%(line)s", "\u202eabc"):
        assert _edit(here, draft, "three", {"code": "three", "label_vi": label}).status == 303
        for page in ("", "/publish", "/try", "/edit?code=three"):
            seen = here.get(f"/incidents/questions/{draft}{page}")
            assert seen.status == 200 and "<script>alert" not in seen.text and ">49<" not in seen.text
            assert "\u202e" not in seen.text, "a label can turn the line round"
    for kind in ("text", "number", "one_of", "note", MARKUP):
        assert _edit(here, later, "kept", {"code": "kept", "type": kind}).status == 422, f"kept is a {kind} now"
    assert _edit(here, draft, "", {f"x-{n}": "1" for n in range(600)}).status == 413
    assert _edit(here, draft, "", {"label_vi": "a" * 200_000}).status == 422
    _loop_by_moving(here, draft)
    with stage.context():
        row = db.session.scalars(sa.select(QuestionSet).where(QuestionSet.public_id == draft)).one()
        assert row.published_at is None and [one["code"] for one in row.body["questions"]] == ["two", "one", "three"]


def _loop_by_moving(here: Browser, draft: str) -> None:
    """Moved before what it hangs on, a question is not published; the page says at which line, and why."""
    moved = here.post(
        f"/incidents/questions/{draft}/move", {"code": "two", "step": "up"}, form=f"/incidents/questions/{draft}"
    )
    assert moved.status == 303
    home = f"/incidents/questions/{draft}"
    answer = here.post(f"{home}/publish", {"edits": here.get(home).hidden()["edits"]}, form=home)
    assert answer.status == 422 and "Câu 1:" in answer.words and "one" in answer.words, answer.words[:300]


def _edit(here: Browser, draft: str, code: str, over: dict[str, str]) -> Answer:
    path = f"/incidents/questions/{draft}/edit" + (f"?code={code}" if code else "")
    hidden = here.get(path).hidden()
    return here.send(path, {**FORM, "csrf_token": hidden["csrf_token"], "read": hidden.get("read", ""), **over})
