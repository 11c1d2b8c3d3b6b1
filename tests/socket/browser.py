"""A visitor of a served site: a plain HTTP client on a socket, with cookies, forms and an address of its own."""

import html
import http.client
import re
import secrets
import ssl
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
PASSWORD = "mot mat khau du dai 2026"
ASKED = {
    "item": "rice", "qty-rice": "10", "people": "4", "urgency": "urgent", "words": "Nhà hết gạo từ hôm qua.",
    "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
}  # fmt: skip


class Answer(NamedTuple):
    """What came back over the socket; headers by their lower-case names, several of one name joined by a newline."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become question marks."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """The path a redirect leads to; empty when it is none."""
        parts = urlsplit(self.headers.get("location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def own(self) -> str:
        """The path of the requester's own page, by the redirect to the page after sending."""
        return self.location.replace("/cases/sent/", "/cases/mine/")

    @property
    def words(self) -> str:
        """The words of the main part of a page."""
        main = re.search(r"<main.*?</main>", self.text, re.DOTALL)
        return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main.group(0) if main else self.text).split()))

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page; of several with one name, the first."""
        found: dict[str, str] = {}
        for tag in _INPUT.findall(self.text):
            one = dict(_ATTRIBUTE.findall(tag))
            if one.get("type") == "hidden" and "name" in one:
                found.setdefault(one["name"], html.unescape(one.get("value", "")))
        return found


class Browser:
    """One browser of one visitor. `source` is the loopback address it calls from, `headers` go with each request.

    With `tls` it calls https://localhost and trusts what that context trusts.
    """

    def __init__(
        self, port: int, source: str = "127.0.0.1", headers: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.port, self.source, self.tls = port, source, tls
        self.headers = {"Accept-Language": "vi", **(headers or {})}
        self.cookies: dict[str, str] = {}

    def _line(self) -> http.client.HTTPConnection:
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self.source, 0))
        return http.client.HTTPSConnection(
            "localhost", self.port, timeout=60, source_address=(self.source, 0), context=self.tls
        )

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request as it is; cookies that the answer sets are kept, those it ends are dropped."""
        line = self._line()
        said = {"Connection": "close", **self.headers, **headers}
        if self.cookies:
            said.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            # A server that answers before it has read everything may close already: its answer is read all the same.
            with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                line.request(method, path, body, said)
            answer = line.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                found[name.lower()] = f"{found[name.lower()]}\n{value}" if name.lower() in found else value
            told = Answer(answer.status, found, answer.read())
        finally:
            line.close()
        self._keep(told.headers.get("set-cookie", ""))
        return told

    def _keep(self, lines: str) -> None:
        for line in filter(None, lines.split("\n")):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or "1970" in morsel["expires"]:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value

    def get(self, path: str, **headers: str) -> Answer:
        """Opens a page."""
        return self.request("GET", path, **headers)

    def post(self, path: str, typed: dict[str, str] | None = None, form: str = "", **headers: str) -> Answer:
        """Sends a form with the hidden fields of the page at `form` (or at `path` itself when it can be opened).

        Pages that answer to POST alone take the token of another page: `form="/accounts/me"`.
        """
        hidden = self.get(form or path).hidden()
        return self.send(path, {**hidden, **(typed or {})}, **headers)

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Sends fields as they are, without opening a page before."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, urlencode(fields).encode(), **{**kind, **headers})

    def follow(self, answer: Answer) -> Answer:
        """Goes where a redirect leads."""
        assert answer.location, f"no redirect: {answer.status} {answer.words[:300]}"
        return self.get(answer.location)

    # --- What people do ---------------------------------------------------------------------------------------

    def sign_up(self, phone: str, name: str = "Trần Văn Bình") -> Answer:
        """Makes an account with the usual password; it is not signed in by that."""
        typed = {"name": name, "phone": phone, "password": PASSWORD, "read": "y"}
        return self.post("/accounts/sign-up", typed)

    def sign_in(self, phone: str, password: str = PASSWORD) -> Answer:
        """Signs in; the status says whether it went (303) or not."""
        return self.post("/accounts/sign-in", {"phone": phone, "password": password})

    def ask(self, phone: str, **over: str) -> Answer:
        """Asks for help; the redirect leads to the page after sending."""
        hidden = self.get("/cases/ask").hidden()
        return self.send("/cases/ask", {**ASKED, **hidden, "phone": phone, **over})


def network() -> str:
    """A loopback address in a /24 that no other visitor of this process is likely to have."""
    return f"127.{1 + secrets.randbelow(250)}.{secrets.randbelow(250)}.{1 + secrets.randbelow(250)}"
