"""What never reaches the app is answered as the app would, and without it by bare words with all headers."""

from typing import Any

import pytest
from flask import Flask

from connect.serving import waitress_server
from connect.serving.refusals import KNOWN, LastResort, Refusals
from connect.web import headers
from tests.serving.test_waitress_server import parsed


@pytest.mark.parametrize("status", sorted(KNOWN))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_refusal_is_a_page_in_the_language_that_was_chosen(bare_app: Flask, status: int, lang: str) -> None:
    page = Refusals(bare_app).for_cookies(status, f"lang={lang}")
    assert page.status.startswith(f"{status} ")
    assert f'<html lang="{lang}"' in page.body.decode()
    assert set(headers.HEADERS) <= set(page.headers)
    assert dict(page.headers)["Content-Length"] == str(len(page.body))


@pytest.mark.parametrize(("status", "then"), [(418, "400"), (505, "500")])
def test_a_status_without_words_of_its_own_stands_under_another(bare_app: Flask, status: int, then: str) -> None:
    assert Refusals(bare_app).for_cookies(status, "").status.startswith(then)


def test_when_no_page_can_be_made_bare_words_are_said_with_the_same_headers(bare_app: Flask) -> None:
    def broken() -> None:
        raise RuntimeError("/cases/mine/secret")

    bare_app.before_request_funcs.setdefault(None, []).insert(0, broken)
    bare_app.testing = True  # the app passes the crash on
    page = Refusals(bare_app).for_cookies(500, "lang=\xff")
    assert page.status.startswith("500 ") and "Try again" in page.body.decode()
    assert set(headers.HEADERS) <= set(page.headers)


def test_what_fails_before_the_app_is_a_page_and_its_line_holds_no_address(
    bare_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(environ: dict[str, Any], _start: object) -> list[bytes]:
        raise ValueError(environ["PATH_INFO"])

    told: list[Any] = []
    outer = LastResort(failing, Refusals(bare_app))
    bare_app.testing = False
    body = b"".join(outer({"PATH_INFO": "/cases/mine/secret"}, lambda *said: told.append(said)))
    assert told[0][0].startswith("500 ") and b"<h1" in body
    assert "secret" not in capsys.readouterr().out


def test_a_fault_in_turning_people_away_lets_them_in(capsys: pytest.CaptureFixture[str]) -> None:
    def failing(_request: object, _waiting: int) -> bytes:
        raise ValueError("/cases/mine/secret")

    queue = waitress_server.Queue(failing, 0)
    assert queue._turned_away(parsed("GET", "/cases/mine/secret")) is None
    assert "kind=ValueError" in (said := capsys.readouterr().out) and "secret" not in said
