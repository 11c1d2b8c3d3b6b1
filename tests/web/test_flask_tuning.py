"""What is left out of Flask's ways is not missed."""

from collections.abc import Iterator

import pytest
from flask import Flask, flash, get_flashed_messages, session
from flask.testing import FlaskClient

from connect.web import flask_tuning, logs
from connect.web.limits import limiter


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    """Somebody in front of a small app."""
    app = flask_tuning.Site("small")
    app.secret_key = "test"
    app.add_url_rule("/plain", "plain", lambda: "as it is")
    app.add_url_rule("/tell", "tell", lambda: (flash("done"), "told")[1])
    app.add_url_rule("/hear", "hear", lambda: ",".join(get_flashed_messages()))
    app.add_url_rule("/forget", "forget", lambda: (session.clear(), "gone")[1])
    yield app.test_client()


def test_what_was_said_to_a_visitor_is_kept_once(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/plain").headers
    assert client.get("/tell").headers["Vary"] == "Cookie"
    assert [client.get("/hear").text for _ in range(2)] == ["done", ""]


def test_an_emptied_session_is_taken_from_the_browser_and_a_forged_one_is_none(client: FlaskClient) -> None:
    client.get("/tell")
    assert "Expires=Thu, 01 Jan 1970" in client.get("/forget").headers["Set-Cookie"]
    client.set_cookie("session", "forged")
    assert client.get("/hear").text == ""


def test_no_limit_is_set_for_all_views(app: Flask) -> None:
    """Who sets one must have it looked for at each request again: `flask_tuning.OnlyMarked`."""
    assert not limiter.limit_manager.default_limits
    assert not limiter.limit_manager.application_limits
    assert not any(limiter.limit_manager.blueprint_limits(app, name) for name in app.blueprints)


def test_a_line_for_people_is_one_line() -> None:
    event = {"timestamp": "2026-11-26T10:00:00Z", "level": "info", "event": "plain", "text": "one\ntwo", "ms": 1.5}
    assert logs.for_people(None, "info", event) == r"2026-11-26T10:00:00Z [info   ] plain ms=1.5 text='one\ntwo'"
