"""Counting for limits in one place for all processes of a site on this machine: a small SQLite file of its own.

A limit that each process counts for itself is as many times too wide as there are processes, and a restart forgets it.
The file lies in the instance folder beside a lock, which the kernel takes back from a process that dies; a count stands
whole or not at all. A hit costs some 40 microseconds of the processor and never waits for the disk. What is counted is
kept as a hash. Where the file cannot be written (a full or read-only disk), each process counts for itself, as
`windows` does.
"""

import hashlib
import os
import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import structlog

from connect import clock
from connect.db import sqlite
from connect.web.limits.memory_store import Here, MovingOnly

log = structlog.get_logger("connect")
T = TypeVar("T")
Question = Callable[[sqlite3.Connection], T]

TIDIED_EVERY = 200  # hits of a process between two looks for windows that are over
SAID_S = 60.0  # how often it is logged that each process counts for itself
_TABLE = (
    """CREATE TABLE IF NOT EXISTS windows
        (key BLOB PRIMARY KEY, ends REAL NOT NULL, moments BLOB NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS ix_windows_ends ON windows (ends)",
)
_PUT = """INSERT INTO windows VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET ends = excluded.ends, moments = excluded.moments"""


class SiteWide(MovingOnly):
    """Moving windows over all processes of this machine: a store of Flask-Limiter."""

    STORAGE_SCHEME = ["site"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._path = Path(uri.removeprefix("site://"))
        self._here, self._guard = Here(), threading.Lock()
        self._open: tuple[int, int, sqlite3.Connection] | None = None  # of which process, which file
        self._inherited: list[object] = []
        self._hits, self._said = 0, -SAID_S

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that may come out of here."""
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts one more; False when the window is full."""
        now = clock.now().timestamp()

        def hit(file: sqlite3.Connection) -> bool:
            self._tidy(file, now)
            moments = _moments(file, key, expiry, now)
            if len(moments) + amount > limit:
                return False
            moments.extend([now] * amount)
            file.execute(_PUT, (_name(key), now + expiry, moments.tobytes()))
            return True

        return self._ask(hit, lambda: self._here.acquire_entry(key, limit, expiry, amount))

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Start of the window and how many are in it."""
        now = clock.now().timestamp()

        def look(file: sqlite3.Connection) -> tuple[float, int]:
            moments = _moments(file, key, expiry, now)
            return (moments[0] if moments else now), len(moments)

        return self._ask(look, lambda: self._here.get_moving_window(key, limit, expiry))

    def check(self) -> bool:
        """Always well: there is always somewhere to count."""
        return True

    def reset(self) -> int:
        """Forgets all; says how many."""
        self._here.reset()
        if not self._path.exists():
            return 0
        return self._ask(lambda file: file.execute("DELETE FROM windows").rowcount, lambda: 0)

    def clear(self, key: str) -> None:
        """Forgets one."""
        self._here.clear(key)
        self._ask(lambda file: file.execute("DELETE FROM windows WHERE key = ?", (_name(key),)), lambda: None)

    def _ask(self, question: Question[T], otherwise: Callable[[], T]) -> T:
        """An answer from the file; where there is none, from this process."""
        try:
            with self._guard, self._locked(), self._transaction() as file:
                return question(file)
        except (sqlite3.Error, OSError) as error:
            self._leave(error)
            return otherwise()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One after the other, over all processes: the kernel serves them in turn, SQLite's own waiting does not."""
        with sqlite.alone(self._path.with_suffix(".lock")):
            yield

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        file = self._connection()
        file.execute("BEGIN IMMEDIATE")
        try:
            yield file
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        """This process's connection to the file that lies there now: a fork must not use its parent's."""
        there = self._path.stat().st_ino if self._path.exists() else 0
        if self._open is None or self._open[:2] != (os.getpid(), there):
            self._inherited.append(self._open)  # never closed here: closing a parent's would tidy up under its hands
            file = sqlite.opened_beside(self._path)
            for statement in _TABLE:
                file.execute(statement)
            self._open = os.getpid(), self._path.stat().st_ino, file
        return self._open[2]

    def _tidy(self, file: sqlite3.Connection, now: float) -> None:
        self._hits += 1
        if self._hits % TIDIED_EVERY == 1:
            file.execute("DELETE FROM windows WHERE ends < ?", (now,))

    def _leave(self, error: Exception) -> None:
        """After a fault: lets go of the file, and throws one away that is broken."""
        self._open = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            for end in ("", "-wal", "-shm"):
                with suppress(OSError):
                    Path(f"{self._path}{end}").unlink()
        if time.monotonic() > self._said + SAID_S:
            self._said = time.monotonic()
            log.warning("limits are counted in each process", file=type(error).__name__)


def _name(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=16).digest()


def _moments(file: sqlite3.Connection, key: str, expiry: int, now: float) -> "array[float]":
    """The moments of a key that still count, oldest first; none that a clock since put right had in the future."""
    row = file.execute("SELECT moments FROM windows WHERE key = ?", (_name(key),)).fetchone()
    kept = array("d", row[0] if row else b"")
    return array("d", (moment for moment in kept if abs(now - moment) <= expiry))
