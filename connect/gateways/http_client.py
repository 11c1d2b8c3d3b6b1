"""The one HTTP client: asks only hosts that a setting names, follows nobody, waits 5 s, reads 1 MB, keeps connections.

The address is looked up once and checked before it is dialled, and it is that address which is dialled: a name
that leads into the private network, now or at a second look-up, gets nothing.
"""

import contextlib
import http.client
import io
import ipaddress
import select
import socket
import ssl
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlencode, urlsplit

from connect.gateways.base import Failed
from connect.gateways.time_limit import cut_after

TIMEOUT_S = 5.0
MOST_BYTES = 1_000_000
IDLE_S = 50.0  # after which a kept connection is not trusted: many hosts hang up after a minute
FAULTS = (OSError, http.client.HTTPException, ValueError)


class Refused(Failed):
    """Nothing was asked: the address is none that a setting allows, or it leads inside."""


class Cut(Failed):
    """The line broke after the request had begun to leave: the host may have it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a host, whatever it was."""

    status: int
    headers: Message
    body: bytes


class Request(NamedTuple):
    """One question to a host, and how much of its answer is read."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None
    most_bytes: int | None = None  # None: as the module has it


@dataclass(frozen=True, slots=True)
class Client:
    """Asks configured hosts, and keeps the connections for the next time; may be used by several threads.

    `allowed`: hosts, with their port where it is not the usual one, with commas; "*.push.example" is every name below.
    `private`: they may lie in a private network or on this machine.
    """

    allowed: str
    private: bool = False
    _kept: "dict[str, deque[_Line]]" = field(default_factory=lambda: defaultdict(deque), repr=False, compare=False)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], within_s: float | None = None) -> Reply:
        """Sends a body by POST. Raises Refused, Cut, or Failed where no connection came about."""
        return self._asked(url, Request("POST", headers, body), within_s or TIMEOUT_S)

    def get(self, url: str, headers: Mapping[str, str], within_s: float, most_bytes: int) -> Reply:
        """Asks for a file of at most so many bytes. Raises as `post` does."""
        return self._asked(url, Request("GET", headers, None, most_bytes), within_s)

    def _asked(self, url: str, request: "Request", within_s: float) -> Reply:
        parts = self._checked(url)
        line = self._waiting(parts) or _dialled(parts, self.private, within_s)
        try:
            reply, again = line.ask(parts, request, within_s)
        except BaseException:
            line.hang_up()
            raise
        if again:
            self._kept[f"{parts.scheme}://{parts.netloc}"].append(line)
        else:
            line.hang_up()
        return reply

    def post_form(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """Sends a form by POST."""
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return self.post(url, urlencode(fields).encode(), {**headers, **kind})

    def allows(self, url: str) -> bool:
        """Whether an address is one that this client would ask."""
        try:
            self._checked(url)
        except (Refused, ValueError):
            return False
        return True

    def _checked(self, url: str) -> SplitResult:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or parts.username is not None or not _is_named(parts, self.allowed):
            raise Refused("this host is not in the settings")
        if parts.scheme == "http" and not self.private:
            raise Refused("only https leaves this machine")
        return parts

    def _waiting(self, parts: SplitResult) -> "_Line | None":
        kept = self._kept[f"{parts.scheme}://{parts.netloc}"]
        while kept:
            with contextlib.suppress(IndexError):  # another thread was faster
                line = kept.pop()
                if line.is_fresh():
                    return line
                line.hang_up()
        return None


def _is_named(parts: SplitResult, allowed: str) -> bool:
    """Whether host and port are among those of a setting."""
    return any(
        parts.netloc == one or (one.startswith("*.") and parts.netloc.endswith(one[1:]) and ":" not in parts.netloc)
        for one in map(str.strip, allowed.split(","))
        if one
    )


class _Line:
    """One connection. Each exchange has an end as a whole; time-outs of sockets are per step alone."""

    def __init__(self, connection: http.client.HTTPConnection, link: socket.socket) -> None:
        self.connection, self.link, self.until, self.used_at = connection, link, 0.0, time.monotonic()
        self.out = b""
        connection.auto_open = 0  # else the library would dial by itself, and unchecked
        connection.sock = self  # sends and reads through the two methods below

    def ask(self, parts: SplitResult, request: Request, within_s: float) -> tuple[Reply, bool]:
        """One exchange; and whether the connection may serve another."""
        self.until, most = time.monotonic() + within_s, request.most_bytes or MOST_BYTES
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            headers = {"User-Agent": "connect", **request.headers}
            self.connection.request(request.method, target, body=request.body, headers=headers)
            answer = self.connection.getresponse()
            content = answer.read(most + 1)
        except FAULTS as error:
            raise Cut("timeout" if isinstance(error, TimeoutError) else type(error).__name__) from error
        if len(content) > most:
            raise Cut("the answer is too large")
        self.used_at = time.monotonic()
        return Reply(answer.status, answer.headers, content), answer.isclosed() and not answer.will_close

    def is_fresh(self) -> bool:
        """Whether the other side still listens, as far as can be known without asking."""
        if time.monotonic() - self.used_at > IDLE_S:
            return False
        looked = select.poll()
        looked.register(self.link, select.POLLIN)
        return not looked.poll(0)  # nothing is to come before we ask: it has hung up

    def sendall(self, data: bytes) -> None:
        """Keeps what is to leave: the library hands over head and body apart, and together they are one packet."""
        self.out += data

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        """Sends all; the answer to be read. Both within what is left of the time."""
        self.link.settimeout(self.left_s())
        self.link.sendall(self.out)
        self.out = b""
        return io.BufferedReader(_Reading(self))

    def left_s(self) -> float:
        """The rest of the time of this exchange. Raises TimeoutError."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def close(self) -> None:
        """Does nothing: the library says this while an answer is still to be read."""

    def hang_up(self) -> None:
        """Ends the connection."""
        with contextlib.suppress(OSError):
            self.link.close()


class _Reading(io.RawIOBase):
    """The incoming bytes of a line."""

    def __init__(self, line: _Line) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.line.link.settimeout(self.line.left_s())
        return self.line.link.recv_into(buffer)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _dialled(parts: SplitResult, private: bool, within_s: float) -> _Line:
    """A connection to the checked address; with TLS, the certificate is still asked for the name."""
    try:
        host, tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if tls else 80)
        link = socket.create_connection(_address(host, port, private), within_s)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            link = _tls().wrap_socket(link, server_hostname=host, do_handshake_on_connect=False)
            with cut_after(link, within_s):
                link.do_handshake()
    except FAULTS as error:
        raise Failed("timeout" if isinstance(error, TimeoutError) else type(error).__name__) from error
    kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
    return _Line(kind(host, port), link)


def _address(host: str, port: int, private: bool) -> tuple[str, int]:
    """The address to dial; every one that the name has must be fit, or none is."""
    found = [entry[4][:2] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(str(address)) for address, _ in found):
        raise Refused("the host lies in a private network")
    return str(found[0][0]), int(found[0][1])


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, also when it is wrapped into IPv6.

    >>> is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("8.8.8.8")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = (ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]) if ip.version == 6 else None
    return ip.is_global and not ip.is_multicast and (inner is None or is_public(str(inner)))
