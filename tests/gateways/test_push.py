"""A push opens in one browser and nowhere else, is let in by its service, and looks like every other from outside."""

import base64
import json
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from hypothesis import given, strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Response

from connect import clock as the_clock, config, db
from connect.config import ConfigError, loading
from connect.gateways import media
from connect.gateways.base import URGENCY_BY_LANE, Answer, Letter, Outcome, PushKeys
from connect.gateways.breaker.rules import LONGEST_BACK_OFF_S
from connect.gateways.breaker.watch import SharedWatch
from connect.gateways.http_client import Client
from connect.gateways.push import keys, payload, topics
from connect.gateways.push.sealing import TOKEN_S, Signer
from connect.gateways.push.transport import Push
from tests.conftest import Clock
from tests.gateways.push_service import PushService

CONTACT = "mailto:help@example.vn"


@pytest.fixture
def push(service: PushService) -> Push:
    key = ec.generate_private_key(ec.SECP256R1())
    service.site_key = keys.encoded(key.public_key())
    return Push(Client(service.host, private=True), Signer(key, CONTACT))


def one(push: Push, letter: Letter) -> Outcome:
    (outcome,) = push.send_many([letter])
    return outcome


def test_a_push_is_let_in_and_opens_in_its_browser(service: PushService, push: Push) -> None:
    outcome = one(push, service.letter(service.phone(), topic="t" * 24))
    assert (outcome.answer, outcome.reference) == (Answer.TAKEN, "p0")
    said = {
        "title": "Phường Bến Nghé",
        "body": "Nước lên nhanh, hãy lên chỗ cao.",
        "link": "/notices/1",
        "tag": "t" * 24,
    }
    assert service.got == [("p0", said)]


def test_all_pushes_have_one_size_whatever_they_say(service: PushService, push: Push) -> None:
    texts = ["", "Hết lũ.", "mực nước sông " * 400, '"\\\n\u2028' * 900, "😀" * 3000]
    sent = push.send_many([service.letter(service.phone(), text=text, title=text[:300]) for text in texts])
    assert {one.answer for one in sent} == {Answer.TAKEN}
    assert {len(body) for body in service.bodies} == {payload.SEALED_BYTES}


@given(st.text(max_size=3000), st.text(max_size=200), st.text(max_size=100))
def test_the_words_are_cut_so_that_they_fit_and_stay_readable(text: str, title: str, link: str) -> None:
    text, title, link = (one.encode("utf-8", "ignore").decode() for one in (text, title, link))
    plain = payload.plain(Letter("x", text, "k", title=title, link=link))
    assert len(plain) == payload.PLAIN_BYTES
    said = json.loads(plain)
    assert said["link"] == link
    assert said["body"] == text or (said["body"].endswith("…") and text.startswith(said["body"][:-1]))


def test_a_long_text_is_cut_at_a_word() -> None:
    said = json.loads(payload.plain(Letter("x", "nghiêng " * 500, "k")))
    assert set(said["body"].rstrip("…").split()) == {"nghiêng"}
    assert len(said["body"].encode()) > 1_700, "as much as fits"


def test_what_it_may_do_at_its_service_stands_in_the_head(service: PushService, push: Push) -> None:
    one(push, service.letter(service.phone(), ttl_s=600, urgency=URGENCY_BY_LANE[0]))
    one(push, service.letter(service.phone(), ttl_s=-5, urgency=URGENCY_BY_LANE[4]))
    assert [(head["Ttl"], head["Urgency"], "Topic" in head) for head in service.heard] == [
        ("600", "high", False), ("0", "low", False),
    ]  # fmt: skip


def test_the_token_is_kept_for_a_service_and_renewed_long_before_it_ends(clock: Clock) -> None:
    signer = Signer(ec.generate_private_key(ec.SECP256R1()), CONTACT)
    first = signer.header("https://fcm.example.com/x/1")
    assert signer.header("https://fcm.example.com/x/2") == first
    assert signer.header("https://web.example.com/1") != first
    claims = json.loads(base64.urlsafe_b64decode(first.split(".")[1] + "=="))
    assert claims["aud"] == "https://fcm.example.com"
    assert claims["exp"] - clock.moment.timestamp() == pytest.approx(TOKEN_S, abs=2)
    clock.forward(hours=7)
    assert signer.header("https://fcm.example.com/x/1") != first


@pytest.mark.parametrize(
    ("status", "answer", "alone"),
    [
        (200, "taken", False), (202, "taken", False), (404, "gone", False), (410, "gone", False), (400, "ours", False),
        (413, "ours", False), (401, "later", True), (403, "later", True), (302, "later", True), (429, "later", True),
        (500, "later", True), (503, "later", True),
    ],
)  # fmt: skip
def test_only_a_certain_no_retires_anybody(
    service: PushService, push: Push, status: int, answer: str, alone: bool
) -> None:
    outcome = one(push, service.letter(service.phone(status)))
    assert (outcome.answer, outcome.alone) == (answer, alone)


def test_a_service_that_asks_to_be_left_alone_is_heard(service: PushService, push: Push) -> None:
    moment = format_datetime(the_clock.now() + timedelta(minutes=2))
    for said, least, most in (("30", 30, 30), (moment, 100, 121), ("soon", 0, 5)):
        phone = service.phone(Response(status=429, headers={"Retry-After": said}))
        assert least <= (one(push, service.letter(phone)).retry_after_s or 0) <= most


