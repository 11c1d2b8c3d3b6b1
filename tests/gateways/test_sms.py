"""An SMS gateway is understood by the words that its operator says: taken, had it already, no such number, closed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connect import config, db
from connect.gateways import media
from connect.gateways.base import Letter, Outcome
from connect.gateways.http_client import Client
from connect.gateways.sms.transport import HttpSms
from connect.gateways.sms.words import Words

WORDS = Words('"CodeResult":"100"', '"CodeResult":"124"', '"CodeResult":"99"', '"CodeResult":"103"', "SMSID")
FORM = "Phone={to}&Content={text}&RequestId={key}"


@dataclass
class Vendor:
    """A gateway that answers 200 to everything and remembers the keys it has had."""

    server: HTTPServer
    says: list[Response] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def __post_init__(self) -> None:
        self.server.expect_request("/sms", method="POST").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked += 1
        if self.says:
            return self.says.pop(0)
        if request.form["RequestId"] in self.known:
            return Response(json.dumps({"CodeResult": "124", "SMSID": self.known[request.form["RequestId"]]}))
        self.known[request.form["RequestId"]] = f"s{len(self.known)}"
        return Response(json.dumps({"CodeResult": "100", "SMSID": self.known[request.form["RequestId"]]}))


@pytest.fixture
def vendor(httpserver: HTTPServer) -> Vendor:
    return Vendor(httpserver)


def sms(vendor: Vendor, words: Words = WORDS) -> HttpSms:
    client = Client(f"{vendor.server.host}:{vendor.server.port}", private=True)
    return HttpSms(vendor.server.url_for("/sms"), FORM, client, words=words)


def send(vendor: Vendor, *keys: str, words: Words = WORDS) -> list[Outcome]:
    return list(sms(vendor, words).send_many([Letter("+84912345678", "Mời bạn xem lại", key) for key in keys]))


def test_a_second_try_under_one_key_counts_as_taken_and_goes_out_once(vendor: Vendor) -> None:
    first, again = send(vendor, "a", "a")
    assert (first.answer, again.answer, again.reason) == ("taken", "taken", "duplicate")
    assert first.reference == again.reference == "s0"
    assert len(vendor.known) == 1


@pytest.mark.parametrize(
    ("says", "status", "answer"),
    [
        ('{"CodeResult":"99"}', 200, "gone"), ('{"CodeResult": "103"}', 200, "closed"),
        ('{"CodeResult":"104"}', 200, "ours"), ("", 200, "ours"), ('{"CodeResult":"99"}', 400, "gone"),
        ("", 404, "closed"), ("", 302, "closed"), ("", 401, "closed"), ("", 400, "ours"), ("", 429, "later"),
        ("", 500, "later"), ('{"CodeResult":"100"}', 503, "later"),
    ],
)  # fmt: skip
def test_what_its_answers_mean(vendor: Vendor, says: str, status: int, answer: str) -> None:
    vendor.says = [Response(says, status)]
    assert [one.answer for one in send(vendor, "a")] == [answer]


def test_without_words_a_status_is_enough(vendor: Vendor) -> None:
    vendor.says = [Response("queued", 202), Response("no", 400)]
    assert [one.answer for one in send(vendor, "a", "b", words=Words())] == ["taken", "ours"]


def test_after_a_fault_the_rest_is_not_tried(vendor: Vendor) -> None:
    vendor.says = [Response('{"CodeResult":"100"}'), Response("", 503)]
    assert [one.answer for one in send(vendor, "a", "b", "c")] == ["taken", "later", "later"]
    assert vendor.asked == 2


def test_words_and_ceiling_come_from_the_settings(make_app: Callable[..., Flask], vendor: Vendor) -> None:
    given: dict[str, Any] = {
        "sms_url": vendor.server.url_for("/sms"), "sms_form": FORM, "gateway_private": True, "site_url": "https://x.vn",
        "sms_taken": WORDS.taken, "sms_duplicate": WORDS.duplicate, "sms_reference": "SMSID", "sms_a_day": 2,
    }  # fmt: skip
    with make_app(**given).app_context():
        here = config.current()
        assert media.is_keyed(here, "sms")
        gateway = media.gateway(here, "sms")
        outcomes = gateway.send_many([Letter("+84912345678", "…", str(n)) for n in range(3)])
        assert [(one.answer, one.reason) for one in outcomes] == [("taken", ""), ("taken", ""), ("later", "limit")]
        assert gateway.send_many([Letter("+84912345678", "…", "3")])[0].reason == "limit"
        assert vendor.asked == 2, "what is over the ceiling costs nothing"
        db.session.remove()
