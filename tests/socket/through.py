"""Tests written for the app itself, played through the socket: their clients send what they send to a served site."""

import http.client
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote

from flask import Flask

from connect import config, db
from tests.databases import Rows
from tests.faults.site import Served, served
from tests.socket.browser import network
from tests.world import World

_HERS = {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}
FORWARDED = {"CONNECT_TRUSTED_PROXIES": "1"}


class ThroughSocket:
    """Stands in for `app.wsgi_app` and asks the site on a port. Each request comes from a network of its own.

    `forwarded` says so as a proxy does, all from one address; otherwise the addresses themselves differ.
    """

    def __init__(self, port: int, *, forwarded: bool = False) -> None:
        self.port, self.forwarded = port, forwarded

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request, and the answer as the socket gave it."""
        source = "127.0.0.1" if self.forwarded else network()
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(source, 0))
        ) as line:
            path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~")
            query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
            line.putrequest(environ["REQUEST_METHOD"], path + query, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(environ):
                line.putheader(name, value)
            line.endheaders(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
            answer = line.getresponse()
            body = answer.read()
            start(f"{answer.status} {answer.reason or 'Answer'}", answer.getheaders())
        return [body]

    def _headers(self, environ: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield "Connection", "close"
        for key, value in environ.items():
            if key.startswith("HTTP_") and key != "HTTP_CONNECTION":
                yield key.removeprefix("HTTP_").replace("_", "-").title(), value
            elif key in _HERS and value:
                yield _HERS[key], value
        if self.forwarded:
            yield "X-Forwarded-For", network()
            yield "X-Forwarded-Proto", "http"
            yield "X-Forwarded-Host", environ["HTTP_HOST"]


class ServedWorld(World):
    """The world of `tests/world.py` behind a socket: it knows what was changed by asking its database."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        with app.app_context():
            self.url = config.current().database_url or str(db.extension.engine.url.database)
            db.session.remove()
            db.extension.engine.dispose()
        self._watch = None if isinstance(self.kept, Rows) else sqlite3.connect(self.url)
        self._seen = self._version()

    @property
    def dirty(self) -> bool:  # type: ignore[override]
        """Whether anybody has written since the world was last as it is kept."""
        if not hasattr(self, "_watch"):
            return False
        return bool(self.kept.written()) if isinstance(self.kept, Rows) else self._version() != self._seen

    @dirty.setter
    def dirty(self, _value: bool) -> None:
        if hasattr(self, "_watch"):
            self._seen = self._version()

    def _version(self) -> int:
        """A number that changes with each commit of somebody else's to a file, and with no other's."""
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0]) if self._watch else 0

    def fresh(self) -> None:
        """Puts the world back as it was, under the site that serves it."""
        if self.dirty:
            self._copy(to_kept=False)
            self.put_files_back()
            self.dirty = False

    def keep(self) -> None:
        """Has the world stay as it is now."""
        self._copy(to_kept=True)
        self.dirty = False

    def _copy(self, *, to_kept: bool) -> None:
        with self.app.app_context():
            db.session.remove()
        if isinstance(self.kept, Rows):
            _ = self.kept.keep() if to_kept else self.kept.put_back()
            return
        with closing(sqlite3.connect(self.url, timeout=30)) as live, closing(sqlite3.connect(self.kept)) as kept:
            _ = live.backup(kept) if to_kept else kept.backup(live)


@contextmanager
def served_world(
    app: Flask, module: str = "tests.socket.quiet_site", *, forwarded: bool = False
) -> Iterator[tuple[ServedWorld, Served]]:  # fmt: skip
    """A world, and the site that serves it; whatever a client of its app sends goes over the socket."""
    inner = app.wsgi_app
    with ServedWorld(app) as world, served(app, module, FORWARDED if forwarded else {}) as site:
        app.wsgi_app = ThroughSocket(site.port, forwarded=forwarded)  # type: ignore[method-assign]
        world.dirty = False
        try:
            yield world, site
        finally:
            app.wsgi_app = inner  # type: ignore[method-assign]
            if world._watch:
                world._watch.close()
