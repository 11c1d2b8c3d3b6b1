"""Answers that are alike for all are made once and kept for the seconds they allow: a shared cache (RFC 9111).

It stands before the app, so that a page many look at, or a 304, costs no search and no template. Only a GET of
somebody whose cookies say nothing but a language is served from it; an answer is kept only if it says `public`
and gives no cookie. So whoever is signed in, or has just written something, sees things as they are.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header, parse_date

from connect.web import cookies
from connect.web.cookies import HOST_ONLY

KEPT_BYTES = 32 * 1024 * 1024  # of each process
LARGEST = 512 * 1024
EACH_BYTES = 2048  # an answer's objects, beside its text: measured, with a dozen headers
HARMLESS = frozenset({"lang", "browser", "mine", "device"})  # cookies that no public answer depends on, but for `lang`
# Pages of a place are about the ward in their address: the ward that the browser keeps, and its marks, change nothing.
OF_PLACES, HARMLESS_THERE = "/p/", HARMLESS | {"ward", "seen", "follow"}
Headers = list[tuple[str, str]]
Start = Callable[..., Any]


class Kept(NamedTuple):
    """An answer and until when it may be given, in seconds of the monotonic clock."""

    headers: Headers
    body: bytes
    etag: str
    since: float
    until: float


class SharedCache:
    """WSGI middleware: keeps what is public, least lately used out first."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner, self.kept, self.size = inner, OrderedDict[tuple[str, ...], Kept](), 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """One request on its way to the app, or answered here."""
        key = key_of(environ)
        if key is None:
            return self.inner(environ, start)
        with self.lock:
            found = self.kept.get(key)
            if found:
                self.kept.move_to_end(key)
        if found is None or time.monotonic() >= found.until:
            return self._ask(key, environ, start)
        return give(found, environ, start)

    def _ask(self, key: tuple[str, ...], environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []
        # An answer is as old as its question: what changes while it is made, it does not know.
        began = time.monotonic()
        parts = self.inner(environ, lambda status, headers, *_: told.append((status, headers)))
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        [(status, headers)] = told
        seconds = may_be_kept(status, headers) if len(body) <= LARGEST else 0
        if not seconds:
            start(status, headers)
            return [body]
        etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = [(name, value) for name, value in headers if name.lower() != "etag"]
        made = Kept([*headers, ("ETag", etag)], body, etag, began, began + seconds)
        self._keep(key, made)
        return give(made, environ, start)

    def _keep(self, key: tuple[str, ...], made: Kept) -> None:
        with self.lock:
            if old := self.kept.pop(key, None):
                self.size -= weight(key, old)
            self.kept[key] = made
            self.size += weight(key, made)
            while self.size > KEPT_BYTES:
                self.size -= weight(*self.kept.popitem(last=False))


def weight(key: tuple[str, ...], kept: Kept) -> int:
    """About how many bytes an answer holds: of a million empty ones, addresses and headers are all there is."""
    text = sum(map(len, key)) + sum(len(name) + len(value) for name, value in kept.headers)
    return len(kept.body) + text + EACH_BYTES


def key_of(environ: dict[str, Any]) -> tuple[str, ...] | None:
    """The parts of a request that its answer depends on, or None for a request that only the app may answer."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ or "HTTP_AUTHORIZATION" in environ:
        return None
    brought = cookies.sent(environ.get("HTTP_COOKIE", ""))
    harmless = HARMLESS_THERE if environ["PATH_INFO"].startswith(OF_PLACES) else HARMLESS
    if {name.removeprefix(HOST_ONLY) for name in brought} - harmless:
        return None
    return (
        environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_ENCODING", "")[:40],
        brought.get("lang", ""), brought.get(f"{HOST_ONLY}lang", ""),
    )  # fmt: skip


def may_be_kept(status: str, headers: Headers) -> int:
    """For how many seconds an answer may be given to others; 0: not at all."""
    named = {name.lower(): value for name, value in headers}
    if not status.startswith("200") or "set-cookie" in named:
        return 0
    if "public" not in (told := named.get("cache-control", "")):
        return 0
    control = parse_cache_control_header(told, cls=ResponseCacheControl)
    return control.max_age or 0 if control.public else 0


def _is_known(found: Kept, environ: dict[str, Any]) -> bool:
    """Whether the asker has this very answer: by its ETag, or by its date where no ETag is told (RFC 9110, 13.1.3)."""
    if "HTTP_IF_NONE_MATCH" in environ:
        return found.etag in environ["HTTP_IF_NONE_MATCH"]
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    changed = parse_date(next((value for name, value in found.headers if name.lower() == "last-modified"), None))
    return bool(since and changed and changed <= since)


def give(found: Kept, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The answer, or word that what the asker has is still good."""
    headers = [*found.headers, ("Age", str(int(time.monotonic() - found.since)))]
    if _is_known(found, environ):
        start("304 Not Modified", [one for one in headers if one[0].lower() not in ("content-length", "content-type")])
        return []
    start("200 OK", headers)
    return [found.body]
