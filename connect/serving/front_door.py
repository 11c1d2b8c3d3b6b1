"""What stands before the app: names this site is not reached by, and addresses no browser would write."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from connect.config import Config

# A name or an address, with a port or not (RFC 3986 §3.2.2); whatever else comes as Host is no browser's.
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = rf"(?:{LABEL}\.){{0,30}}{LABEL}|\[(?P<v6>[0-9a-f:.]{{2,45}})\]"
HOST = re.compile(rf"(?P<name>{NAME})(?::(?P<port>\d{{1,5}}))?", re.IGNORECASE)
ASCII = bytes(range(0x21, 0x7F)).decode()
REFUSAL = "Địa chỉ này không thuộc trang. / This site is not reached by this address.\n".encode()


class FrontDoor:
    """Answers 400 to a Host this site does not have; writes the bytes of a query as browsers do."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], config: Config) -> None:
        self.inner, self.names = inner, names(config)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request on its way to the app."""
        if not self.knows(environ.get("HTTP_HOST") or environ["SERVER_NAME"]):
            kind = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
            start("400 Bad Request", [*kind, ("Content-Length", str(len(REFUSAL))), ("Cache-Control", "no-store")])
            return [REFUSAL]
        environ["QUERY_STRING"] = quote_from_bytes(environ.get("QUERY_STRING", "").encode("latin-1"), safe=ASCII)
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


def _is_v6(text: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(text))
    except ValueError:
        return False
