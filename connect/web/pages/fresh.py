"""Pages that say when they have changed: `static/js/fresh.js` asks now and then, by HEAD, with the mark of the page.

A page opts in by one decorator on its view. What makes a mark must be cheap, and holds only what this viewer may
see; it is sealed with the viewer and the address, so that it tells nothing and nobody else's mark is like it. The
guards of the view come first: whoever may no longer see the page is told so, and never that nothing is new.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec

from flask import Response, current_app, g, request

from connect import web
from connect.web import Answer

BY_SCRIPT = "X-Fresh"  # the header of the script when it fetches the page anew
P = ParamSpec("P")


def polled(
    version: Callable[P, str], *, view_marks: bool = False
) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """Answers whether a page has changed, by a version of it in words or numbers. Stands under `open_to`.

    `version` takes what the view takes, and raises what the view would. It is asked before the page is read, so that
    what changes meanwhile is news; a view that has the version at hand calls `mark` itself and says so.
    """

    def wrap(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def answered(*args: P.args, **values: P.kwargs) -> Answer:
            if _is_head() and request.if_none_match:
                return _told(_sealed(version(*args, **values)))
            if not view_marks and request.method == "GET":
                mark(version(*args, **values))
            return view(*args, **values)

        return answered

    return wrap


def mark(version: str) -> None:
    """Marks the page that is made now as this version of it."""
    g.fresh = _sealed(version)


def mark_parts() -> None:
    """Says that the page stays, but parts of it look for news by themselves when its script tells them to."""
    g.fresh = ""


def marked() -> str | None:
    """The mark of the page that is made now, for its template; None for a page that looks for nothing."""
    found: str | None = g.get("fresh")
    return found


def is_asked_by_script() -> bool:
    """Whether nobody opened the page: a script of an open one looks for news. That is no use of a session."""
    return _is_head() or BY_SCRIPT in request.headers


def _is_head() -> bool:
    """Views see a GET in place of it, see `request_sizes.Asked`."""
    return bool(request.environ["REQUEST_METHOD"] == "HEAD")


def _sealed(version: str) -> str:
    """The mark of a version for this viewer at this address."""
    viewer, asked = web.person(), request.environ
    text = f"{getattr(viewer, 'id', '')}\n{asked['PATH_INFO']}?{asked.get('QUERY_STRING', '')}\n{version}"
    key = _key(current_app.config["SECRET_KEY"])
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), key=key, digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"fresh.{secret}".encode()).digest()


def _told(etag: str) -> Response:
    """304, or 200 without the page: whoever wants it asks for it then."""
    answer = Response(status=304 if request.if_none_match.contains(etag) else 200)
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
