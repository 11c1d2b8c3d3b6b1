"""E3: two at once: a thirteenth question by several requests, a draft published that another has changed since, one
question by two editors, a second draft begun.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from connect import db
from connect.incidents.questions.models import QuestionSet
from tests.attacks.stage import Stage
from tests.builders import a_question, make_questions
from tests.socket.browser import Answer, Browser

FORM = {"type": "yes_no", "label_vi": "Có ai ở nhà?", "label_en": "Anybody home?", "shown_to": "volunteer", "read": ""}
AT_ONCE = 4


def attack(stage: Stage) -> None:
    with stage.context():
        full = make_questions(*(a_question(f"q{n}") for n in range(11)), published=False).public_id
        other = make_questions(a_question("one"), utility="shopping", published=False).public_id
    editors = [stage.signed_in("official", area="79")[0] for _ in range(AT_ONCE)]
    tokens = [who.get("/incidents/questions").hidden()["csrf_token"] for who in editors]
    _thirteenth(stage, editors, tokens, full)
    _one_question(stage, editors, tokens, other)
    _published_unread(stage, editors, tokens, other)
    _second_draft(stage, editors, tokens)


def _at_once(send: Callable[[int], Answer]) -> list[int]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(answer.status for answer in pool.map(send, range(AT_ONCE)))


def _thirteenth(stage: Stage, editors: list[Browser], tokens: list[str], full: str) -> None:
    got = _at_once(lambda n: editors[n].send(
        f"/incidents/questions/{full}/edit", {**FORM, "code": f"new_{n}", "csrf_token": tokens[n]}
    ))  # fmt: skip
    assert got[0] == 303 and set(got[1:]) <= {409, 422}, f"of four who add the twelfth question: {got}"
    assert len(_asked(stage, full)) == 12, "more than twelve questions in a draft"


def _one_question(stage: Stage, editors: list[Browser], tokens: list[str], draft: str) -> None:
    """Of four who change the same question as they read it, one gets through and three see both."""
    path = f"/incidents/questions/{draft}/edit?code=one"
    read = editors[0].get(path).hidden()["read"]
    got = _at_once(lambda n: editors[n].send(
        path, {**FORM, "code": "one", "read": read, "label_vi": f"Bản {n}", "csrf_token": tokens[n]}
    ))  # fmt: skip
    assert got == [303, 409, 409, 409], f"of four who change the same question: {got}"


def _published_unread(stage: Stage, editors: list[Browser], tokens: list[str], draft: str) -> None:
    """One reads the page of publishing; another changes the draft; the first press publishes nothing."""
    hidden = editors[0].get(f"/incidents/questions/{draft}/publish").hidden()
    added = editors[1].send(
        f"/incidents/questions/{draft}/edit", {**FORM, "code": "slipped_in", "csrf_token": tokens[1]}
    )
    assert added.status == 303
    answer = editors[0].send(f"/incidents/questions/{draft}/publish", hidden)
    assert answer.status == 409 and "Có ai ở nhà?" in answer.words, "what nobody has read is published"
    again = {**answer.hidden(), "csrf_token": tokens[0]}
    got = _at_once(lambda n: editors[n].send(
        f"/incidents/questions/{draft}/publish", {**again, "csrf_token": tokens[n]}
    ))  # fmt: skip
    assert got == [303, 409, 409, 409], f"of four who publish the same draft: {got}"


def _second_draft(stage: Stage, editors: list[Browser], tokens: list[str]) -> None:
    got = _at_once(lambda n: editors[n].send(
        "/incidents/questions/start", {"utility": "shopping", "area": "79", "csrf_token": tokens[n]}
    ))  # fmt: skip
    assert got == [303] * AT_ONCE
    drafts = "SELECT count(*) FROM question_sets WHERE utility = 'shopping' AND published_at IS NULL"
    assert str(stage.value(drafts)) == "1", "an office has two drafts of the same questions"


def _asked(stage: Stage, public_id: str) -> list[dict[str, object]]:
    with stage.context():
        found = db.session.scalars(sa.select(QuestionSet).where(QuestionSet.public_id == public_id)).one()
        return list(found.body["questions"])
