"""The way from the sockets to the threads that answer: a queue that ends, and no place for slow senders.

Waitress reads from all sockets in one thread and answers in a few, with a queue between them that has no end: at ten
times the load everybody waits for minutes. Here, when too many wait, the thread that reads tells the next one so at
once, with the page that keeps what was typed and comes again by itself (`busy`): made beforehand, only filled in.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import Any

import structlog
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import BadRequest

from connect.serving.refusals import Page
from connect.web import logs, request_sizes

log = structlog.get_logger("connect")

ACCEPTED_AT_ONCE = 16  # connections, at most, before those that are open have their turn
PLACES = 1000  # connections of one process
TIDIED_S = 5  # how often it is looked who dawdles
PATIENCE_S, CROWDED_S = 60, 10  # for a request to arrive, or an answer to be taken; when a quarter of places is taken
SLOWEST = 500  # bytes a second of a large request: it may take longer, but no longer than on the worst of networks
FRAMES = 4096  # bytes around the pieces of a chunked body, besides a hundredth of it
LINGERS_S, LINGERED = 30, 64 * 1024 * 1024  # for how long, and up to how much, what is refused is still read away
SAID_S = 10  # how often it is logged that people are turned away

BARE = lambda status, _cookies: Page(f"{status} Refused", [], b"")  # noqa: E731
Turned = Callable[[Any, int], bytes | None]  # from a request and how many wait: what to say instead of letting it in


class Queue(ThreadedTaskDispatcher):
    """The queue of requests, with an end."""

    def __init__(self, turned: Turned, threads: int) -> None:
        super().__init__()
        self.turned, self.count, self.said = turned, 0, 0.0
        self.set_thread_count(threads)

    def add_task(self, task: "Line") -> None:
        """Lets the request of a connection in, or answers it here."""
        request = task.requests[0]
        answer = None if request.error else self._turned_away(request)
        if answer is None:
            super().add_task(task)
            return
        task.hang_up_with(answer)
        self.count += 1
        if (now := time.monotonic()) > self.said + SAID_S:
            log.warning("turned away", count=self.count)
            self.said, self.count = now, 0

    def _turned_away(self, request: Any) -> bytes | None:
        """The answer instead of letting it in, or None. A fault in here must not end the thread that reads for all."""
        try:
            return self.turned(request, len(self.queue))
        except Exception as error:
            log.error("crash", **logs.what_and_where(error), endpoint="gate")
            return None


class Parser(HTTPRequestParser):
    """Reads a request. When its head is known, so is how large its body may be: more is not even kept."""

    adj: Any
    completed: bool

    def parse_header(self, header_plus: bytes) -> None:
        """The head has come."""
        super().parse_header(header_plus)
        if self.chunked or self.content_length:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = self.adj.largest(self.command, self.path) + 1

    def received(self, data: bytes) -> int:
        """Bytes have come. A body in crumbs is refused: each costs as much to read as a piece of any size."""
        consumed = int(super().received(data))
        if self.chunked and not self.completed:
            kept = len(self.body_rcv)
            if self.body_bytes_received > FRAMES + kept + kept // 100:
                self.error, self.completed = BadRequest("crumbs"), True
        return consumed


class Refusal(ErrorTask):
    """Answers what could not be read with a page of the site, instead of the server's bare words."""

    def execute(self) -> None:
        """Writes it; the connection ends with it."""
        page = self.channel.server.refused(self.request.error.code, self.request.headers.get("COOKIE", ""))
        log.info("request", method="-", endpoint="-", status=self.request.error.code, by=None, ms=0.0)
        self.status = page.status
        self.response_headers.extend(page.headers)
        self.set_close_on_finish()
        self.content_length = len(page.body)
        self.write(page.body)
        self.channel.lingers = True


class Line(HTTPChannel):
    """A connection that knows since when its request is on its way, or its answer."""

    parser_class, error_task_class = Parser, Refusal
    since = 0.0
    requests: list[Any]
    will_close: bool
    close_when_flushed: bool
    lingers, lingered = False, 0  # once a refusal is sent: whether what still comes is read, and how much has come

    def handle_write(self) -> None:
        """Sends what is to be sent.

        When a browser is refused in the midst of its sending and the connection is closed at once, it is told that
        the connection broke, and its owner never sees why. So what still comes is thrown away for a while.
        """
        if not self.lingers or self.will_close:
            super().handle_write()
            return
        if self.requests:  # the thread that answers is about to let go of it
            return
        self._flush_exception(self._flush_some)
        if self.close_when_flushed and not self.total_outbufs_len:
            self.close_when_flushed, self.since = False, time.time()
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
        elif self.will_close:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Bytes have come."""
        if self.lingers:
            self.lingered += len(data)
            self.will_close = self.will_close or self.lingered > LINGERED
            return False
        if self.request is None:
            self.since = time.time()
        return bool(super().received(data))

    def service(self) -> None:
        """Answers; what is left to be sent then has to be taken."""
        super().service()
        self.since = time.time()

    def hang_up_with(self, answer: bytes) -> None:
        """Says this instead of an answer. Callers that add to the queue hold the lock of the requests."""
        for request in self.requests:
            request.close()
        self.requests = []
        self.close_when_flushed = True
        self.write_soon(answer)

    def dawdles(self, now: float, patience_s: float) -> bool:
        """Whether half a request, or an answer that is not taken, has held its place for too long."""
        if self.lingers and not self.requests:
            return now - self.since > LINGERS_S
        if self.requests or not (self.request or self.total_outbufs_len):
            return False
        got = self.request.body_bytes_received if self.request else 0
        return now - self.since > patience_s + got / SLOWEST


class Server(TcpWSGIServer):
    """One web process's server."""

    channel_class = Line
    refused: Callable[[int, str], Page]  # the page for a status and a Cookie header

    def handle_accept(self) -> None:
        """Takes in who knocks: several at once in a crowd, when one a round would be too slow.

        With few here it is one, or the first process to wake takes all of them and the others have nothing to do.
        """
        for _ in range(min(1 + len(self.active_channels) // ACCEPTED_AT_ONCE, ACCEPTED_AT_ONCE)):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def maintenance(self, now: float) -> None:
        """Hangs up on who dawdles; sooner when places grow scarce."""
        super().maintenance(now)
        patience_s = CROWDED_S if len(self.active_channels) > PLACES / 4 else PATIENCE_S
        for line in self.active_channels.values():
            if line.dawdles(now, patience_s):
                line.will_close = True


def server(
    app: Callable[..., Any], listener: socket.socket, waiting: Queue, backlog: int, proxies: int = 0, *,
    refused: Callable[[int, str], Page] = BARE,
    largest: Callable[[str, str], int] = lambda *_: request_sizes.FORM_BYTES,
) -> Server:  # fmt: skip
    """A server on a socket that listens already.

    `refused` makes the page for a status and a Cookie header, `largest` says how many bytes the body of a method and
    a path may have.
    Behind `proxies` it hands on what they say of the visitor (X-Forwarded-…), for the app to read; with none in front
    it drops these headers, because anybody can send them.
    """
    ways = Adjustments(
        sockets=[listener], ident=None, channel_timeout=PATIENCE_S, cleanup_interval=TIDIED_S, connection_limit=PLACES,
        backlog=backlog, asyncore_use_poll=True, clear_untrusted_proxy_headers=not proxies,
        max_request_header_size=request_sizes.HEAD_BYTES,
    )  # fmt: skip
    ways.largest = largest
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    made = Server(app, {}, _sock=listener, dispatcher=waiting, adj=ways, sockinfo=where, bind_socket=False)
    made.refused = refused
    return made
