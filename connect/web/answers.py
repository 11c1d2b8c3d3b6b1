"""Answers of the views: a page, a way on, a word on the next page, and how long an answer may be kept."""

import json
from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, session, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as WerkzeugResponse

from connect.config import current
from connect.web import headers
from connect.web.signed_in import person

Answer = str | Response | WerkzeugResponse | tuple[str | Response | WerkzeugResponse, int]


def page(template: str, **context: Any) -> str:
    """A rendered page."""
    return render_template(template, **context)


def see_other(endpoint: str, **values: Any) -> WerkzeugResponse:
    """The answer to a POST that worked: go and look there."""
    return redirect(url_for(endpoint, **values), 303)


def tell(message: object, href: str | None = None, label: object = "", undo: str = "") -> None:
    """A good word on the next page, with a link to what it is about if there is one, and a button that undoes it."""
    link = Markup(' <a href="{}">{}</a>').format(href, label) if href else ""
    text = escape(str(message)) + link
    flash({"text": text, "undo": undo} if undo else text, "good")  # type: ignore[arg-type]  # told by the layout


def warn(message: object) -> None:
    """A warning on the next page."""
    flash(str(message), "warn")


def private(response: Any) -> Response:
    """Marks an answer as nobody else's: kept in no cache."""
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def download(told: Any, name: str) -> Response:
    """Something as a JSON file to take home, in letters that people can read; kept in no cache."""
    answer = private(json.dumps(told, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def public(response: Any, seconds: int) -> Response:
    """Marks an answer as the same for all: any cache may keep it for so long."""
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    return answer


def as_file(response: Any) -> Response:
    """Marks an answer as a file that pages load: opened as a page it may do nothing, and cookies change nothing."""
    g.as_file = True
    return current_app.make_response(response)


def shared(response: Any, seconds: int) -> Response:
    """Marks an answer as the same for all when the visitor is a stranger without a message waiting; see `public`.

    A page that showed something for this browser alone has said so by `for_one`.
    """
    answer = current_app.make_response(response)
    return answer if person() or session or g.get("for_one") else public(answer, seconds)


def for_one() -> None:
    """Says that the page that is made now shows something for this browser alone: no cache may give it to others."""
    g.for_one = True


def with_map(response: Any) -> Response:
    """Lets a page draw a map: its library writes HTML, of which no part is what somebody typed."""
    answer = current_app.make_response(response)
    answer.headers["Content-Security-Policy"] = headers.of_map(current())
    return answer
