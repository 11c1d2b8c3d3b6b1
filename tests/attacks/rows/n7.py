"""N7: nobody is flooded by another's hand, no code is guessed, no link is made, and nobody follows a thousand places.

A liar gives another's mail and phone a hundred times from fifty networks, guesses codes from all of them, makes and
changes links, stops twice what was stopped, renews with addresses inside the network, and adds a thousand places. What
a page says of an address is the same whether it follows, was asked, or never wants to be.
"""

import re

from connect import config, db
from connect.areas import queries as areas
from connect.deliveries.contacts import actions as contacts, passes
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import sender
from connect.gateways.media import outbox
from connect.gateways.recording import Recorded, recorded
from connect.notices.following import actions
from connect.notices.following.asking.actions import ABOUT
from tests.attacks.stage import Stage
from tests.socket.browser import Browser, network

SETTINGS = {
    "CONNECT_DEVELOPMENT": "true", "CONNECT_QUIET_HOURS": "", "CONNECT_PUSH_CONTACT": "mailto:a@example.vn",
    "CONNECT_FOLLOW_SMS_A_DAY": "9",
}  # fmt: skip
WARD, VICTIM, PHONE = "26743", "nan.nhan@example.vn", "0912345678"
KEYS = {"p256dh": "BA" + "A" * 85, "auth": "MDEyMzQ1Njc4OWFiY2RlZg"}


def attack(stage: Stage) -> None:
    with stage.context(), db.transaction():
        follower = contacts.keep_proven("mail", "theo.doi@example.vn", "vi", ABOUT)
        actions.add(follower, areas.get(WARD))
        kept = passes.of(follower)
    _nobody_is_flooded(stage)
    _no_code_is_guessed(stage)
    _no_link_is_made(stage, kept)
    _nobody_follows_a_thousand_places(stage, kept)
    _a_stop_can_be_replayed_and_does_nothing_more(stage, kept)


def _nobody_is_flooded(stage: Stage) -> None:
    answers = set()
    for number in range(100):
        browser = stage.browser(f"127.88.{number % 50}.7")
        address = VICTIM if number % 4 else "theo.doi@example.vn"
        said = _ask(browser, "mail", address)
        answers.add((said.status, said.headers.get("location", "")))
        if number % 2:
            assert _ask(browser, "sms", PHONE).status in (303, 429)
    assert len(answers) == 1, f"a page tells of an address: {answers}"
    sent = _sent(stage)
    assert len([one for one in sent if one.to == VICTIM]) <= 3, "a mailbox was flooded"
    assert len([one for one in sent if one.medium == "sms"]) <= 2, "a phone was flooded"
    crowd = stage.browser(network())
    statuses = [_ask(crowd, "mail", f"a{number}@example.vn").status for number in range(25)]
    assert statuses[-1] == 429 and statuses.count(303) <= 20, "one network asks without end"
    for number in range(12):
        _ask(stage.browser(), "sms", f"09123457{number:02}")
    assert len([one for one in _sent(stage) if one.medium == "sms"]) <= 9, "the day's ceiling of cost was passed"


def _no_code_is_guessed(stage: Stage) -> None:
    stage.forward(days=2)
    browser = stage.browser()
    page = _ask(browser, "sms", PHONE).headers["location"]
    (text, *_) = [one.text for one in _sent(stage) if one.medium == "sms" and one.to.endswith("5678")]
    (code,) = re.findall(r"\b\d{6}\b", text)
    for number in range(8):
        guess = f"{(int(code) + 1 + number) % 10**6:06}"
        assert _code(stage.browser(), page, guess) == 422, guess
    assert _code(stage.browser(), page, code) == 422, "a guess after the fifth was looked at"
    assert _code(stage.browser(), page[:-1] + "x", code) == 404
    assert stage.value("SELECT count(*) FROM subscriptions") == 1


def _no_link_is_made(stage: Stage, kept: str) -> None:
    liar = stage.browser()
    other = "A" if kept[20] != "A" else "B"
    for wrong in (f"{kept[:20]}{other}{kept[21:]}", kept[::-1], kept[:24], f"{kept}AA", "..%2f..", "A" * 51):
        for path in (f"/notices/following/{wrong}", f"/notices/following/{wrong}/stop"):
            assert liar.get(path).status in (308, 404), path
            assert liar.send(path, {"List-Unsubscribe": "One-Click", "stop": "y"}).status in (308, 400, 404, 405), path
    for inside in (
        "http://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "x" * 990,
    ):
        said = liar.send("/notices/following/renew", {"endpoint": inside, "before": inside, **KEYS})
        assert said.status == 422, inside
    assert stage.value("SELECT count(*) FROM subscriptions") == 1


def _nobody_follows_a_thousand_places(stage: Stage, kept: str) -> None:
    owner, path = stage.browser(), f"/notices/following/{kept}"
    token = owner.get(path).hidden()["csrf_token"]
    with stage.context():
        wards = [ward.code for ward in areas.wards_of(areas.get("79"))]
    for number in range(60):
        status = owner.send(path, {"csrf_token": token, "add": wards[number % len(wards)]}).status
        assert status in (303, 422), status
    many = "&".join(f"add={code}" for code in wards * 6)
    assert owner.request("POST", path, f"csrf_token={token}&{many}".encode(), **FORM).status in (303, 413, 422, 400)
    assert stage.value("SELECT count(*) FROM subscriptions") == 5


def _a_stop_can_be_replayed_and_does_nothing_more(stage: Stage, kept: str) -> None:
    path = f"/notices/following/{kept}/stop"
    assert stage.browser().get(path).status == 200 and stage.value("SELECT count(*) FROM subscriptions") == 5
    for _ in range(3):
        assert stage.browser().send(path, {"List-Unsubscribe": "One-Click"}).status == 200
    assert stage.value("SELECT count(*) FROM subscriptions") == 0
    assert stage.value("SELECT count(*) FROM suppressions") == 1
    for said in (VICTIM, PHONE, "912345678", "theo.doi@"):
        assert said not in stage.site.said(), "an address stands in the log"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _ask(browser: Browser, medium: str, address: str):  # type: ignore[no-untyped-def]
    token = browser.get(f"/notices/follow?area={WARD}").hidden()["csrf_token"]
    return browser.send(f"/notices/follow/by/{medium}", {"csrf_token": token, "area": WARD, "address": address})


def _code(browser: Browser, page: str, code: str) -> int:
    token = browser.get(f"/notices/follow?area={WARD}").hidden()["csrf_token"]
    return browser.send(page, {"csrf_token": token, "code": code}).status


def _sent(stage: Stage) -> list[Recorded]:
    """All that went out so far."""
    with stage.context():
        with line() as ledger:
            sender.of_this_site(ledger).run(20)
        return recorded(outbox(config.current()), 500)
