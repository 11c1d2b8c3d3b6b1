"""The answer when too many requests wait: the busy page, made once by the app and filled in with what was typed.

It is made for a visitor who is not signed in. A request that cannot be answered so cheaply is let in to the app.
"""

import re
import time
from bisect import bisect_right
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from connect import web
from connect.config import Config
from connect.serving.retry_schedule import Slots
from connect.web import cookies
from connect.web.pages import languages, overload_page

LARGEST = 64 * 1024  # bytes of a form that is held here
FIELDS = 500
PAUSES_S = (2, 3, 4, 6, 8, 11, 15, 20, 27, 35, 45, overload_page.LONGEST_S)
_FORM = "application/x-www-form-urlencoded"
_ADDRESS = re.compile(r"/(?![/\\])[\x21-\x7e]*")
_BLANK = re.compile(r'(.* action=")[^"]*(" id="again"[^>]*>\s*)<input .*?(\s*<p [^>]*role="status".*)', re.DOTALL)


class Blank(NamedTuple):
    """The busy page, to be filled in; without a form when there is no `after`."""

    head: str
    before: str
    between: str = ""
    after: str = ""

    def filled(self, address: str, typed: list[tuple[str, str]]) -> bytes:
        """The whole answer, on which the connection ends."""
        fields = "\n".join(f'<input type="hidden" name="{escape(n)}" value="{escape(text)}">' for n, text in typed)
        return self._sent(f"{self.before}{escape(address)}{self.between}{fields}{self.after}".encode())

    def plain(self) -> bytes:
        """The whole answer where nothing is to be filled in."""
        return self._sent(self.before.encode())

    def _sent(self, body: bytes) -> bytes:
        head = f"{self.head}Date: {http_date()}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        return head.encode("latin-1") + body


class TurnedAway:
    """Called with a request and how many wait: what to say instead of letting it in, or None."""

    def __init__(self, app: Flask) -> None:
        config: Config = app.extensions["connect.config"]
        self.app, self.config, self.most = app, config, config.writes_waiting
        self.addresses = app.url_map.bind("")
        self.blank = lru_cache(maxsize=128)(self._blank)
        self.slots = Slots(overload_page.FIRST_S, overload_page.LONGEST_S)

    def __call__(self, request: Any, waiting: int) -> bytes | None:
        """The answer instead of letting a request in, or None. Half as many readers as writers may wait."""
        answer = self._answer(request, waiting)
        if answer is None:
            self.slots.let_in(time.monotonic())
        return answer

    def _answer(self, request: Any, waiting: int) -> bytes | None:
        if waiting <= self.most // 2 or not _ADDRESS.fullmatch(request.request_uri):
            return None
        path, _, query = request.request_uri.partition("?")
        endpoint = self._endpoint(path, request.command)
        if endpoint == "home.health":  # which has to say how the site is, not that it is busy
            return None
        if request.command == "GET":
            return self._look_again(request, path, query, endpoint, waiting)
        if request.command == "POST" and waiting > self.most:
            return self._send_again(request, endpoint)
        return None

    def _look_again(self, request: Any, path: str, query: str, endpoint: str, waiting: int) -> bytes | None:
        if endpoint == "static" and waiting <= self.most:  # without its script no page comes again by itself
            return None
        if path.endswith(web.JSON_ENDS):
            return self.blank("GET", self._language(request), self._pause_s(), "/x.json").plain()
        typed = _parsed(query)
        return typed and self.blank("GET", self._language(request), self._pause_s()).filled(path, typed.fields)

    def _send_again(self, request: Any, endpoint: str) -> bytes | None:
        kind = request.headers.get("CONTENT_TYPE", "")
        if endpoint.split(".")[0] in overload_page.NEVER_REPEATED or not kind.startswith(_FORM):
            return None
        body = request.get_body_stream()
        typed = _parsed(body.read(LARGEST + 1).decode("utf-8", "replace"))
        body.seek(0)
        if typed is None:
            return None
        tries = (overload_page.TRIES, str(overload_page.tries_in(typed.again) + 1))
        page = self.blank("POST", self._language(request), self._pause_s())
        return page.filled(request.request_uri, [*typed.fields, tries])

    def _pause_s(self) -> int:
        """As it was agreed, in one of the few lengths for which there is a page; its script adds up to a half."""
        return PAUSES_S[bisect_right(PAUSES_S, self.slots.pause_s(time.monotonic())) - 1]

    def _endpoint(self, path: str, method: str) -> str:
        try:
            return str(self.addresses.match(path, method)[0])
        except HTTPException:
            return ""

    def _language(self, request: Any) -> str:
        return languages.chosen_in(cookies.sent(request.headers.get("COOKIE", "")), self.config)

    def _blank(self, method: str, language: str, pause_s: int, path: str = "/x") -> Blank:
        """As the app itself writes it: its words, its headers and this pause."""
        sent: dict[str, Any] = {"data": "x=x", "content_type": _FORM} if method == "POST" else {"query_string": "x=x"}
        environ = {overload_page.TURNED_AWAY: pause_s}
        headers = {"Cookie": f"{cookies.full_name(languages.COOKIE, self.config)}={language}"}
        with self.app.test_request_context(path, method=method, headers=headers, environ_base=environ, **sent):
            answer = self.app.full_dispatch_request()
        lines = [f"{name}: {value}" for name, value in answer.headers if name not in ("Content-Length", "Set-Cookie")]
        head = "\r\n".join([f"HTTP/1.1 {answer.status}", *lines, ""])
        found = _BLANK.fullmatch(answer.get_data(as_text=True))
        return Blank(head, *found.groups()) if found else Blank(head, answer.get_data(as_text=True))


class _Typed(NamedTuple):
    fields: list[tuple[str, str]]
    again: str  # how often it was sent already


def _parsed(text: str) -> _Typed | None:
    """The fields of a form or a query; None when they are too many or too long."""
    if len(text) > LARGEST:
        return None
    try:
        found = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS, errors="replace")
    except ValueError:
        return None
    again = [value for name, value in found if name == overload_page.TRIES]
    return _Typed([pair for pair in found if pair[0] != overload_page.TRIES], again[0] if again else "0")
