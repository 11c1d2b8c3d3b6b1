"""Refusals before the app: names this site is not reached by, and requests that no browser would write.

Behind it no byte of a header raises, no address is longer than a page of ours has, and the coding of an answer is one
word, so that the shared cache can tell answers apart by it.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from werkzeug.http import parse_accept_header

from connect.config import Config
from connect.serving.refusals import Refusals
from connect.web import cookies, headers, request_sizes

# A name or an address, with a port or not (RFC 3986 §3.2.2); whatever else comes as Host is no browser's.
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = rf"(?:{LABEL}\.){{0,30}}{LABEL}|\[(?P<v6>[0-9a-f:.]{{2,45}})\]"
HOST = re.compile(rf"(?P<name>{NAME})(?::(?P<port>\d{{1,5}}))?", re.IGNORECASE)
ASCII = bytes(range(0x21, 0x7F)).decode()
CODINGS, MOST_CODINGS = ("br", "gzip"), 200
REFUSAL = "Địa chỉ này không thuộc trang. / This site is not reached by this address.\n".encode()


class FrontDoor:
    """Answers 400 to a Host this site does not have, 414 to an address no page has; writes the rest as browsers do."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], config: Config, refusals: Refusals) -> None:
        self.inner, self.names, self.config, self.refusals = inner, names(config), config, refusals

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request on its way to the app."""
        if not self.knows(environ.get("HTTP_HOST") or environ["SERVER_NAME"]):
            kind = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(REFUSAL)))]
            start("400 Bad Request", [*kind, ("Cache-Control", "no-store"), *headers.of_all(self.config)])
            return [REFUSAL]
        if is_too_long(environ):
            page = self.refusals.for_cookies(414, environ.get("HTTP_COOKIE", ""))
            start(page.status, page.headers)
            return [page.body]
        environ["QUERY_STRING"] = quote_from_bytes(environ.get("QUERY_STRING", "").encode("latin-1"), safe=ASCII)
        environ["HTTP_ACCEPT_ENCODING"] = coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if "HTTP_COOKIE" in environ:
            environ["HTTP_COOKIE"] = cookies.readable(environ["HTTP_COOKIE"])
        return self.inner(environ, start)

    def knows(self, host: str) -> bool:
        """Whether this site is reached by such a Host."""
        found = HOST.fullmatch(host)
        if found is None or int(found["port"] or 0) > 65535 or (found["v6"] and not _is_v6(found["v6"])):
            return False
        return not self.names or found["name"].lower() in self.names


def names(config: Config) -> frozenset[str]:
    """The names of this site in lower case; none when any will do, because only this machine can ask."""
    given = {name.strip().lower() for name in config.hosts.split(",") if name.strip()}
    if config.site_url:
        given.add(str(urlsplit(config.site_url).hostname))
    return frozenset(given | {"localhost", "127.0.0.1", "[::1]"}) if given else frozenset()


def is_too_long(environ: dict[str, Any]) -> bool:
    """Whether no page of ours has such an address: its path, or the length or the number of its arguments."""
    query = environ.get("QUERY_STRING", "")
    longest = max(len(query), len(environ.get("PATH_INFO", "")))
    return longest > request_sizes.ADDRESS_BYTES or query.count("&") >= request_sizes.ARGUMENTS


def coding(accepted: str) -> str:
    """The best coding that is accepted, of those the app makes, or none (RFC 9110 §12.5.3): "br;q=0" refuses it.

    >>> coding("gzip, br"), coding("br;q=0, gzip;q=0.5"), coding("br; q=0"), coding("identity")
    ('br', 'gzip', '', '')
    """
    told = parse_accept_header(accepted[:MOST_CODINGS])
    best = max(CODINGS, key=lambda name: told.quality(name), default="")
    return best if told.quality(best) > 0 else ""


def _is_v6(text: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(text))
    except ValueError:
        return False
