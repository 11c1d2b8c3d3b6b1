"""A visitor who checks every page she sees: status, HTML, one heading, labels, tokens, nothing from elsewhere."""

import re
import secrets
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask, g, has_app_context, url_for
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from connect import db
from connect.accounts.models import Person
from connect.accounts.sign_in import sessions
from tests.often import LONG, POSTGRES

NEVER_OLD = datetime(2200, 1, 1, tzinfo=UTC)
NEEDS_LABEL = {"input", "select", "textarea"}
NO_LABEL = {"hidden", "submit", "button", "image"}
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
NOT_OURS = {"script", "style", "textarea", "blockquote", "code", "kbd"}  # what people wrote, or nobody reads
SAID = {"aria-label", "alt", "data-label", "title"}
# A number that people would write 2.913 or 2,913; years, phones, moments and codes are none.
BARE = re.compile(r"(?<![\w./,:+–-])(?!(?:19|20)\d\d\b)[1-9]\d{3,}(?![\w/:]|[.,]\d)")
IN_GROUPS = re.compile(r"\b[0-9A-Z]{2,4}(?: [0-9A-Z]{2,4})+\b")  # codes and phones, as they are read out
ADDRESSES = {"src", "href", "action", "formaction", "poster", "data"}


class Browser(FlaskClient):
    """A client whose requests start afresh even inside a test's own app context.

    Flask lends that context to the request, and with it `g`, where who is signed in would be remembered from
    the visitor before.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Sends a request, with nothing left over from the last one."""
        for name in list(g) if has_app_context() else ():
            g.pop(name)
        return super().open(*args, **kwargs)


class Visit:
    """Fetches by endpoint. Every HTML answer is checked; what it fails on says what to do instead."""

    def __init__(self, app: Flask, lang: str = "vi") -> None:
        self.app = app
        self.client = Browser(app, app.response_class, use_cookies=True)
        self.last: TestResponse
        self.client.set_cookie("lang", lang)
        self._token, self._token_of = "", ("", "")

    def get(self, endpoint: str, status: int = 200, **values: Any) -> TestResponse:
        """Opens a page. A path that begins with / is taken as it is."""
        return self._checked(self.client.get(self._address(endpoint, values)), status)

    def post(self, endpoint: str, data: Any = None, status: int = 303, **values: Any) -> TestResponse:
        """Sends a form, with the token that a page of this visitor would carry."""
        body = {"csrf_token": self.token(), **(data or {})}
        kind = "multipart/form-data" if any(hasattr(value, "read") for value in body.values()) else None
        answer = self.client.post(self._address(endpoint, values), data=body, content_type=kind)
        return self._checked(answer, status)

    def follow(self, status: int = 200) -> TestResponse:
        """Goes where the last answer pointed."""
        assert self.last.location, "there is nothing to follow: the last answer was no redirect"
        return self._checked(self.client.get(self.last.location), status)

    def as_(self, person: Any) -> "Visit":
        """The same browser, signed in as somebody, in a session that never grows too old."""
        token, number = sessions.new_token(), person.id
        with nullcontext() if has_app_context() else self.app.app_context(), db.transaction():
            made = sessions.begin(db.session.get_one(Person, number), token, "Firefox Android", by_factor=True)
            made.created_at = made.seen_at = NEVER_OLD
        self.client.set_cookie("in", token)
        return self

    def token(self) -> str:
        """A token for a form of this session, as a page would give it; asked for again when the session is another."""
        if not self._token or self._token_of != self._session():
            self._token = self._new_token()
            self._token_of = self._session()
        return self._token

    def _session(self) -> tuple[str, str]:
        """What makes a token good: the cookie that holds its half, and the one of the account."""
        cookies = map(self.client.get_cookie, (self.app.config["SESSION_COOKIE_NAME"], "in"))
        signed_out, account = (cookie.value if cookie else "" for cookie in cookies)
        return signed_out, account

    def _new_token(self) -> str:
        """Signs both halves as the site does: to ask a page for them takes half the time of a test that posts."""
        name, secret = self.app.config["SESSION_COOKIE_NAME"], self.app.config["SECRET_KEY"]
        signer = self.app.session_interface.get_signing_serializer(self.app)
        kept = self.client.get_cookie(name)
        session = signer.loads(kept.value) if kept else {}
        if "csrf_token" not in session:
            session["csrf_token"] = secrets.token_hex(20)
            self.client.set_cookie(name, signer.dumps(session))
        return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(session["csrf_token"]))

    def _address(self, endpoint: str, values: dict[str, Any]) -> str:
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _checked(self, answer: TestResponse, status: int) -> TestResponse:
        self.last = answer
        where = f"{answer.request.method} {answer.request.path}"
        assert answer.status_code == status, f"{where} answered {answer.status_code}, not {status}: {said(answer)}"
        # A page is the same whichever database it is of.
        looks = LONG or not POSTGRES
        if looks and answer.mimetype == "text/html" and answer.data and status not in (301, 302, 303):
            check_html(answer.text, where)
        return answer


