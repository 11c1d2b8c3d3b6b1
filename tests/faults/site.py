"""A site in processes of its own, on loopback, that can be killed; and people who ask it for help."""

import http.client
import itertools
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade

from connect import db
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.config import ROOT
from tests.conftest import KEYS
from tests.faults import loaded as loaded_sites
from tests.faults.history import History
from tests.postgres import free_port

TYPED = {
    "item": "rice", "qty-rice": "10", "people": "4", "urgency": "urgent", "words": "Nhà hết gạo từ hôm qua.",
    "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y",
}  # fmt: skip
PAUSE_S = 0.02  # before one who was sent away tries again: a crowd, but one that leaves the others a processor
_phones = itertools.count(1)


class Served:
    """A site that serves: started, killed and started again on one port. Its name tells it from all others."""

    def __init__(
        self, app: Flask, module: str = "wsgi", settings: dict[str, str] | None = None, *, loaded: bool = True
    ) -> None:
        here = app.extensions["connect.config"]
        self.port, self.is_loaded = free_port(), loaded
        self.name, self.module = f"Site {secrets.token_hex(8)}", module
        self.lines: list[str] = []
        self.environment = {
            **os.environ, "CONNECT_INSTANCE": str(here.instance), "CONNECT_KEYS": KEYS, "CONNECT_SECRET_KEY": "test",
            "DATABASE_URL": here.database_url, "CONNECT_PORT": str(self.port), "CONNECT_WORKERS": "2",
            "CONNECT_SITE_NAME": self.name, "CONNECT_STAFF_SECOND_FACTOR": "offered",
            "CONNECT_SENDERS": "0", **(settings or {}),
        }  # fmt: skip
        self.start()

    def start(self) -> float:
        """Starts it and waits until it says that it serves; in how many seconds."""
        began = time.monotonic()
        # A file never fills up, as a pipe would; it is read until the site is gone.
        self.errors, self.lines = tempfile.TemporaryFile(), []  # noqa: SIM115
        self.process = self._process()
        assert self.process.stdout
        started = any("Serving on" in line for line in self.process.stdout)
        assert started, f"the site did not start: {self.said()[-2000:]}"
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        self.wait_for(self.answers)
        return time.monotonic() - began

    def _process(self) -> subprocess.Popen[str] | loaded_sites.Site:
        if self.is_loaded:
            return loaded_sites.start(self.module, self.environment, self.errors)
        command = [sys.executable, "-m", "flask", "--app", self.module, "serve"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=self.errors, text=True
        )

    def _listen(self, output: IO[str]) -> None:
        """Takes in its log, which must not fill the pipe."""
        self.lines.extend(output)

    def said(self) -> str:
        """What it wrote since it was started: its log, and whatever went to the error output."""
        number = self.errors.fileno()
        errors = os.pread(number, os.fstat(number).st_size, 0)  # seeking would move the place where it writes
        return "".join(self.lines) + errors.decode("utf-8", "replace")

    def answers(self) -> bool:
        """Whether it answers, and is ours: a foreign site on this port would be somebody else's data."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/privacy", timeout=30) as answer:
                ours = self.name in answer.read().decode()
        except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
            return False
        assert ours, "another site answers on this port"
        return True

    def children(self) -> list[int]:
        """Web processes and the queue's worker, the oldest first."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text().split()]

    def wait_for(self, true: Callable[[], bool]) -> None:
        """Until it is so; the test's own time-out ends what never comes."""
        while not true():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.005)
                raise AssertionError("the site has stopped")

    def kill(self) -> None:
        """Kills all of it, without a warning."""
        self.process.kill()
        self.process.wait()

    def kill_child(self, number: int) -> None:
        """Kills one of its processes."""
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


@contextmanager
def fresh_site(database_url: str = "") -> Iterator[Flask]:
    """A migrated site with all areas, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="connect-faults-") as folder:
        yield new_site(Path(folder), database_url)


def new_site(folder: Path, database_url: str = "") -> Flask:
    """The same in a folder that is there."""
    app = create_app(instance=folder, database_url=database_url, secret_key="test", keys=KEYS)
    with app.app_context():
        upgrade()
        area_actions.import_areas()
        db.session.remove()
        db.extension.engine.dispose()
    return app


@contextmanager
def served(
    app: Flask, module: str = "wsgi", settings: dict[str, str] | None = None, *, loaded: bool = True
) -> Iterator[Served]:
    """A site that serves for the length of a block; settings by their names in the environment.

    Unless `loaded`, by the whole command, a second slower (`tests/faults/loaded.py`).
    """
    site = Served(app, module, settings, loaded=loaded)
    try:
        yield site
    finally:
        site.kill()


# --- People who ask ---------------------------------------------------------------------------------------


@contextmanager
def asking(site: Served, history: History, people: int) -> Iterator[None]:
    """So many people ask for help again and again; each sends a form anew until there is an answer."""
    enough = threading.Event()
    threads = [threading.Thread(target=_ask_until, args=(site, history, enough)) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def _ask_until(site: Served, history: History, enough: threading.Event) -> None:
    form = None
    while not enough.is_set():
        form = form or open_form(site, history)
        if form is None:
            enough.wait(PAUSE_S)
            continue
        phone, body = filled(form)
        history.note(phone, "asked")
        while (status := send(site, history, body, form.cookie)) is None or status == 503:
            if enough.wait(PAUSE_S):
                return
        if status == 303:
            history.note(phone, "confirmed")
        else:
            history.note(phone, "refused")
            form = None


class Form(NamedTuple):
    """A form that a new browser has opened: its hidden fields and its cookie."""

    hidden: dict[str, str]
    cookie: str


def open_form(site: Served, history: History) -> Form | None:
    """None while nobody answers."""
    try:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        line.request("GET", "/cases/ask")
        answer = line.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException):
        history.count(None)
        return None
    history.count(answer.status)
    cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', text) for name in ("csrf_token", "form_key")}
    if answer.status != 200 or not all(found.values()):
        return None
    hidden = {name: one.group(1) for name, one in found.items() if one}
    return Form(hidden, "; ".join(one for one in cookies if not one.startswith("browser=")))


def filled(form: Form) -> tuple[str, str]:
    """The phone of somebody new, and what her browser sends."""
    phone = f"+8439{next(_phones):07}"
    return phone, urlencode({**TYPED, **form.hidden, "phone": phone, "name": f"Nguyễn Thị {phone[-4:]}"})


def send(site: Served, history: History, body: str, cookie: str) -> int | None:
    """The status of one sending; None when there was no answer."""
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    began = time.monotonic()
    try:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        line.request("POST", "/cases/ask", body, head)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        history.count(None)
        return None
    history.count(answer.status, time.monotonic() - began)
    return answer.status
