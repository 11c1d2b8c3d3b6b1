"""The site with faults in several layers, each with an error that names the path: before, in and behind the app."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Response, request

from connect import web
from connect.serving import shared_cache
from tests.socket.quiet_site import app as app

_key_of = shared_cache.key_of


def before(environ: dict[str, Any]) -> object:
    """Fails before the app, as a byte did that is no UTF-8."""
    if "before" in environ.get("QUERY_STRING", ""):
        raise UnicodeDecodeError("utf-8", environ["PATH_INFO"].encode(), 0, 1, environ["PATH_INFO"])
    return _key_of(environ)


@web.open_to("anyone")
def view(secret: str) -> Response:
    """Fails in the view, or while its answer is sent."""
    if "streamed" not in request.args:
        raise RuntimeError(f"nothing at {request.path} for {secret}")

    def parts() -> Iterator[bytes]:
        yield b"begun"
        raise RuntimeError(secret)

    return Response(parts())


def refused(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Has the server refuse an answer, whose header holds the path and a line break."""

    def wrapped(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "refused" in environ.get("QUERY_STRING", ""):
            start("200 OK", [("X-Path", f"{environ['PATH_INFO']}\n")])
            return [b""]
        return inner(environ, start)

    return wrapped


shared_cache.key_of = before  # type: ignore[assignment]
app.add_url_rule("/home-failing/<secret>", "home.failing", view)
app.wsgi_app = refused(app.wsgi_app)  # type: ignore[method-assign]