def test_after_a_fault_the_rest_for_that_service_is_not_tried(service: PushService, push: Push) -> None:
    phones = [service.phone(), service.phone(503), service.phone(), service.phone()]
    sent = push.send_many([service.letter(phone, key=str(n)) for n, phone in enumerate(phones)])
    assert [one.answer for one in sent] == ["taken", "later", "later", "later"]
    assert len(service.heard) == 2
    assert not any(one.may_have_left for one in sent)


def test_a_service_that_fails_holds_up_no_other(service: PushService, push: Push) -> None:
    other = HTTPServer(port=0)
    other.start()
    try:
        there = PushService(other)
        push.client = Client(f"{service.host}, {there.host}", private=True)
        letters = [service.letter(service.phone(503)), there.letter(there.phone()), there.letter(there.phone())]
        assert [one.answer for one in push.send_many(letters)] == ["later", "taken", "taken"]
    finally:
        other.stop()


def test_a_line_that_is_cut_after_the_letter_left_is_told_from_one_that_never_was(push: Push) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    host = "{}:{}".format(*listener.getsockname())
    push.client = Client(host, private=True)
    phone = ec.generate_private_key(ec.SECP256R1()).public_key()
    letter = Letter(f"http://{host}/x", "…", "1", keys=PushKeys(keys.encoded(phone), "MDEyMzQ1Njc4OWFiY2RlZg"))

    def hang_up() -> None:
        link, _ = listener.accept()
        with link:
            link.recv(100_000)

    threading.Thread(target=hang_up, daemon=True).start()
    assert one(push, letter).may_have_left
    listener.close()
    assert not one(push, letter).may_have_left


@pytest.mark.parametrize("wrong", ["", "AAAA", "BA" + "A" * 85, "ë"])
def test_keys_that_are_none_end_the_subscription_and_ask_nobody(service: PushService, push: Push, wrong: str) -> None:
    phone = service.phone()
    assert one(push, service.letter(phone, keys=PushKeys(wrong, phone.keys.auth))).answer == Answer.GONE
    assert one(push, service.letter(phone, keys=None)).answer == Answer.GONE
    assert service.heard == []


@pytest.mark.parametrize("endpoint", ["http://evil.example/x", "http://127.0.0.1:1/x", "ftp://x", "//", "http://[::1"])
def test_an_endpoint_of_no_push_service_is_not_asked(service: PushService, push: Push, endpoint: str) -> None:
    assert one(push, service.letter(service.phone(), to=endpoint)).answer == Answer.OURS
    assert service.heard == []


def test_topics_fit_and_tell_no_two_receivers_of_one_notice(app: Flask) -> None:
    made = {topics.topic(contact, about) for contact in range(50) for about in ("notice:1", "notice:2")}
    assert len(made) == 100
    assert {len(topic) for topic in made} == {24}
    assert topics.topic(7, "notice:1") in made


def test_the_sites_key_is_made_once_and_kept_sealed(app: Flask) -> None:
    assert (keys.private(), keys.public()) == (None, "")
    for _ in range(2):
        with db.transaction():
            keys.ensure()
    first = keys.public()
    app.extensions.pop("connect.push_key")
    assert keys.public() == first
    assert len(base64.urlsafe_b64decode(first + "=")) == 65


def test_pushes_go_out_by_setting_and_are_recorded_without(
    make_app: Callable[..., Flask], service: PushService
) -> None:
    app = make_app(push_contact=CONTACT, push_hosts=service.host, gateway_private=True)
    with app.app_context():
        before = one(media.gateway(config.current(), "push"), service.letter(service.phone()))  # type: ignore[arg-type]
        assert before.answer == Answer.CLOSED, "before `flask setup` made a key"
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        gateway = media.gateway(config.current(), "push")
        assert one(gateway, service.letter(service.phone())).answer == Answer.TAKEN  # type: ignore[arg-type]
    assert not isinstance(media.gateway(app.extensions["connect.config"].__class__(), "push"), Push)


@pytest.mark.parametrize(
    "wrong",
    [
        {"push_contact": "help@example.vn"}, {"push_contact": "mailto:root@localhost"}, {"push_contact": "https://x.local"},
        {"push_contact": "http://example.vn"}, {"push_hosts": "https://fcm.example.com"}, {"push_hosts": "*"},
        {"push_per_s": -1.0},
    ],
)  # fmt: skip
def test_a_setting_that_services_would_refuse_stops_the_start(tmp_path: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        loading.load({}, instance=tmp_path, **wrong)


def test_letters_for_a_service_that_is_gone_are_put_off_but_for_one(
    app: Flask, service: PushService, push: Push
) -> None:
    push.watch = SharedWatch()
    for _ in range(3):
        push.send_many([service.letter(service.phone(503))])
    phones = [service.phone() for _ in range(4)]
    sent = push.send_many([service.letter(phone, key=str(n)) for n, phone in enumerate(phones)])
    first, *others = [one.retry_after_s or 0 for one in sent]
    assert first <= LONGEST_BACK_OFF_S and {5.0} == {*others}
    assert not push.came_back()


def test_a_service_that_is_back_is_told_once(app: Flask, service: PushService, push: Push, clock: Clock) -> None:
    push.watch = SharedWatch()
    push.send_many([service.letter(service.phone(503))])
    clock.forward(seconds=LONGEST_BACK_OFF_S)
    sent = push.send_many([service.letter(service.phone(201)), service.letter(service.phone(201))])
    assert [one.answer for one in sent] == ["taken", "later"]
    assert (push.came_back(), push.came_back()) == (True, False)
