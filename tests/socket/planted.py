"""The site with faults planted around it; PLANTED names them. The suite must find each, or it proves nothing."""

import os
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from connect.moderation import queries
from connect.serving import shared_cache, waitress_server
from tests.socket.quiet_site import app as app

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_server, _key_of, _may_be_kept = waitress_server.server, shared_cache.key_of, shared_cache.may_be_kept


def stripped() -> None:
    """The server drops what the proxy says of the visitor, as waitress does unless it is told not to."""
    waitress_server.server = lambda *a, proxies=0, **k: _server(*a[:4], proxies=0, **k)


def shared() -> None:
    """The cache does not look at cookies."""
    shared_cache.key_of = lambda environ: _key_of(
        {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
    )
    # Longer than the site keeps it, so that a slow machine comes by in time to be given the wrong page.
    shared_cache.may_be_kept = lambda status, headers: 60 if _may_be_kept(status, headers) else 0


def bare() -> None:
    """Bytes that are no text make what stands before the app fail."""
    inner = app.wsgi_app

    def failing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"].encode("latin-1").decode()
        return inner(environ, start)

    app.wsgi_app = failing  # type: ignore[method-assign]


def told() -> None:
    """What stands before the app writes down whom it serves what."""
    inner = app.wsgi_app

    def telling(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        print(environ["REMOTE_ADDR"], environ["PATH_INFO"], flush=True)
        return inner(environ, start)

    app.wsgi_app = telling  # type: ignore[method-assign]


def apart() -> None:
    """Each process signs with a key of its own."""
    os.register_at_fork(after_in_child=lambda: app.config.update(SECRET_KEY=secrets.token_hex()))


def wide() -> None:
    """A moderator reaches the cases of all areas."""
    queries._scope = lambda _person: sa.true()


for name in os.environ["PLANTED"].split():
    globals()[name]()
