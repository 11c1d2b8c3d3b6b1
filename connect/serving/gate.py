"""What stands between the sockets and the threads that answer: a queue that ends, and no place for who dawdles.

Waitress reads from all sockets in one thread and answers in a few, with a queue between them that has no end: at ten
times the load everybody waits for minutes. Here, when too many wait, the thread that reads tells the next one so at
once, with the page that keeps what was typed and comes again by itself (`busy`): made beforehand, only filled in.
"""

import socket
import time
from collections.abc import Callable
from typing import Any

import structlog
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

log = structlog.get_logger("connect")

ACCEPTED_AT_ONCE = 16  # connections, at most, before those that are open have their turn
PLACES = 1000  # connections of one process
TIDIED_S = 5  # how often it is looked who dawdles
PATIENCE_S, CROWDED_S = 60, 10  # for a request to arrive, or an answer to be taken; when a quarter of places is taken
SLOWEST = 500  # bytes a second of a large request: it may take longer, but no longer than on the worst of networks
SAID_S = 10  # how often it is logged that people are turned away

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
        answer = None if request.error else self.turned(request, len(self.queue))
        if answer is None:
            super().add_task(task)
            return
        task.hang_up_with(answer)
        self.count += 1
        if (now := time.monotonic()) > self.said + SAID_S:
            log.warning("turned away", count=self.count)
            self.said, self.count = now, 0


class Line(HTTPChannel):
    """A connection that knows since when its request is on its way, or its answer."""

    since = 0.0
    requests: list[Any]

    def received(self, data: bytes) -> bool:
        """Bytes have come."""
        if self.request is None:
            self.since = time.time()
        return bool(super().received(data))

    def service(self) -> None:
        """Answers; what is left to be sent then has to be taken."""
        super().service()
        self.since = time.time()

    def hang_up_with(self, answer: bytes) -> None:
        """Says this instead of an answer. Whoever adds a request to the queue holds the lock of the requests."""
        for request in self.requests:
            request.close()
        self.requests = []
        self.close_when_flushed = True
        self.write_soon(answer)

    def dawdles(self, now: float, patience_s: float) -> bool:
        """Whether half a request, or an answer that is not taken, has held its place for too long."""
        if self.requests or not (self.request or self.total_outbufs_len):
            return False
        got = self.request.body_bytes_received if self.request else 0
        return now - self.since > patience_s + got / SLOWEST


class Server(TcpWSGIServer):
    """One web process's server."""

    channel_class = Line

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


def server(app: Callable[..., Any], listener: socket.socket, waiting: Queue, backlog: int, proxies: int = 0) -> Server:
    """A server on a socket that listens already.

    Behind `proxies` it hands on what they say of the visitor (X-Forwarded-…), for the app to read; with none in front
    it drops these headers, because anybody can send them.
    """
    ways = Adjustments(
        sockets=[listener], ident=None, channel_timeout=PATIENCE_S, cleanup_interval=TIDIED_S, connection_limit=PLACES,
        backlog=backlog, asyncore_use_poll=True, clear_untrusted_proxy_headers=not proxies,
    )  # fmt: skip
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    return Server(app, {}, _sock=listener, dispatcher=waiting, adj=ways, sockinfo=where, bind_socket=False)
