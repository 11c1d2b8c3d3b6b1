"""How a SQLite file is opened: its settings, its transactions, and how reading goes on where nothing can be written."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

WRITES = {"connect_writes": True}  # the options of a connection that is about to write
APART = "apart"  # in the info of a table: the name of the file of its own that it has beside the site's
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses confirmed writes in a power cut
    "foreign_keys=ON",
    "cache_size=-16384",  # each thread of each process has one; the system keeps the rest
    "temp_store=MEMORY",  # so that a full disk still answers reads
    "wal_autocheckpoint=4000",
)
_PATIENCE_S = 3.0
_gate = threading.Condition()
_only_reading: set[Any] = set()  # connections of this process that were opened on a read-only disk


def listen(engine: sa.Engine) -> None:
    """Lets the engine open and begin as this module says."""
    sa.event.listen(engine, "do_connect", _open)
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    sa.event.listen(engine, "checkin", _give_back)
    sa.event.listen(engine, "close", _closed)


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().keys() & WRITES
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def engine_apart(site: sa.Engine, name: str, tables: Sequence[sa.Table]) -> sa.Engine:
    """The file beside the site's of tables that are written so much that others would wait; made when it is not there.

    The site's file is attached, to be read only: attached to be written, BEGIN IMMEDIATE would lock it too.
    """
    beside = Path(site.url.database or "").absolute()
    engine = sa.create_engine(
        f"sqlite:///{beside.with_name(name + '.db')}", poolclass=sa.pool.NullPool,
        connect_args={"timeout": 30, "uri": True},
    )  # fmt: skip
    listen(engine)
    address = f"{beside.as_uri()}?mode=ro"
    sa.event.listen(engine, "connect", lambda link, _record: link.execute("ATTACH DATABASE ? AS site", (address,)))
    with alone(beside.with_name(name + ".queue")), engine.begin() as link:
        tables[0].metadata.create_all(link, tables=list(tables))
        for index in [index for table in tables for index in table.indexes]:  # of a file that an earlier version made
            index.create(link, checkfirst=True)
    return engine


@contextmanager
def try_alone(path: Path) -> Iterator[bool]:
    """As `alone`, for work that need not be done twice at once: False when another is at it."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def queue(url: sa.URL) -> Iterator[None]:
    """The queue of a file's writers over all processes: the kernel serves them about in turn.

    SQLite's busy handler sleeps and tries again, which starves all but one.
    """
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        yield
        return
    with Path(url.database + ".queue").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file lets the next one in


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process after the other, by a lock on a file; the kernel takes it back from one that dies."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file lets the next one in


def opened_beside(path: Path) -> sqlite3.Connection:
    """A small file beside the database, for what a power cut may take: its writes never wait for the disk."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("synchronous=OFF", "journal_mode=WAL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


# --- A read-only disk -------------------------------------------------------------------------------------
# What is opened on one can never write, and SQLite shares what it knows of the file among all connections of a
# process: a new one could not write either while an old one stands. So such a connection is closed after each use,
# and once the disk can be written, who opens a new one waits for the last of them.


def _open(_dialect: sa.Dialect, _record: Any, address: Sequence[Any], options: dict[str, Any]) -> Any:
    path = Path(address[0])
    if not _is_read_only(path):
        with _gate:
            _gate.wait_for(lambda: not _only_reading, _PATIENCE_S)
    connection = _connect(path, options)
    if _is_read_only(path):
        with _gate:
            _only_reading.add(connection)
    return connection


def _connect(path: Path, options: dict[str, Any]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, **options)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema")
    except sqlite3.OperationalError:
        # Closed the last time, it has no log, and SQLite may make none here. Nobody else can write either, so the
        # file stands still. With a log beside it this would read the past: then there is no answer.
        if not _is_read_only(path) or Path(f"{path}-wal").exists():
            raise
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, **options)
    return connection


def _give_back(connection: Any, record: Any) -> None:
    if connection in _only_reading:
        record.invalidate()


def _closed(connection: Any, _record: Any) -> None:
    with _gate:
        _only_reading.discard(connection)
        _gate.notify_all()


def _is_read_only(path: Path) -> bool:
    return path.exists() and not os.access(path, os.W_OK)
