"""Serving: one process a core on one listening socket, and the queue's worker, each replaced when it dies.

The processes are forks of the one that loaded the app, so a new one is there at once and shares its memory.
"""

import ctypes
import errno
import os
import resource
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from waitress.utilities import queue_logger
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from connect import config, db, lazy_import
from connect.jobs import queue
from connect.serving import waitress_server
from connect.serving.overload_response import TurnedAway
from connect.serving.refusals import Refusals
from connect.web import logs, request_sizes
from connect.web.pages.overload_page import WAITING

if TYPE_CHECKING:
    from huey import consumer
else:
    consumer = lazy_import.module("huey.consumer")

log = structlog.get_logger("connect")

Task = Callable[[], None]
BACKLOG = 1024  # connections the kernel keeps while all are busy
FILES = 500  # that a process may have open besides its connections
BRAKE_S = 0.2
STOP_S = 10
QUEUE_S = 2  # how long the worker waits for a disk that cannot be written
_PR_SET_PDEATHSIG = 1  # prctl(2): even a parent that is killed takes its children with it


def serve(app: Flask, others: Iterable[Task] = ()) -> None:
    """Serves until SIGTERM or Ctrl+C; needs the app's context. Children that die are replaced.

    `others` is what runs beside the web processes and the worker, each in a process of its own.
    """
    here = config.current()
    _open_many_files()
    listener = listen(here.host, here.port)
    db.session.remove()
    db.extension.engine.dispose()  # a fork must not share a connection
    tasks: list[Task] = [partial(_web_on, core, app, listener, here.threads) for core in cores(here.workers)]
    running = {_fork(task): task for task in [*tasks, work, *others]}
    _on_stop()
    try:
        while True:
            _replace_the_next_dead(running)
    except SystemExit:
        _end(running)


def _open_many_files() -> None:
    """Each connection is one, and many systems allow 1,024 until they are asked for more."""
    least, most = waitress_server.PLACES + FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < least <= most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))


def _end(running: Iterable[int]) -> None:
    """Lets each finish what it is at; who takes too long is ended, and loses nothing that was confirmed."""

    def tell(sign: int) -> None:
        for number in running:
            with suppress(ProcessLookupError):
                os.kill(number, sign)

    tell(signal.SIGTERM)
    signal.signal(signal.SIGALRM, lambda *_: tell(signal.SIGKILL))
    signal.alarm(STOP_S)
    for number in running:
        os.waitpid(number, 0)


def _replace_the_next_dead(running: dict[int, Task]) -> None:
    since = time.monotonic()
    number, status = os.wait()
    log.warning("process replaced", code=os.waitstatus_to_exitcode(status))
    if time.monotonic() - since < BRAKE_S:  # one that cannot live must not keep the machine busy with forks
        time.sleep(BRAKE_S)
    task = running.pop(number)
    running[_fork(task)] = task


def cores(workers: int) -> list[int | None]:
    """The core on which each web process stays; None where the system chooses.

    Threads of one process that run on several cores fight over its one lock and do half as much. Fewer or more
    processes than cores are left alone: others may have been given the same ones.
    """
    if sys.platform != "linux":
        return [None] * (workers or os.cpu_count() or 1)
    ours = sorted(os.sched_getaffinity(0))
    return [*ours] if workers in (0, len(ours)) else [None] * workers


def _web_on(core: int | None, app: Flask, listener: socket.socket, threads: int) -> None:
    if core is not None:
        os.sched_setaffinity(0, [core])
    web(app, listener, threads)


def listen(host: str, port: int) -> socket.socket:
    """The socket that all processes accept from; it stays open when one of them dies. Raises config.ConfigError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise config.ConfigError(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    """The reason why the site cannot listen, with the setting to change."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: end what listens there, or set another port (CONNECT_PORT)"
    if error.errno == errno.EACCES:
        return f"port {port} may not be opened by this user: set one above 1023 (CONNECT_PORT), a proxy can lead to it"
    return f"host cannot be {host!r}, this machine has no such address (CONNECT_HOST)"


def web(app: Flask, listener: socket.socket, threads: int) -> None:
    """Runs one web process: threads that answer, so that no reader waits for a writer that waits for its turn.

    Each request is told how many wait behind it, so that writers can be asked to come back; those who are more than can
    wait are asked so at the gate.
    """
    queue_logger.setLevel("ERROR")  # or it writes a line for each request that waits
    waiting = waitress_server.Queue(TurnedAway(app), threads)

    def counted(environ: dict[str, Any], start: Any) -> Any:
        environ[WAITING] = len(waiting.queue)
        return app(environ, start)

    proxies = app.extensions["connect.config"].trusted_proxies
    refused, largest = Refusals(app).for_cookies, partial(_body_bytes, app, app.url_map.bind(""))
    waitress_server.server(counted, listener, waiting, BACKLOG, proxies, refused=refused, largest=largest).run()


def _body_bytes(app: Flask, addresses: MapAdapter, method: str, path: str) -> int:
    """The largest body, in bytes, that the view of an address takes; as large as any form where it leads nowhere."""
    try:
        endpoint = addresses.match(path, method)[0]
    except HTTPException:
        endpoint = ""
    return request_sizes.body_bytes(app.view_functions.get(endpoint), app.extensions["connect.config"].max_upload_mb)


def work() -> None:
    """The queue's worker: the clock's part of the life of cases."""
    while not queue.is_ready(config.current()):
        time.sleep(QUEUE_S)
    consumer.Consumer(queue.instance(), workers=1, periodic=True).run()


def answer_once(app: Flask) -> str:
    """Serves one request to ourselves and stops, which proves that a site starts; what was answered."""
    here = config.current()
    listener = listen(here.host, here.port)
    threading.Thread(target=web, args=(app, listener, here.threads), daemon=True).start()
    address = f"http://{here.host}:{here.port}/health"
    with urllib.request.urlopen(address, timeout=20) as answer:  # nosec B310 - our own loopback address
        return f"{address} answers {answer.status}."


def _fork(task: Task) -> int:
    parent, number = os.getpid(), os.fork()
    if number:
        return number
    _on_stop()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it could take us with it
        os._exit(0)
    status = 1
    try:
        task()
        status = 0
    except SystemExit:  # told to stop
        status = 0
    except BaseException as error:
        log.error("crash", **logs.what_and_where(error), endpoint="serve")
    finally:
        os._exit(status)


def _on_stop() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
