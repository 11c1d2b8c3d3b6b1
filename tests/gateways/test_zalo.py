"""Zalo's messages go by a template; its refresh token serves once, so one renews it and saves it before it is used."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler

from connect import config, db
from connect.config import ConfigError, loading
from connect.gateways import media
from connect.gateways.base import Answer, Letter, Outcome
from connect.gateways.breaker.models import GatewayRow
from connect.gateways.zalo import tokens
from tests.conftest import Clock

DAY = "2026-11-24 03:00"  # ten in the morning there


@dataclass
class Twin:
    """Zalo on loopback: a refresh token serves once, an access token until it is over."""

    refresh: str = "first"
    access: str = ""
    given: int = 0
    codes: list[int] = field(default_factory=list)  # of the next answers; 0 else
    got: list[dict[str, Any]] = field(default_factory=list)

    def token(self, request: Request) -> Response:
        if request.form.get("refresh_token") != self.refresh or request.environ["secret_key"] != "app-secret":
            return Response(json.dumps({"error": -14014, "error_name": "Invalid refresh token"}))
        self.given += 1
        self.refresh, self.access = f"refresh-{self.given}", f"access-{self.given}"
        return Response(json.dumps(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        ))  # fmt: skip

    def message(self, request: Request) -> Response:
        if request.environ["access_token"] != self.access:
            return Response(json.dumps({"error": -124, "message": "Access token is invalid"}))
        said = request.get_json()
        code = self.codes.pop(0) if self.codes else 0
        if code == 0:
            self.got.append(said)
        return Response(json.dumps({"error": code, "data": {"msg_id": f"z-{len(self.got)}"} if code == 0 else {}}))


@pytest.fixture
def twin(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Twin:
    made, environ = Twin(), WSGIRequestHandler.make_environ

    def with_underscores(handler: WSGIRequestHandler) -> Any:  # Werkzeug drops headers with one, and Zalo has two
        return environ(handler) | {name: handler.headers.get(name) for name in ("secret_key", "access_token")}

    monkeypatch.setattr(WSGIRequestHandler, "make_environ", with_underscores)
    httpserver.expect_request("/token", method="POST").respond_with_handler(made.token)
    httpserver.expect_request("/message", method="POST").respond_with_handler(made.message)
    return made


@pytest.fixture
def app(make_app: Callable[..., Flask], httpserver: HTTPServer, twin: Twin, clock: Clock) -> Iterator[Flask]:
    clock.at(DAY)
    app = make_app(
        zalo_app_id="app-1", zalo_secret="app-secret", zalo_refresh_token="first", zalo_template="77",
        zalo_fields="noi_dung={text}&xem={link}&loai=tin", zalo_hours="07:00-22:00", gateway_private=True,
        zalo_url=httpserver.url_for("/message"), zalo_refresh_url=httpserver.url_for("/token"),
    )  # fmt: skip
    with app.app_context():
        yield app
        db.session.remove()


def send(number: int = 1) -> list[Outcome]:
    letters = [Letter(f"+8491234567{n}", "C\u00f3 tin m\u1edbi", f"delivery-{n}", link="/x") for n in range(number)]
    return list(media.gateway(config.current(), "zalo").send_many(letters))


def why() -> tuple[str, bool]:
    row = db.session.get(GatewayRow, "zalo", populate_existing=True)
    return (row.why, row.closed_until is not None) if row else ("", False)


def test_a_message_goes_by_its_template_with_a_token_that_was_renewed_once(app: Flask, twin: Twin) -> None:
    assert [(one.answer, one.reference) for one in send(2)] == [(Answer.TAKEN, "z-1"), (Answer.TAKEN, "z-2")]
    assert twin.got[0] == {
        "phone": "84912345670", "template_id": "77", "tracking_id": "delivery-0",
        "template_data": {"noi_dung": "C\u00f3 tin m\u1edbi", "xem": "/x", "loai": "tin"},
    }  # fmt: skip
    send()
    assert twin.given == 1


def test_a_token_is_renewed_before_its_end_and_when_zalo_says_that_it_is_over(
    app: Flask, twin: Twin, clock: Clock
) -> None:
    send()
    clock.forward(hours=24, minutes=30)
    assert send()[0].answer == Answer.TAKEN and twin.given == 2
    twin.access = "another"  # Zalo has ended ours
    assert [one.answer for one in send(3)] == [Answer.TAKEN] * 3
    assert twin.given == 3


def test_of_two_processes_one_renews_and_the_other_waits(app: Flask, twin: Twin, clock: Clock) -> None:
    asked: list[str | None] = []

    def renew(refresh: str) -> tokens.Renewed:
        asked.append(tokens.access("first", renew))
        assert refresh == "first"
        return tokens.Renewed("a", "b", 90_000)

    assert tokens.access("first", renew) == "a"
    assert asked == [None], "the other one did not use the token that serves once"


def test_whoever_takes_over_from_one_that_died_is_not_overwritten(app: Flask, twin: Twin, clock: Clock) -> None:
    def slow(_refresh: str) -> tokens.Renewed:
        clock.forward(seconds=tokens.HELD_S + 1)
        assert tokens.access("first", lambda _: tokens.Renewed("newer", "r2", 90_000)) == "newer"
        return tokens.Renewed("older", "r1", 90_000)

    tokens.access("first", slow)
    assert tokens.access("first", slow) == "newer"


def test_a_refresh_token_that_is_used_up_closes_the_gateway_until_another_is_set(app: Flask, twin: Twin) -> None:
    twin.refresh = "somebody was faster"
    assert {one.answer for one in send(2)} == {Answer.CLOSED}
    assert why() == ("zalo_refresh", True)
    twin.refresh = "second"
    assert tokens.access("second", lambda refresh: tokens.Renewed(refresh, "r", 90_000)) == "second"


@pytest.mark.parametrize(
    ("code", "answer", "is_closed"),
    [
        (-108, "gone", ""), (-112, "ours", ""), (-9999, "ours", ""), (-101, "closed", "zalo_-101"),
        (-144, "later", "quota"), (-133, "later", "hours"),
    ],
)  # fmt: skip
def test_each_code_has_its_answer(app: Flask, twin: Twin, code: int, answer: str, is_closed: str) -> None:
    twin.codes = [code]
    assert send()[0].answer == answer
    assert why() == (is_closed, bool(is_closed))


def test_outside_the_hours_of_its_tag_nobody_is_asked_and_it_opens_in_the_morning(
    app: Flask, twin: Twin, clock: Clock
) -> None:
    clock.at("2026-11-24 16:00")  # eleven at night there
    (outcome,) = send()
    assert (outcome.answer, outcome.reason, outcome.retry_after_s) == (Answer.LATER, "hours", 8 * 3600)
    assert twin.got == [] and why() == ("hours", True)
    clock.at("2026-11-25 00:01")
    assert send()[0].answer == Answer.TAKEN


@pytest.mark.parametrize(
    "wrong", [{"zalo_app_id": "1"}, {"zalo_hours": "at night"}, {"zalo_codes": "0=fine"}, {"zalo_a_day": -1}]
)
def test_a_wrong_setting_is_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="zalo"):
        loading.load(**wrong)
