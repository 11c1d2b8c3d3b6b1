"""U1: liars in a conversation: a code drawn out by chat, a moderator without the item, floods of reports and of texts.

A requester who is talked into it cannot send the delivery code in any spelling, and a helper learns nothing by trying
codes; a moderator who has not the report in hand reads nothing, whatever address is typed; the reports of one browser
are one; and however many messages are written, one word goes out in half an hour.
"""

import uuid

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case, CaseSecret
from connect.messages.models import Thread
from tests.attacks.stage import Stage
from tests.builders import make_case, make_person, make_thread, take, token_of
from tests.socket.browser import Answer, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer", "CONNECT_DEVELOPMENT": "1"}
SAID = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def attack(stage: Stage) -> None:
    with stage.context():
        helper = make_person(verified=True, phone=stage.phone())
        case = make_case("open", sms=True)
        take(case, helper)
        thread = make_thread(case, helper)
        number, code = helper.id, db.session.get_one(CaseSecret, case.id).delivery_code
        home, theirs = f"/messages/mine/{token_of(case)}/{thread.public_id}", f"/messages/{thread.public_id}"
    _a_code_by_chat(stage, home, code)
    _a_helper_tries_codes(stage, number, theirs, code)
    _a_moderator_without_the_item(stage, theirs)
    _a_flood_of_reports(stage, home, theirs)
    _a_flood_of_texts(stage, number, theirs)
    _who_may_ask_one_in(stage, theirs)


def _say(who: Browser, where: str, words: str) -> Answer:
    return who.post(where, {"words": words, "key": str(uuid.uuid4())})


def _messages(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM messages")))


def _a_code_by_chat(stage: Stage, home: str, code: str) -> None:
    """The requester is told: send me the code, the boss asks for it. It is kept back, and the words stay."""
    lan, before = stage.browser(), _messages(stage)
    wide = "".join(chr(ord(figure) - ord("0") + ord("０")) for figure in code)
    said = " ".join(SAID[int(figure)] for figure in code)
    apart = (" ".join(code), "-".join(code), "\u200b".join(code), "\n".join(code), f"{code[:2]} va {code[2:]}")
    for spelt in (code, *apart, wide, said, said.upper(), f"ma{code}"):
        answer = _say(lan, home, f"Mã: {spelt}")
        assert answer.status == 422 and "Mã:" in answer.text, f"{spelt!r} went out: {answer.status}"
    assert _messages(stage) == before, "a code went by chat"


def _a_helper_tries_codes(stage: Stage, number: int, theirs: str, code: str) -> None:
    """Right or wrong, every guess is a message like any other: a refusal would have told."""
    hanh = stage.browser_of(number)
    for guess in (code, f"{int(code) ^ 1:04}"):
        assert _say(hanh, theirs, f"Mã là {guess} phải không?").status == 303


def _a_moderator_without_the_item(stage: Stage, theirs: str) -> None:
    """Nothing is reported and nobody asked: no address leads a moderator in, nor does a form without the item."""
    pid = theirs.rsplit("/", 1)[1]
    staff, _ = stage.signed_in("moderator", area="79")
    below = [f"{theirs}{one}" for one in ("", "/talk.json?after=0", "/phrase", "/invite")]
    beside = [f"/messages/asked/{pid}", f"/moderation/reported/{pid}", f"/moderation/report/conversation/{pid}"]
    for path in below + beside:
        assert staff.get(path).status == 404, f"{path} tells a moderator that there is talk"
    staff.post(f"/messages/reported/{pid}", {"reason": "chỉ muốn xem"}, form="/accounts/me")
    assert staff.post(f"/messages/asked/{pid}/join", {}, form="/accounts/me").status == 404
    assert staff.get(theirs).status == 404
    assert stage.value("SELECT count(*) FROM disclosures") == 0, "somebody was shown something"


def _a_flood_of_reports(stage: Stage, home: str, theirs: str) -> None:
    """A browser reports again and again: it is one report, and opens nothing; a stranger has no way to any."""
    pid = theirs.rsplit("/", 1)[1]
    lan = stage.browser()
    where = f"/moderation/report/conversation/{home.split('/')[3]}/{pid}"
    answers = [lan.post(where, {"reason": "fraud"}).status for _ in range(25)]
    assert set(answers) <= {303, 429} and answers[0] == 303
    assert stage.value("SELECT count(*) FROM abuse_reports") == 1, "one browser counts more than once"
    assert stage.browser().get(f"/moderation/report/conversation/{'a' * 26}/{pid}").status == 404
    staff, _ = stage.signed_in("moderator", area="79")
    assert staff.get(theirs).status == 404, "a report alone opens the thread"
    far, _ = stage.signed_in("moderator", area="01")
    assert far.get(f"/moderation/reported/{pid}").status == 404


def _a_flood_of_texts(stage: Stage, number: int, theirs: str) -> None:
    """Twenty messages at once, and again ten minutes later: one word to the requester's phone."""
    hanh = stage.browser_of(number)
    for minutes in (1, 10):
        stage.forward(minutes=minutes)
        for _ in range(20):
            assert _say(hanh, theirs, "alo").status == 303
    words = stage.value("SELECT count(*) FROM dispatches WHERE kind = 'talk_word' AND cancelled_at IS NULL")
    assert int(str(words)) == 1, "a flood of messages is a flood of texts"


def _who_may_ask_one_in(stage: Stage, theirs: str) -> None:
    """A stranger, another helper and an official ask nobody in."""
    for role in ("volunteer", "official"):
        who, _ = stage.signed_in(role, area="79" if role == "official" else "VN")
        assert who.post(f"{theirs}/invite", {}, form="/accounts/me").status == 404
    with stage.context():
        assert db.session.query(Thread).filter(Thread.asked_moderator_at.is_not(None)).count() == 0
        assert db.session.query(Case).count() == 1 and db.session.query(Person).count() > 1
