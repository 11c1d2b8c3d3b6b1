"""Y1: a thread by sequences of liars: take, speak, release, take again by another; stopped in the middle of a word.

The next helper and accounts of all roles read none; keys of others, numbers from the future and forged forms write
nothing; whoever gave it back or was stopped says nothing more, and loses no words.
"""

import uuid

from connect import db
from connect.accounts.models import Person
from connect.cases.claims import actions as claims
from connect.cases.disclosure import case_view, limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person, take, token_of
from tests.socket.browser import Answer, Browser

SECRET_WORDS = "Chìa khóa dưới chậu cây"


def attack(stage: Stage) -> None:
    helper, number = stage.signed_in(verified=True)
    code, token = _held(stage, number)
    lan = stage.browser()
    mine, thread = _opened(lan, helper, code, token)
    assert _say(lan, mine, SECRET_WORDS).status == 303
    _strangers(stage, code, token, thread)
    _forged(stage, lan, helper, mine, f"/messages/{thread}")
    following = _given_back_and_taken_again(stage, helper, number, code, thread)
    _next_one_reads_nothing(following, lan, code, token, thread)
    _stopped_in_the_middle(stage, following, code)


def _held(stage: Stage, number: int) -> tuple[str, str]:
    with stage.context():
        case = make_case("open")
        take(case, db.session.get_one(Person, number))
        return case.public_id, token_of(case)


def _opened(lan: Browser, helper: Browser, code: str, token: str) -> tuple[str, str]:
    """The requester's address of the thread, and its id: both come to the same."""
    mine = lan.get(f"/messages/mine/{token}").location
    theirs = helper.get(f"/messages/of/{code}").location
    assert mine.rsplit("/", 1)[-1] == theirs.rsplit("/", 1)[-1], "two who look at once open two threads"
    return mine, theirs.rsplit("/", 1)[-1]


def _say(who: Browser, path: str, words: str, **over: str) -> Answer:
    hidden = who.get(path).hidden()
    return who.send(path, {"csrf_token": hidden["csrf_token"], "key": hidden.get("key", ""), "words": words, **over})


def _strangers(stage: Stage, code: str, token: str, thread: str) -> None:
    _, other_token = _held(stage, stage.signed_in(verified=True)[1])
    for path in (f"/messages/mine/{other_token}/{thread}", f"/messages/mine/{'a' * 26}/{thread}"):
        assert stage.browser().get(path).status == 404, "the link of another request opens the thread"
    with stage.context():
        liars = [
            make_person(role, area).id for role, area in [("moderator", "79"), ("admin", "79"), ("volunteer", "VN")]
        ]
    for liar in liars:
        who = stage.browser_of(liar)
        csrf = who.get("/accounts/me").hidden()["csrf_token"]
        answers = [who.get(f"/messages/{thread}"), who.get(f"/messages/of/{code}")]
        typed = {"csrf_token": csrf, "words": "x", "key": str(uuid.uuid4()), "n": "1", "number": "1"}
        answers += [who.send(f"/messages/{thread}{verb}", typed) for verb in ("", "/see", "/hide")]
        assert {one.status for one in answers} == {404}, f"{[one.status for one in answers]} to an account of no side"
        assert all(SECRET_WORDS not in one.text for one in answers)


def _forged(stage: Stage, lan: Browser, helper: Browser, mine: str, theirs: str) -> None:
    """Keys of the other side, of no side, numbers from the future; nothing stands there but what was said."""
    before = _count(stage)
    of_lan = lan.get(mine).hidden()["key"]
    for key in (of_lan, "", "x", f"{of_lan}x", "a" * 5_000, "-1"):
        answer = _say(helper, theirs, "Tôi tới rồi", key=key)
        assert answer.status == 422 and "Tôi tới rồi" in answer.text, f"{key[:20]!r}: {answer.status}"
    for number in ("99", "0", "-1", "1e9", "", "١"):
        assert _post(helper, theirs, "hide", number=number).status == 404
    assert _post(helper, theirs, "hide", number="1").status == 404, "the other side's words are taken back"
    assert _count(stage) == before
    assert _post(helper, theirs, "see", n="99999999999999999999").status == 303
    assert _post(helper, theirs, "see", n="999999999").status == 303
    seen = stage.value("SELECT max(seen_by_helper - last_number) FROM threads")
    assert int(str(seen)) <= 0, "what was never written counts as seen"
    key = str(uuid.uuid4())
    assert [_say(helper, theirs, words, key=key).status for words in ("Một", "Một", "Hai")] == [303, 303, 409]
    assert _say(lan, mine, "Của tôi", key=key).status == 303, "a key of one side takes the other side's words"
    assert _count(stage) == before + 2


def _post(who: Browser, path: str, verb: str, **typed: str) -> Answer:
    return who.send(f"{path}/{verb}", {"csrf_token": who.get(path).hidden()["csrf_token"], **typed})


def _count(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM messages")))


def _given_back_and_taken_again(stage: Stage, helper: Browser, number: int, code: str, thread: str) -> Browser:
    following, its_number = stage.signed_in(verified=True)
    csrf = helper.get("/accounts/me").hidden()["csrf_token"]
    with stage.context():
        case = db.session.query(Case).filter_by(public_id=code).one()
        with db.transaction():
            claims.release(case_view.of(case, Actor(db.session.get_one(Person, number))), "no_time")
        take(case, db.session.get_one(Person, its_number))
    typed = {"csrf_token": csrf, "words": "Tôi vẫn đến", "key": str(uuid.uuid4())}
    late = helper.send(f"/messages/{thread}", typed, Accept="application/json")
    assert late.status == 409, f"who gave the request back goes on speaking: {late.status}"
    assert helper.get(f"/messages/{thread}").status == 200
    return following


def _next_one_reads_nothing(following: Browser, lan: Browser, code: str, token: str, thread: str) -> None:
    assert following.get(f"/messages/{thread}").status == 404, "the next helper reads the last one's thread"
    theirs = following.get(f"/messages/of/{code}").location
    assert thread not in theirs and SECRET_WORDS not in following.get(theirs).text
    assert lan.get(f"/messages/mine/{token}").location.endswith(theirs.rsplit("/", 1)[-1])
    assert SECRET_WORDS in lan.get(f"/messages/mine/{token}/{thread}").text, "the requester's own words are gone"


def _stopped_in_the_middle(stage: Stage, following: Browser, code: str) -> None:
    theirs = following.get(f"/messages/of/{code}").location
    hidden = following.get(theirs).hidden()
    with stage.context(), db.transaction():
        limits.stop_helper(db.session.query(Case).filter_by(public_id=code).one())
    before = _count(stage)
    answer = following.send(theirs, {**hidden, "words": "Tôi đang ở cổng"})
    assert answer.status == 409 and "Tôi đang ở cổng" in answer.text, f"words in the middle are lost: {answer.status}"
    page = following.get(theirs)
    assert page.status == 200 and "Của tôi" not in page.text and _count(stage) == before
