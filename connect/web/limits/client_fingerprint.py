"""Which browser and which network a request comes from, as keyed hashes: enough to count, nothing to read.

A browser is told by a random cookie that anybody can throw away, a network by the beginning of an address (/24, or /64
of IPv6), which a whole ward can share. So neither alone ever decides anything.
"""

import re
import secrets
from typing import NamedTuple

from flask import Response, g

from connect.crypto.fingerprints import fingerprint
from connect.web import cookies, limits

COOKIE = "browser"


class Seen(NamedTuple):
    """A browser and a network, as keyed hashes; empty where unknown."""

    device: str
    network: str


UNSEEN = Seen("", "")
_TOKEN = re.compile(r"[\w-]{22}")


def is_known() -> bool:
    """Whether this browser has been here before."""
    return bool(_TOKEN.fullmatch(cookies.kept(COOKIE)))


def device() -> str:
    """This browser, as a hash; one that brought no cookie is a new one, kept by `remember`."""
    return fingerprint("device", _token())


def network() -> str:
    """The network of this request, as a hash."""
    return limits.network()


def seen() -> Seen:
    """Browser and network of this request; let `remember` give the browser its cookie with the answer."""
    return Seen(device(), network())


def remember(answer: Response) -> Response:
    """Gives the browser its cookie, for half a year."""
    if not is_known():
        cookies.keep(answer, COOKIE, _token(), 180 * cookies.DAY_S)
    return answer


def _token() -> str:
    if is_known():
        return cookies.kept(COOKIE)
    if "device_token" not in g:
        g.device_token = secrets.token_urlsafe(16)
    return str(g.device_token)
