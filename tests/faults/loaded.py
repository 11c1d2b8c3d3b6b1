"""Starts sites out of one process that has loaded the code, as `flask serve` would a second later.

Half of all tests of a served site was loading two thousand modules anew. Such a process has only loaded: each site is a
fork of it that reads its own settings, makes its own app and runs the command `flask serve`. `tests/serving` starts
sites by the whole command. Linux only, as the suite is.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import IO

from flask import Flask
from flask.cli import main as flask
from huey import consumer
from jinja2 import FileSystemBytecodeCache

from connect import app, cli as commands
from connect.config import ROOT
from tests import costs

LARGEST = 1 << 20  # bytes of one order: the environment of a site
_PR_SET_PDEATHSIG = 1  # prctl(2): a site ends with the process that it came from, and that with the tests


class Site:
    """A site that was started so, with what the tests use of `subprocess.Popen`; its exit code is not known here."""

    def __init__(self, pid: int, handle: int, stdout: IO[str]) -> None:
        self.pid, self.stdout, self._handle = pid, stdout, handle

    def wait(self, timeout: float | None = None) -> None:
        """Until it has ended; subprocess.TimeoutExpired after so many seconds."""
        ended = select.poll()
        ended.register(self._handle, select.POLLIN)
        if not ended.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired("flask serve", timeout or 0)

    def kill(self) -> None:
        """Ends it without a warning."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._handle)


def start(module: str, environment: Mapping[str, str], errors: IO[bytes]) -> Site:
    """Starts `flask --app MODULE serve` in an environment; `errors` is the file for its error output."""
    reading, writing = os.pipe()
    line = _loaded()
    number = errors if isinstance(errors, int) else errors.fileno()
    socket.send_fds(
        line, [json.dumps({"module": module, "environment": dict(environment)}).encode()], [writing, number]
    )
    os.close(writing)
    told, handles, *_ = socket.recv_fds(line, 100, 1)
    return Site(int(told), handles[0], os.fdopen(reading, encoding="utf-8"))


@cache
def _loaded() -> socket.socket:
    """The line to the process that has loaded the code, which ends when this one does."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.faults.loaded", str(its.fileno())]
    subprocess.Popen(command, cwd=ROOT, pass_fds=[its.fileno()])
    its.close()
    ours.recv(1)  # it is there
    costs.ELSEWHERE.append(_spent_s)
    return ours


def _spent_s() -> float:
    """Processor seconds of the sites that have ended."""
    line = _loaded()
    line.send(b"spent")
    return float(line.recv(100))


# --- In the process that has loaded ------------------------------------------------------------------------


def main(number: int) -> None:
    """Loads, and forks a site for each order that comes; ends when nobody is there to order."""
    line = socket.socket(fileno=number)
    _load()
    signal.signal(signal.SIGCHLD, _reap)
    line.send(b"!")
    while True:
        told, handles, *_ = socket.recv_fds(line, LARGEST, 2)
        if not told:
            return
        if told == b"spent":
            line.send(str(costs.used_s()).encode())
            continue
        pid = os.fork()
        if not pid:
            line.close()
            become(json.loads(told), *handles)
            return
        handle = os.pidfd_open(pid)
        socket.send_fds(line, [str(pid).encode()], [handle])
        for one in (handle, *handles):
            os.close(one)


def _load() -> None:
    """Everything that a site loads before it serves; what it makes of its settings is its own."""
    assert app and commands and consumer
    gc.freeze()  # what is loaded is shared by all sites, and never garbage
    # Templates are made into code once for all sites and not once in each of their processes.
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache()}


def _reap(_number: int, _frame: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def become(order: dict[str, object], output: int, errors: int) -> None:
    """Runs `flask serve` as a process of its own would, with the settings of the order."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number, standard in ((output, 1), (errors, 2)):
        os.dup2(number, standard)
        os.close(number)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    sys.argv = ["flask", "--app", str(order["module"]), "serve"]
    flask()


if __name__ == "__main__":
    main(int(sys.argv[1]))
