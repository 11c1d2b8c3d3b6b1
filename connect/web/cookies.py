"""Cookies of the site: out of reach of scripts and of other hosts. No other module sets one."""

from collections.abc import Mapping

from flask import request
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from connect.config import Config, current

HOST_ONLY = "__Host-"  # a browser lets no other host and no path set a name that begins so
DAY_S = 86400
WARD, WARD_S = "ward", 365 * DAY_S  # the code of the reader's ward, where a page let one choose; nothing finer


def full_name(name: str, config: Config) -> str:
    """The name of a cookie in the browser: with HTTPS its name binds it to this host."""
    return f"{HOST_ONLY}{name}" if config.https else name


def readable(sent: str) -> str:
    """A Cookie header as a WSGI server hands it on (bytes as Latin-1), with what is no UTF-8 as question marks."""
    if sent.isascii():
        return sent
    return sent.encode("latin-1", "replace").decode("utf-8", "replace").encode().decode("latin-1")


def sent(header: str) -> Mapping[str, str]:
    """The cookies of such a header. No byte of it raises."""
    return parse_cookie(readable(header))


def keep(answer: Response, name: str, value: str, lasts_s: int | None) -> None:
    """Lets the browser keep something for so many seconds; None: until it is closed."""
    site = current()
    answer.set_cookie(
        full_name(name, site), value, max_age=lasts_s, secure=site.https, httponly=True, samesite="Lax"
    )  # fmt: skip


def drop(answer: Response, name: str) -> None:
    """Lets the browser forget it."""
    site = current()
    answer.delete_cookie(full_name(name, site), secure=site.https, httponly=True, samesite="Lax")


def kept(name: str) -> str:
    """The value that the browser kept, or nothing."""
    return request.cookies.get(full_name(name, current()), "")
