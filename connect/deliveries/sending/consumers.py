"""The processes that send: consumers of the task library on queues of their own, woken by `ledger.nudge`."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from connect import config, lazy_import
from connect.deliveries.ledger import nudge

if TYPE_CHECKING:
    from huey import consumer
else:
    consumer = lazy_import.module("huey.consumer")

log = structlog.get_logger("connect")
STORE_S = 2  # how long a sender waits for a disk that cannot be written


def tasks(number: int) -> list[Callable[[], None]]:
    """So many senders, each for a process of its own. The first of several takes urgent messages alone."""
    names = ["urgent", *["all"] * (number - 1)] if number > 1 else ["all"] * number
    return [partial(run, name) for name in names]


def run(name: str) -> None:
    """Sends whenever it is woken, until it is told to stop; then it ends what it is at."""
    queue = None
    while queue is None:
        try:
            queue = nudge.of(config.current(), name)
            queue.wake()  # there may be something from before
        except Exception as error:  # a full disk, a server that is not there yet
            log.error("storage", kind=type(error).__name__, endpoint="senders")
            queue = None
            time.sleep(STORE_S)
    least_s = nudge.LOOK_S / 4
    consumer.Consumer(
        queue, workers=1, periodic=False, initial_delay=least_s, max_delay=nudge.LOOK_S, graceful_signal="TERM"
    ).run()
