"""Twenty thousand requests of junk over every route, as several people: no crash, no trace of one, no flood."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request

from connect.web import limits
from tests.often import often
from tests.privacy.who_may import forms
from tests.world import World, path_of, routes, world
from tools.house import paths

__all__ = ["world"]
REQUESTS, SEED, FRESH_EVERY = often(20_000, 20), 7, 1000
LARGEST = 1_000_000  # bytes of an answer
WHO = ("nobody", "requester", "volunteer", "claimer", "moderator", "official", "admin")
JUNK = (
    "", " ", "0", "-1", "1e400", "nan", "inf", "9" * 400, str(2**63), str(2**31), "-" + "9" * 30, "0x41", "1_000", "٣",
    "\x00", "a\x00b", "\ud800", "\udcff", "\ufeff", "\u202e", "é" * 300, "x" * 5000, "🙏" * 500, "'", '"', "' OR 1=1--",
    "../../etc/passwd", "..\\..\\", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:1/", "//evil.example",
    "javascript:alert(1)", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%s%n%x", "%(name)s", "{0.__class__}",
    "\r\nSet-Cookie: a=b", "\n", "\t", "null", "true", "[]", "{}", "[[[[", '{"a":', "a[]=1", ";", "&", "=", "%", "%zz",
    "%ED%A0%80", "%00", "+", "*", "(?:a+)+$", "2026-02-30T25:61", "0000-00-00", "9999-12-31T23:59", "AAAAAAAA", "zz",
    "-", "--", "VN", "79", "00000", "8865a6b2e7fffff", "88ffffffffffff", "ffffffffffffffff", "2" * 15, "a" * 26,
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "text/plain", "",
    "application/json", "application/xml", "application/x-www-form-urlencoded; charset=utf-7", "a/b; c=\x01", "/",
    "multipart/form-data; boundary=" + "x" * 500, "multipart/mixed; boundary=x", "image/svg+xml", "charset=nothing",
)  # fmt: skip
HEADERS = (
    "ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING", "RANGE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "REFERER", "ORIGIN",
    "X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_HTTP_METHOD_OVERRIDE", "USER_AGENT", "AUTHORIZATION",
    "X_CSRFTOKEN", "TRANSFER_ENCODING", "EXPECT", "FORWARDED", "COOKIE2", "IF_RANGE", "SEC_FETCH_SITE",
)  # fmt: skip
METHODS = ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO", "get")
HOSTS = ("localhost", "evil.example", "localhost:99999", "[::1]", "a b", "..", "x" * 300, "", "localhost\x00")


def field_names() -> list[str]:
    """Every name of a field that the code reads, from its forms and from what views ask for."""
    found: set[str] = set()
    for _name, path in paths():
        text = path.read_text("utf-8")
        found |= set(re.findall(r'(?:args|form|values)(?:\.get\(|\.getlist\(|\[)"([\w-]+)"', text))
        found |= set(re.findall(r"^    (\w+)(?:: \S+)? = \w*(?:Field|Moment)\(", text, re.MULTILINE))
    return sorted(found | {"csrf_token", "qty-rice", "given-rice", "item", "after", "next"})


@dataclass
class Sent:
    """One request as it goes to the server's door."""

    role: str
    method: str
    path: str
    query: str
    body: bytes
    kind: str
    headers: dict[str, str]

    def __str__(self) -> str:
        where = f"{self.method} {self.path[:200]!a}?{self.query[:300]!a}"
        return f"{self.role}: {where} {self.kind!r} {self.body[:300]!r} {self.headers}"


