"""Liars ask what is new in a conversation: by another's link, with another's version, from the future, after *not this
person*; and say that they have seen what is not there."""

import json
from typing import Any

from connect import db
from connect.accounts.models import Person
from connect.cases.disclosure import limits
from connect.cases.models import Case
from tests.attacks.stage import Stage
from tests.builders import make_case, make_thread, take, token_of
from tests.socket.browser import Browser

WORDS = "Nhà có cổng xanh."


def attack(stage: Stage) -> None:
    helper, number = stage.signed_in(verified=True)
    other, _ = stage.signed_in(verified=True)
    with stage.context():
        case, strange = make_case("open"), make_case("open")
        take(case, db.session.get_one(Person, number))
        thread = make_thread(case, db.session.get_one(Person, number))
        case_id, place, link, wrong = case.id, thread.public_id, token_of(case), token_of(strange)
    news = f"/messages/{place}/talk.json"
    _of_others(stage, other, f"/messages/mine/{wrong}/{place}/talk.json", news)
    told = helper.get(f"{news}?after=0")
    assert told.status == 200 and WORDS in json.loads(told.text)["messages"][0]["html"]
    assert helper.get(f"{news}?after=3").status == 404, "a number from the future is answered"
    version = told.headers["etag"]
    assert other.get(news, **{"If-None-Match": version}).status == 404, "another's version opens a thread"
    assert stage.browser().get(news, **{"If-None-Match": "*"}).status in (303, 404)
    _seen(stage, helper, place)
    quiet = stage.browser().get(f"/messages/mine/{link}/{place}/talk.json?after=2")
    assert json.loads(quiet.text)["seen"]["theirs"] is None, "the requester learns what the helper has looked at"
    _stopped(stage, helper, news, case_id, place)


def _of_others(stage: Stage, other: Browser, by_link: str, news: str) -> None:
    for who, path in ((other, news), (stage.browser(), by_link), (other, by_link)):
        answer = who.get(f"{path}?after=0", Accept="text/html")
        assert answer.status == 404 and WORDS not in answer.text, f"{path} tells somebody else"


def _seen(stage: Stage, helper: Browser, place: str) -> None:
    """Seen goes no further than there is something, and never back."""
    for n in ("999999", "1", "-5", "x", "9" * 30):
        assert helper.post(f"/messages/{place}/see", {"n": n}, form=f"/messages/{place}").status == 303
    assert stage.value("SELECT seen_by_helper FROM threads") == 2


def _stopped(stage: Stage, helper: Browser, news: str, case_id: int, place: str) -> None:
    """Who knew a version before reads no word more after *not this person*, not even that nothing is new."""
    before: Any = helper.get(f"{news}?after=2")
    with stage.context():
        case = db.session.get_one(Case, case_id)
        with db.transaction():
            limits.stop_helper(case)
    after = helper.get(f"{news}?after=0", **{"If-None-Match": before.headers["etag"]})
    told = json.loads(after.text)
    assert after.status == 200 and told["messages"] == [] and told["may_speak"] is False, "a stopped helper still reads"
    assert WORDS not in helper.get(f"/messages/{place}").text
