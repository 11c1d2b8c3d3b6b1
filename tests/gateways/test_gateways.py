"""Mail and SMS go out by setting; by default they are recorded, once each."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connect import config
from connect.config import ConfigError
from connect.config.loading import load
from connect.gateways import media, recording
from connect.gateways.base import Failed
from connect.gateways.mail.transport import Smtp
from connect.gateways.media import gateway
from tests.visit import Visit

LINK = "Connect: please look at your request: https://help.example.vn/cases/mine/x"


@pytest.mark.parametrize("medium", media.MEDIA)
def test_without_a_setting_a_message_is_recorded_once(app: Flask, medium: str) -> None:
    here = config.current()
    for _ in range(2):
        gateway(here, medium).send("+84912345678", LINK, key="reminder-7/../x")
    (found,) = recording.recorded(media.outbox(here))
    assert (found.medium, found.to, found.text) == (medium, "+84912345678", LINK)
    (path,) = media.outbox(here).iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_the_outbox_is_shown_in_development_only(make_app: Callable[..., Flask]) -> None:
    for shown, status in ((False, 404), (True, 200)):
        app = make_app(development=shown)
        with app.app_context():
            gateway(config.current(), "sms").send("+84912345678", LINK, key="1")
            assert (LINK in Visit(app).get("home.outbox", status).text) is shown


def test_an_sms_is_a_form_sent_to_the_configured_gateway(
    make_app: Callable[..., Flask], httpserver: HTTPServer
) -> None:
    heard: list[tuple[dict[str, str], str, str]] = []

    def gateway_says(request: Request) -> Response:
        heard.append((request.form.to_dict(), request.headers["Authorization"], request.headers["Idempotency-Key"]))
        return Response("{}")

    httpserver.expect_request("/sms", method="POST").respond_with_handler(gateway_says)
    app = make_app(
        sms_url=httpserver.url_for("/sms"), sms_form="phone={to}&content={text}&brand=Connect&id={key}",
        sms_token="t0", gateway_private=True, site_url="https://help.example.vn",
    )  # fmt: skip
    with app.app_context():
        gateway(config.current(), "sms").send("+84912345678", LINK, key="reminder-7")
    form = {"phone": "+84912345678", "content": LINK, "brand": "Connect", "id": "reminder-7"}
    assert heard == [(form, "Bearer t0", "reminder-7")]
    httpserver.clear()
    with app.app_context(), pytest.raises(Failed):
        gateway(config.current(), "sms").send("+84912345678", LINK, key="reminder-8")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sms_url": "http://sms.example.vn", "site_url": "https://x.vn"},
        {"sms_url": "sms.example.vn", "site_url": "https://x.vn"},
        {"sms_url": "https://sms.example.vn"},
        {"mail_url": "smtps://mail.example.vn", "site_url": "https://x.vn"},
        {"mail_url": "https://mail.example.vn", "mail_from": "a@x.vn", "site_url": "https://x.vn"},
    ],
)
def test_a_half_configured_gateway_stops_the_start(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        load({}, instance=tmp_path, **wrong)


def test_a_mail_server_that_is_not_there_is_a_failure_without_the_address_in_it() -> None:
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    with pytest.raises(Failed) as error:
        Smtp(f"smtp+plain://127.0.0.1:{port}", "connect@example.vn", "Connect").send("lan@x.vn", "…", key="1")
    assert "lan" not in str(error.value)
