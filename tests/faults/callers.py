"""People by the thousand: raw sockets with prepared bytes, each from a network of her own, light enough to be many."""

import asyncio
import html
import itertools
import re
import secrets
import socket
import time
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask

from connect.crypto import signing
from tests.faults.history import History
from tests.faults.site import TYPED, Form, Served, open_form

_people = itertools.count(1)
_FIELD = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')


class Answer(NamedTuple):
    """What came back. No status: nothing did."""

    status: int | None
    text: str
    pause_s: int
    took_s: float


class Writer:
    """Who asks for help: her phone, the form she filled, and where it goes."""

    def __init__(self, number: int, form: Form, form_key: str) -> None:
        self.phone, self.source = f"+8438{number:07}", address(number)
        typed = {**TYPED, **form.hidden, "form_key": form_key, "phone": self.phone, "name": f"Trần Văn {number}"}
        self.typed, self.cookie = list(typed.items()), form.cookie

    def request(self, port: int) -> bytes:
        """What her browser sends now."""
        return post("/cases/ask", self.typed, self.cookie, port)

    def keep(self, page: str) -> None:
        """Takes her form from a page that asks her to send it again, as a browser does: nothing else is left of it."""
        self.typed = [(html.unescape(name), html.unescape(text)) for name, text in _FIELD.findall(page)]


def writers(app: Flask, site: Served, number: int) -> list[Writer]:
    """So many people who have the form open. One browser's form is enough: the site signs the keys of the others."""
    form = open_form(site, History())
    assert form, "the site does not answer"
    with app.app_context():
        keys = [signing.signed(secrets.token_urlsafe(16), "form") for _ in range(number)]
    return [Writer(next(_people), form, key) for key in keys]


def address(number: int) -> str:
    """An address on loopback; each of 16,000 neighbours has a network of her own."""
    return f"127.{1 + number // 64 % 250}.{number % 64 * 4}.{1 + number // 16_000 % 250}"


def post(path: str, typed: list[tuple[str, str]], cookie: str, port: int) -> bytes:
    """A form on its way."""
    body = urlencode(typed).encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nCookie: {cookie}\r\n"
    return _head("POST", path, port, kind) + body


def get(path: str, port: int) -> bytes:
    """A page asked for."""
    return _head("GET", path, port)


def _head(method: str, path: str, port: int, more: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}\r\n".encode()


async def call(port: int, source: str, data: bytes, patience_s: float) -> Answer:
    """Sends and reads to the end; who got no answer gives up in the end."""
    began, found = time.monotonic(), b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(patience_s):
            found = await _exchange(port, source, data)
    return _told(found, time.monotonic() - began)


async def _exchange(port: int, source: str, data: bytes) -> bytes:
    loop, pieces = asyncio.get_running_loop(), []
    with line_from(source) as line:
        await loop.sock_connect(line, ("127.0.0.1", port))
        await loop.sock_sendall(line, data)
        while piece := await loop.sock_recv(line, 1 << 16):
            pieces.append(piece)
    return b"".join(pieces)


def line_from(source: str) -> socket.socket:
    """A socket that calls from this address."""
    line = socket.socket()
    line.setblocking(False)
    line.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT: the port is chosen when it calls
    line.bind((source, 0))
    return line


def _told(found: bytes, took_s: float) -> Answer:
    head, _, body = found.partition(b"\r\n\r\n")
    pause = re.search(rb"(?i)\r\nretry-after: (\d+)", head)
    size = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    whole = head.startswith(b"HTTP/1.") and (size is None or len(body) == int(size[1]))
    return Answer(int(head[9:12]) if whole else None, body.decode(), int(pause[1]) if pause else 0, took_s)
