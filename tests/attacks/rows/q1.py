"""Q1: answers posted by hand: hidden ones, of another utility, unknown codes, a book, a phone, an old version.

Nothing that was not asked is kept, nothing that is wrong goes through or crashes, what volunteers read has no phone in
it, and nobody but those of its circle reads an answer.
"""

from urllib.parse import urlencode

import sqlalchemy as sa

from connect import db
from connect.cases import actions
from connect.cases.answers import queries
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.incidents.models import Incident
from connect.incidents.questions.models import QuestionSet
from tests.attacks.stage import Stage
from tests.builders import a_question, ask_from_now, make_person, make_questions, put_into_force
from tests.socket.browser import ASKED, Answer, Browser

SETTINGS = {"CONNECT_ASKS_PER_DEVICE_DAY": "90", "CONNECT_ASKS_CEILING_DAY": "99"}
IF_ROOF = {"all": [{"code": "on_roof", "is": "yes"}]}
QUESTIONS = (
    a_question("on_roof", required=True, shown_to="public"),
    a_question("water_cm", "number", required=True, ask_if=IF_ROOF, shown_to="volunteer"),
    a_question("who", "some_of", ask_if=IF_ROOF),
    a_question("more", "text", shown_to="volunteer"),
    a_question("secret", "text", shown_to="moderator"),
)
PHONE = "0912 345 678"


def attack(stage: Stage) -> None:
    with stage.context():
        first = make_questions(*QUESTIONS)
        incident = put_into_force(first, make_questions(a_question("x", required=True), utility="shopping"))
        first_id, incident_id = first.id, incident.id
    marks = _marks(stage)
    hidden = {
        "q-food-on_roof": "no",
        "q-food-water_cm": "90",
        "q-food-who": "a",
        "q-food-zz": "x",
        "q-shopping-x": "yes",
    }
    assert _kept(stage, marks, **hidden) == {"food": {"on_roof": "no"}}, "what was not asked is kept"
    _what_is_wrong_is_refused(stage, marks)
    _only_a_version_of_this_site_counts(stage, marks)
    _each_reads_what_is_meant_for_it(stage, marks)
    _an_old_version_counts_for_a_day(stage, marks, first_id, incident_id)


def _marks(stage: Stage) -> dict[str, str]:
    """The versions as pages of this site carry them, of food and of shopping."""
    page = _send(stage.browser(), stage.phone(), {"part": "questions", "item": ["rice", "errand"]})
    return {name: text for name, text in page.hidden().items() if name.startswith("qset-")}


def _send(browser: Browser, phone: str, said: dict[str, object]) -> Answer:
    page = browser.get("/cases/ask").hidden()
    body = urlencode({**ASKED, **page, "phone": phone, **said}, doseq=True).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return browser.request("POST", "/cases/ask", body, **kind)


def _kept(stage: Stage, marks: dict[str, str], **said: str) -> dict[str, dict[str, object]]:
    """The answers of the case that comes of a form; the case is gone again."""
    answer = _send(stage.browser(), stage.phone(), {"qset-food": marks["qset-food"], **said})
    assert answer.status == 303, f"{said} is answered {answer.status}: {answer.words[:300]}"
    with stage.context():
        case = db.session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
        assert case
        return {utility: dict(one.values) for utility, one in queries.of_case(case).items()}


def _refused(stage: Stage, said: dict[str, object], why: str) -> None:
    before = stage.value("SELECT count(*) FROM cases")
    answer = _send(stage.browser(), stage.phone(), said)
    assert answer.status == 422, f"{why}: answered {answer.status}"
    assert stage.value("SELECT count(*) FROM cases") == before, f"{why}: a case was made"


def _what_is_wrong_is_refused(stage: Stage, marks: dict[str, str]) -> None:
    seen = {"qset-food": marks["qset-food"], "q-food-on_roof": "yes", "q-food-water_cm": "90"}
    for name, text in (
        ("q-food-on_roof", "maybe"), ("q-food-on_roof", "constructor"), ("q-food-water_cm", "khoảng 90"),
        ("q-food-water_cm", "9" * 10_000), ("q-food-water_cm", "٩٠"), ("q-food-water_cm", "9e1"),
        ("q-food-who", "everybody"), ("q-food-more", "x" * 10_000),
    ):  # fmt: skip
        _refused(stage, {**seen, name: text}, f"{name}={text[:20]}")
    _refused(stage, {**seen, "q-food-on_roof": ["yes", "no"]}, "two answers to one question")
    assert _kept(stage, marks, **{"q-food-on_roof": "no", "q-food-more": "\u202e\x00\u200b"}) == {
        "food": {"on_roof": "no"}
    }


def _only_a_version_of_this_site_counts(stage: Stage, marks: dict[str, str]) -> None:
    """A version that nobody showed is as one that was not seen: its questions are asked first."""
    for mark in ("", "1", marks["qset-food"][:-1] + "x", marks.get("qset-shopping", "none"), '["food",1]'):
        _refused(stage, {"qset-food": mark, "q-food-on_roof": "no"}, f"the mark {mark[:20]}")


def _each_reads_what_is_meant_for_it(stage: Stage, marks: dict[str, str]) -> None:
    said = {"q-food-on_roof": "no", "q-food-more": f"gọi {PHONE}", "q-food-secret": "chuyện riêng"}
    _kept(stage, marks, **said)
    with stage.context():
        case = db.session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
        assert case
        moderator = Actor(make_person("moderator"))
        with db.transaction():
            actions.approve(case, moderator, "tests know why")
        path = f"/cases/{case.public_id}"
    stranger, helper = stage.browser().get(path).words, stage.signed_in()[0].get(path).words
    assert "Hỏi on_roof?" in stranger and "Hỏi more?" not in stranger, "a stranger reads what is for volunteers"
    assert "Hỏi more?" in helper, "a volunteer reads nothing"
    for words in (stranger, helper):
        assert PHONE not in words and PHONE.replace(" ", "") not in words, "a phone stands in an answer"
        assert "chuyện riêng" not in words, "what is for moderators is read by others"
    for address in ("/cases/nearby", "/cases/map.json", "/cases/nearby.json"):
        assert "on_roof" not in stage.browser().get(address).text, f"answers stand in {address}"
    assert "chuyện riêng" not in stage.site.said() and PHONE not in stage.site.said(), "answers stand in the log"


def _an_old_version_counts_for_a_day(stage: Stage, marks: dict[str, str], first: int, incident: int) -> None:
    with stage.context():
        newer = make_questions(*QUESTIONS, a_question("pets", required=True))
        found = db.session.get_one(Incident, incident)
        ask_from_now(found, db.session.get_one(QuestionSet, newer.id), make_person("official", "79"))
    stage.forward(hours=23)
    assert _kept(stage, marks, **{"q-food-on_roof": "no"}) == {"food": {"on_roof": "no"}}
    stage.forward(hours=2)
    _refused(stage, {"qset-food": marks["qset-food"], "q-food-on_roof": "no"}, f"version {first} after a day")
