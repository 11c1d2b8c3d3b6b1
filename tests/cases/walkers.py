"""Processes of `tests.cases.walk`, to be killed in the middle."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from connect.config import ROOT
from tests.conftest import KEYS


@contextmanager
def walkers(app: Flask, number: int, seed: int, *words: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many processes that move cases at random; whoever is left is killed at the end."""
    here = app.extensions["connect.config"]
    environment = {
        **os.environ, "CONNECT_INSTANCE": str(here.instance), "CONNECT_KEYS": KEYS, "CONNECT_SECRET_KEY": "test",
        "DATABASE_URL": here.database_url, "CONNECT_STAFF_SECOND_FACTOR": "offered",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.cases.walk"]
    running = [subprocess.Popen([*command, str(seed + n), *words], env=environment, cwd=ROOT) for n in range(number)]
    try:
        yield running
    finally:
        for one in running:
            one.kill()
            one.wait()
