"""Answers to requests that never reach the app: the app's own pages, each made once.

With them go the headers of every answer, so that what fails in the server or before the app is as safe to look at as
any other page, and says what to do next in the language of whoever reads it.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

import structlog
from flask import Flask

from connect.config import Config
from connect.web import cookies, headers, logs
from connect.web.pages import error_pages, languages

log = structlog.get_logger("connect")
KNOWN = {400, 413, 414, 431, 500, 501}  # answers of the server and the front door
PLAIN = "Có lỗi ở phía chúng tôi. Hãy thử lại sau giây lát. / Our mistake. Try again in a moment.\n".encode()


class Page(NamedTuple):
    """A whole answer."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Refusals:
    """Makes those pages when they are first needed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.config: Config = app.extensions["connect.config"]
        self.page = lru_cache(maxsize=len(KNOWN) * len(languages.LANGUAGES))(self._page)

    def for_cookies(self, status: int, sent: str) -> Page:
        """The page for who sent such a Cookie header; every status is known or stands for one that is."""
        language = languages.chosen_in(cookies.sent(sent), self.config)
        try:
            return self.page(status if status in KNOWN else 500 if status >= 500 else 400, language)
        except Exception as error:  # the very thing that is broken: then the bare words, which need nothing
            log.error("crash", **logs.what_and_where(error), endpoint="refusals")
            kind = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(PLAIN)))]
            return Page("500 Internal Server Error", [*kind, *headers.of_all(self.config)], PLAIN)

    def _page(self, status: int, language: str) -> Page:
        """As the app itself writes it, for a page that is no one's."""
        brought = {"Cookie": f"{cookies.full_name(languages.COOKIE, self.config)}={language}"}
        with self.app.test_request_context("/", headers=brought, environ_base={error_pages.REFUSED: status}):
            answer = self.app.full_dispatch_request()
        told = [(name, value) for name, value in answer.headers if name not in ("Content-Length", "Set-Cookie")]
        body = answer.get_data()
        return Page(f"{status} {HTTPStatus(status).phrase}", [*told, ("Content-Length", str(len(body)))], body)


class LastResort:
    """Around everything: whatever was not caught becomes a page, and a line that says where and never with what."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], refusals: Refusals) -> None:
        self.inner, self.refusals = inner, refusals

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request on its way to the app; once an answer has begun, its rest is the server's matter."""
        try:
            return self.inner(environ, start)
        except Exception as error:
            if self.refusals.app.testing:
                raise
            log.error("crash", **logs.what_and_where(error), endpoint="-")
            page = self.refusals.for_cookies(500, environ.get("HTTP_COOKIE", ""))
            start(page.status, page.headers, (type(error), error, error.__traceback__))
            return [page.body]
