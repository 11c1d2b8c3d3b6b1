"""A disk that is full, read-only or broken under people who ask and look; then it is well again.

The line: who asks is told to come back and nothing that was confirmed is lost, every page goes on, and five seconds
after the disk is well, requests are taken again, with no hand.

Two ways. `injected` has strace fail the system calls of a running site on its files: it needs no rights. `SmallDisk`
is a real file system of its own in memory, full or mounted read-only: it needs the right to mount.
"""

import http.client
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from flask import Flask

from connect import db
from tests.builders import make_case
from tests.faults.history import History
from tests.faults.site import Served, asking, filled, open_form, send, served

ERRORS = {"full": "ENOSPC", "read-only": "EROFS", "broken": "EIO"}
LINE_S = 5.0
PEOPLE = 2
ENOUGH = 60  # posts, after which a fault that nobody noticed is none
TOLD = ("reads", "reads_failed", "polite", "rude", "not_felt")
SOUND = {"lost": 0, "doubled": 0, "refused": 0, "kept though refused": 0, "reads_failed": 0, "rude": 0, "not_felt": 0}
READS = 40  # each of the threads of both web processes answers some
_WRITES = "write,pwrite64,fsync,fdatasync,ftruncate,fallocate,unlink"
_FILES = ("connect.db", "connect.db-wal", "connect.db-shm", "connect.db.queue", "queue.db", "queue.db-wal")
_LOOKS_ON = {"Cookie": "connect=x"}  # a browser of her own: no shared answer from before the fault is hers

Fault = Callable[[Served], AbstractContextManager[None]]


def injected(error: str, calls: str = _WRITES) -> Fault:
    """Every write to the site's files fails with this error, in all its processes, for the length of a block."""

    @contextmanager
    def fault(site: Served) -> Iterator[None]:
        folder = Path(site.environment["CONNECT_INSTANCE"])
        paths = [f"--trace-path={folder / file}" for file in _FILES]
        processes = [site.process.pid, *site.children()]
        attach = [f"--attach={number}" for number in processes]
        command = ["strace", "-f", f"--trace={calls}", f"--inject={calls}:error={error}", *paths, *attach]
        with subprocess.Popen([*command, "-o", "/dev/null"], stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            for _ in processes:
                assert "attached" in strace.stderr.readline(), "strace may not watch the site"
            try:
                yield
            finally:
                strace.send_signal(signal.SIGINT)
                strace.communicate()

    return fault


def suffer(app: Flask, faults: Mapping[str, Fault], times: int, module: str = "wsgi") -> dict[str, float]:
    """Strikes a site with each fault so many times; what became of requests and of readers.

    `healed_s` is the longest time from the end of a fault to the first request that was taken, in seconds;
    `not_felt` counts faults in which nobody was sent away.
    """
    with app.app_context():
        pages = ["/", "/cases/nearby", "/cases/map", f"/cases/{make_case().public_id}", "/cases/ask"]
        db.session.remove()
        db.extension.engine.dispose()
    history, told, slowest = History(), Counter(dict.fromkeys(TOLD, 0)), 0.0
    with served(app, module) as site, asking(site, history, PEOPLE):
        for fault in [fault for fault in faults.values() for _ in range(times)]:
            before = _confirmed(history)
            site.wait_for(lambda before=before: _confirmed(history) > before)
            with fault(site):
                told.update(_while_it_lasts(site, history, pages))
            slowest = max(slowest, _healed_s(site, history))
    return {"faults": times * len(faults), "healed_s": round(slowest, 2), **told, **history.judged(app)}


def _confirmed(history: History) -> int:
    return Counter(history.said.values())["confirmed"]


def _while_it_lasts(site: Served, history: History, pages: list[str]) -> Counter[str]:
    """Posts until one is sent away, looks at all pages, posts a few more."""
    told: Counter[str] = Counter()
    told["not_felt"] += all(_ask_once(site, history) != 503 for _ in range(ENOUGH))
    for number in range(READS):
        status = look(site, pages[number % len(pages)])
        told["reads"] += 1
        told["reads_failed"] += status != 200
    for _ in range(4):
        status = _ask_once(site, history)
        told["polite"] += status == 503
        told["rude"] += status not in (503, 303)
    return told


def _healed_s(site: Served, history: History) -> float:
    began = time.monotonic()
    while _ask_once(site, history) != 303 and time.monotonic() < began + 10 * LINE_S:
        pass
    return time.monotonic() - began


def _ask_once(site: Served, history: History) -> int | None:
    form = open_form(site, history)
    if form is None:
        return None
    phone, body = filled(form)
    history.note(phone, "asked")
    status = send(site, history, body, form.cookie)
    if status == 303:
        history.note(phone, "confirmed")
    return status


def look(site: Served, path: str) -> int | None:
    """The status of a page; None when there was no answer."""
    try:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        line.request("GET", path, headers=_LOOKS_ON)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    return answer.status


# --- A disk of its own ------------------------------------------------------------------------------------


class SmallDisk:
    """`with SmallDisk(folder, megabytes)`: a file system in memory, mounted there. It needs the right to mount."""

    def __init__(self, folder: Path, megabytes: int = 40) -> None:
        self.folder, self.megabytes = folder, megabytes

    def __enter__(self) -> "SmallDisk":
        assert self._mount("-t", "tmpfs", "-o", f"size={self.megabytes}m", "tmpfs"), "not allowed to mount"
        return self

    def __exit__(self, *_error: object) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    @contextmanager
    def full(self, _site: Served) -> Iterator[None]:
        """Filled to the last byte, for the length of a block."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            for size in (1 << 20, 1 << 12):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def read_only(self, site: Served) -> Iterator[None]:
        """The site goes down and comes up on a disk that may only be read; then it may be written again."""
        site.kill()
        until = time.monotonic() + 10
        while not self.remount("ro"):  # the site's children die after it
            assert time.monotonic() < until, "the disk cannot be made read-only"
        try:
            site.start()
            yield
        finally:
            assert self.remount("rw")

    def remount(self, how: str) -> bool:
        """As "ro" or "rw"; False while somebody writes there."""
        return self._mount("-o", f"remount,{how}")

    def _mount(self, *how: str) -> bool:
        return not subprocess.run(["mount", *how, self.folder], check=False, stderr=subprocess.DEVNULL).returncode


@contextmanager
def on_a_small_disk(make: Callable[[Path], Flask]) -> Iterator[tuple[Flask, dict[str, Fault]]]:
    """A site whose folder is a small disk, and what can happen to that."""
    with tempfile.TemporaryDirectory(prefix="connect-disk-") as folder, SmallDisk(Path(folder)) as disk:
        yield make(Path(folder)), {"really full": disk.full, "really read-only": disk.read_only}


def may_mount() -> bool:
    """Whether this machine lets us mount a file system of our own."""
    with tempfile.TemporaryDirectory() as folder, suppress(AssertionError, OSError), SmallDisk(Path(folder), 1):
        return True
    return False


INJECTED = {name: injected(error) for name, error in ERRORS.items()}
