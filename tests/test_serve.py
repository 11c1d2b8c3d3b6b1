"""The site as `flask serve` runs it: real processes, killed and stopped."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from connect.config import ROOT
from tests.conftest import KEYS


class Served:
    """A site that serves in processes of its own."""

    def __init__(self, app: Flask) -> None:
        here = app.extensions["connect.config"]
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        environment = {
            **os.environ, "CONNECT_INSTANCE": str(here.instance), "CONNECT_KEYS": KEYS, "CONNECT_SECRET_KEY": "test",
            "DATABASE_URL": here.database_url, "CONNECT_PORT": str(port), "CONNECT_WORKERS": "2",
        }  # fmt: skip
        self.address = f"http://127.0.0.1:{port}/health"
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert any("Serving on" in line for line in self.process.stdout)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address, timeout=30) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def children(self) -> list[int]:
        """Web processes and the queue's worker."""
        return [int(n) for n in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def wait_for(self, true: Callable[[], bool]) -> None:
        """Until it is so; the test's own time-out ends what never comes."""
        while not true():
            assert self.process.poll() is None, "the site has stopped"


@pytest.fixture
def served(bare_app: Flask) -> Iterator[Served]:
    """A site that serves."""
    site = Served(bare_app)
    yield site
    site.process.kill()
    site.process.wait()


def gone(number: int) -> bool:
    """Whether a process has ended; one that only waits to be noticed has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_every_process_that_is_killed_is_replaced_and_the_site_answers(served: Served) -> None:
    served.wait_for(lambda: len(served.children()) == 3)
    before = served.children()
    for number in before:
        os.kill(number, signal.SIGKILL)
        assert served.answers()
    served.wait_for(lambda: len(served.children()) == 3 and not set(before) & set(served.children()))
    assert served.answers()


def test_a_site_whose_first_process_is_killed_leaves_none_behind(served: Served) -> None:
    served.wait_for(lambda: len(served.children()) == 3)
    children = served.children()
    served.process.kill()
    served.process.wait()
    while not all(gone(number) for number in children):
        pass
    assert not served.answers()


def test_a_site_that_is_told_to_stop_does_so_in_good_order(served: Served) -> None:
    served.wait_for(lambda: len(served.children()) == 3 and served.answers())
    served.process.terminate()
    assert served.process.wait() == 0
    assert not served.answers()
