"""A limit for a whole exchange. Time-outs of sockets are per step, and a host that drips would hold us for hours."""

import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def cut_after(link: socket.socket | None, seconds: float) -> Iterator[threading.Event]:
    """Cuts the line when the time is over; the event says that it was, so half an answer is never taken for a whole."""
    late = threading.Event()
    cut = threading.Timer(seconds, _cut, [link, late])
    cut.daemon = True
    cut.start()
    try:
        yield late
    finally:
        cut.cancel()


def _cut(link: socket.socket | None, late: threading.Event) -> None:
    late.set()  # first, so that half an answer is never taken for a whole one
    with contextlib.suppress(OSError):
        if link is not None:
            link.shutdown(socket.SHUT_RDWR)
