"""W1: *tell me here* as a way to read another's news, to ring phones, or to make the site call whom a liar names.

A stranger presses for a request whose link is guessed, dead or another's; a former link holder presses before the link
is renewed and listens on; a hundred addresses are bound to one request; an address lies on this machine, in the network
of the site, or is no address; a helper signs in on a shared phone and stops what belongs to another.
"""

from connect import db
from connect.cases.asking import consent
from connect.cases.models import Case, CaseSecret
from connect.cases.word import actions, queries
from connect.deliveries.contacts import persons
from connect.gateways.base import PushKeys
from tests.attacks.stage import Stage
from tests.builders import post_case

SETTINGS = {"CONNECT_PUSH_CONTACT": "mailto:a@example.vn"}
KEYS = {"p256dh": "B" + "A" * 86, "auth": "A" * 22}
ADDRESSES = (
    "http://127.0.0.1:6379/", "https://127.0.0.1/push", "https://[::1]/p", "https://169.254.169.254/latest",
    "https://fcm.googleapis.com.evil.example/x", "https://evil.example@fcm.googleapis.com:1/x", "x" * 999, "file:///x",
    "https://fcm.googleapis.com\r\nHost: x/", "javascript:1", "",
)  # fmt: skip


def attack(stage: Stage) -> None:
    _another_s_link(stage)
    _a_link_that_was_renewed(stage)
    _addresses_of_others(stage)
    _a_hundred_browsers(stage)
    _a_shared_phone(stage)
    _forged_receipts(stage)


def _count(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM contacts WHERE medium = 'push'")))


def _another_s_link(stage: Stage) -> None:
    with stage.context():
        case, token = post_case()
        code = case.public_id
    stranger, told = stage.browser(), {"endpoint": "https://fcm.googleapis.com/x", **KEYS}
    for wrong in ("a" * 26, code, token[:-1] + ("a" if token[-1] != "a" else "b"), token.upper()):
        for path in (f"/cases/word/{wrong}", f"/cases/word/{wrong}/stop"):
            assert stranger.post(path, told, form="/cases/ask").status == 404, f"a forged link is heard: {path}"
    assert _count(stage) == 0


def _a_link_that_was_renewed(stage: Stage) -> None:
    with stage.context():
        case, token = post_case()
        number = case.id
        with db.transaction():
            actions.begin(db.session.get_one(Case, number), "https://fcm.googleapis.com/old", PushKeys(**KEYS), "vi")
            db.session.get_one(CaseSecret, number).give_link("c" * 26)
    with stage.context():
        assert not queries.browsers(db.session.get_one(CaseSecret, number)), "who had the old link listens on"
        assert consent.covers_news(db.session.get_one(CaseSecret, number).consent_version)
    former = stage.browser()
    assert former.post(f"/cases/word/{token}/stop", form="/cases/ask").status == 404
    with stage.context(), db.transaction():
        actions.stop(db.session.get_one(Case, number))


def _addresses_of_others(stage: Stage) -> None:
    with stage.context():
        _, token = post_case()
    liar = stage.browser()
    for endpoint in ADDRESSES:
        answer = liar.post(f"/cases/word/{token}", {"endpoint": endpoint, **KEYS}, form=f"/cases/mine/{token}")
        assert answer.status in (303, 413, 422), f"{endpoint[:40]}: {answer.status}"
    helper, _ = stage.signed_in()
    for endpoint in ADDRESSES:
        answer = helper.post("/deliveries/here", {"endpoint": endpoint, **KEYS}, form="/deliveries/here")
        assert answer.status in (303, 413, 422), f"{endpoint[:40]}: {answer.status}"
    assert _count(stage) == 0, "an address that no push service took is kept"


def _a_hundred_browsers(stage: Stage) -> None:
    with stage.context():
        case, _ = post_case()
        for number in range(100):
            with db.transaction():
                actions.begin(
                    db.session.get_one(Case, case.id), f"https://fcm.googleapis.com/{number}", PushKeys(**KEYS), "vi"
                )
    assert _count(stage) == 5, "one press rings a hundred phones"


def _a_shared_phone(stage: Stage) -> None:
    before = _count(stage)
    (first, one), (second, two) = stage.signed_in(), stage.signed_in()
    with stage.context(), db.transaction():
        for number in (one, two):
            persons.begin(number, "https://fcm.googleapis.com/shared", PushKeys(**KEYS), "vi")
    assert second.post("/deliveries/here/stop", form="/deliveries/here").status == 303
    assert "1 " in first.get("/deliveries/here").text and _count(stage) == before + 1
    assert stage.browser().post("/deliveries/here/stop", form="/cases/ask").status in (303, 403)
    assert _count(stage) == before + 1, "a stranger stops what a helper chose"


def _forged_receipts(stage: Stage) -> None:
    liar, said = stage.browser(), '[{"SMSID": "m-1", "status": "failed"}]'
    for path in ("/deliveries/receipts/sms", "/deliveries/receipts/push"):
        assert liar.post(path, {said: ""}, form="/cases/ask").status in (403, 404), "a receipt without a signature"
    assert stage.value("SELECT count(*) FROM receipts") == 0