class Dice:
    """Makes requests, always the same ones for a seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.random, self.world, self.names = random.Random(seed), world, field_names()
        self.routes = [(*one, forms(world.things).get(one[0], {})) for one in sorted(routes(world.app), key=str)]
        self.values = [str(one) for one in world.things.values()]

    def odd(self, share: float) -> bool:
        """True in so many of cases."""
        return self.random.random() < share

    def junk(self) -> str:
        """A value nobody expects, or one that names a thing in the world."""
        return self.random.choice(self.values) if self.odd(0.15) else self.random.choice(JUNK)

    def fields(self, good: dict[str, Any]) -> list[tuple[str, str]]:
        """Some fields: those the form wants, some of them spoilt, and some of other forms."""
        kept = [(name, str(value)) for name, value in good.items() if not self.odd(0.15)]
        kept = [(name, self.junk() if self.odd(0.3) else value) for name, value in kept]
        kept += [(self.random.choice(self.names), self.junk()) for _ in range(self.random.randrange(4))]
        if self.odd(0.03):
            kept += [(self.junk(), self.junk()) for _ in range(300)]
        return kept

    def request(self) -> Sent:
        """The next one."""
        dice, (_endpoint, method, rule, names, good) = self.random, self.random.choice(self.routes)
        role = dice.choice(WHO)
        values = {name: self._part(name) for name in names}
        path = path_of(rule, values)
        if self.odd(0.03):
            path = "/" + self.junk()
        method = dice.choice(METHODS) if self.odd(0.05) else method
        query = self._encoded(self.fields(good)) if method == "GET" or self.odd(0.2) else ""
        body, kind = self._body(role, good) if method != "GET" or self.odd(0.02) else (b"", "")
        return Sent(role, method, path, query, body, kind, self._headers(role))

    def _part(self, name: str) -> str:
        if self.odd(0.15):
            return self.junk()
        return str(self.random.choice(self.values) if name != "token" else self.world.things["token"])

    def _encoded(self, fields: list[tuple[str, str]]) -> str:
        if self.odd(0.05):
            return self.junk()
        return "&".join(f"{quote(k, errors='surrogatepass')}={quote(v, errors='surrogatepass')}" for k, v in fields)

    def _body(self, role: str, good: dict[str, Any]) -> tuple[bytes, str]:
        fields = self.fields(good)
        if not self.odd(0.15):
            fields.append(("csrf_token", self.world.tokens[role]))
        if self.odd(0.08):
            return self.junk().encode("utf-8", "surrogatepass"), self.random.choice(TYPES)
        if self.odd(0.2):
            return self._multipart(fields)
        return self._encoded(fields).encode("utf-8", "surrogatepass"), TYPES[0]

    def _multipart(self, fields: list[tuple[str, str]]) -> tuple[bytes, str]:
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields]
        file = f'--x\r\nContent-Disposition: form-data; name="picture"; filename="{self.junk()}"\r\n'
        parts.append(file + f"Content-Type: {self.random.choice(TYPES)}\r\n\r\n{self.junk()}")
        text = "\r\n".join(parts) + ("" if self.odd(0.2) else "\r\n--x--\r\n")
        body = text.encode("utf-8", "surrogatepass")
        return body[: self.random.randrange(len(body))] if self.odd(0.1) else body, "multipart/form-data; boundary=x"

    def _headers(self, role: str) -> dict[str, str]:
        cookies = dict(self.world.cookies[role])
        if self.odd(0.08):
            cookies[self.random.choice(("session", "in", "mine", "lang", "ward", "seen", "device"))] = self.junk()
        headers = {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        headers["HTTP_HOST"] = self.random.choice(HOSTS) if self.odd(0.03) else "localhost"
        if self.odd(0.2):
            headers["HTTP_" + self.random.choice(HEADERS)] = self.junk()
        return {name: _as_server(value) for name, value in headers.items()}


def _as_server(text: str) -> str:
    """A header as a WSGI server hands it on: bytes as Latin-1, without line breaks."""
    return re.sub(r"[\r\n\0]", "", text.encode("utf-8", "surrogatepass").decode("latin-1"))


def answer_of(app: Flask, sent: Sent) -> tuple[int, list[tuple[str, str]], bytes]:
    """What the site says, called as a WSGI server calls it."""
    got: list[Any] = []
    environ = {
        "REQUEST_METHOD": sent.method, "SCRIPT_NAME": "", "PATH_INFO": _as_server(sent.path).split("?")[0],
        "QUERY_STRING": _as_server(sent.query), "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": _as_server(sent.kind),
        "CONTENT_LENGTH": str(len(sent.body)), "wsgi.input": io.BytesIO(sent.body), "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False, **sent.headers,
    }  # fmt: skip
    answer = app.wsgi_app(environ, lambda status, headers, _error=None: got.extend((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(got[0][:3]), got[1], body


def trouble(app: Flask, sent: Sent) -> str | None:
    """What is wrong with the answer, or None."""
    try:
        status, headers, body = answer_of(app, sent)
    except Exception as error:  # the site passes a crash on when it is tested
        last = error.__traceback__
        while last and last.tb_next:
            last = last.tb_next
        where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
        return f"{type(error).__name__}: {str(error)[:200]!a} at {where} after {sent}"
    if status >= 500:
        return f"{status} after {sent}"
    if b"Traceback" in body or b"sqlalchemy" in body or b'File "/' in body:
        return f"an answer that shows the inside after {sent}"
    if len(body) > LARGEST:
        return f"{len(body)} bytes after {sent}"
    if any("\n" in name + value or "\r" in name + value for name, value in headers):
        return f"a header with a line break after {sent}"
    return None


def troubles(world: World, count: int, seed: int = SEED) -> Iterator[str]:
    """Everything that goes wrong in so many requests, each place once."""
    limits.limiter.enabled, dice, seen = False, Dice(world, seed), set()
    try:
        for number in range(count):
            if number % FRESH_EVERY == 0:
                world.fresh()
            if (found := trouble(world.app, dice.request())) and (where := found.split(" after ")[0]) not in seen:
                seen.add(where)
                yield found
    finally:
        limits.limiter.enabled = True


@pytest.mark.timeout(600)
def test_no_junk_breaks_a_page(world: World) -> None:
    found = list(troubles(world, REQUESTS))
    assert not found, f"{len(found)} places:\n" + "\n".join(found)


def test_the_same_junk_finds_a_page_that_breaks(bare_app: Flask) -> None:
    def planted() -> str:
        return "x" * sum(int(value) for value in request.args.values())

    planted.open_to = ("anyone",)  # type: ignore[attr-defined]
    bare_app.add_url_rule("/home-planted", "home.planted", planted)
    with World(bare_app) as world:
        found = next((one for one in troubles(world, 3000) if "home-planted" in one), "")
    assert found.startswith("ValueError")