def said(answer: TestResponse) -> str:
    """The words of the main part of a page, to understand a failure."""
    main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main.group(0) if main else answer.text).split())[:500]


def check_html(text: str, where: str) -> None:
    """Everything that must hold for every page of the site; one of a kind that was looked at before passes at once."""
    kind = kind_of(text)
    if LONG or kind not in _looked_at:
        _check_html(text, where)
        _looked_at.add(kind)


_looked_at: set[bytes] = set()
_PIECE = re.compile(r"(?<=>)[^<]+|<[^>]+>")
_VALUE = re.compile(r'\b(value|aria-label|alt|title|content|datetime|placeholder|data-[\w-]+)="([^"]*)"')
_OWN_ADDRESS = re.compile(r'\b(href|action|formaction|src)="/(?!/)[^"&]*(?:&amp;[^"&]*)*"')


def kind_of(text: str) -> bytes:
    """A mark of all that `check_html` looks at: of words and values only whether there are any, and odd ones whole."""
    return sha256(_PIECE.sub(_shortened, text).encode()).digest()


def _shortened(piece: re.Match[str]) -> str:
    if piece[0][0] != "<":
        return _only_whether(piece[0])
    tag = _OWN_ADDRESS.sub(r'\1="/"', piece[0])
    return _VALUE.sub(lambda found: f'{found[1]}="{_only_whether(found[2])}"', tag)


def _only_whether(words: str) -> str:
    """The words themselves where a number or a sign in them may be wrong."""
    return words if "&" in words or BARE.search(IN_GROUPS.sub("", words)) else "." if words.strip() else ""


def _check_html(text: str, where: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(text)
    faults = [f"{place} {name}" for place, name, _ in parser.errors]
    assert not faults, f"{where}: not valid HTML: {faults[:5]}"
    elements = [(str(one.tag).removeprefix(NAMESPACE), one) for one in tree.iter() if isinstance(one.tag, str)]
    count = [name for name, _ in elements].count("h1")
    assert count == 1, f"{where}: {count} h1 on the page; give it exactly one"
    title = next((one.text or "" for name, one in elements if name == "title"), "")
    assert title.split("·")[0].strip(), f"{where}: the title is empty; fill the block `title`"
    assert next(one for name, one in elements if name == "html").get("lang"), f"{where}: no lang on html"
    ids = [one.get("id") for _, one in elements if one.get("id")]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"{where}: the ids {twice} stand twice"
    labelled = {one.get("for") for name, one in elements if name == "label"}
    wrapped = {id(inner) for name, one in elements if name == "label" for inner in one.iter()}
    for name, one in elements:
        _check_element(name, one, where, labelled, wrapped)
    bare = [number for words in our_words(tree) for number in BARE.findall(IN_GROUPS.sub("", words))]
    assert not bare, f"{where}: {bare} are written plainly; print them with |number, or mark a code translate=no"


def our_words(one: Any) -> Iterator[str]:
    """The words of an element and of all inside it that are the site's own, and those that are only heard."""
    name = str(one.tag).removeprefix(NAMESPACE)
    if name not in NOT_OURS and one.get("translate") != "no" and "words" not in (one.get("class") or "").split():
        yield from (str(one.get(key)) for key in SAID if one.get(key))
        yield one.text or ""
        for inner in one:
            yield from our_words(inner)
            yield inner.tail or ""


def _check_element(name: str, one: Any, where: str, labelled: set[str], wrapped: set[int]) -> None:
    if name in NEEDS_LABEL and one.get("type") not in NO_LABEL:
        named = one.get("id") in labelled or id(one) in wrapped or one.get("aria-label") or one.get("aria-labelledby")
        assert named, f"{where}: <{name} name={one.get('name')}> has no label"
    if name == "form" and (one.get("method") or "get").lower() == "post" and one.get("class") != "my-position":
        tokens = [
            inner for inner in one.iter() if str(inner.tag).endswith("input") and inner.get("name") == "csrf_token"
        ]
        assert tokens and tokens[0].get("value"), f"{where}: a POST form without csrf_token"
    assert not one.get("style"), f"{where}: <{name}> has an inline style; use a class"
    handlers = [key for key in one.attrib if str(key).startswith("on")]
    assert not handlers, f"{where}: <{name}> has inline handlers {handlers}; use a module in static/js"
    if name == "style" or (name == "script" and (one.text or "").strip()):
        raise AssertionError(f"{where}: inline <{name}>; put it in static/")
    if name == "img":
        assert one.get("alt") is not None, f"{where}: an image without alt"
    for attribute in ADDRESSES & {str(key) for key in one.attrib}:
        parts = urlsplit(one.get(attribute))
        host = "" if parts.scheme == "otpauth" else parts.netloc  # for an app on this device
        outside = (
            host and not host.startswith("localhost") and not (name == "a" and "noopener" in (one.get("rel") or ""))
        )
        assert not outside, f"{where}: <{name} {attribute}> leads to {host}; nothing may come from elsewhere"
