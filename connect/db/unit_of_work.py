"""The session of a request or job, and the one place that commits."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import IntEnum, unique
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as AppSession
from sqlalchemy.orm import Session

from connect import config
from connect.db import postgres, sqlite
from connect.db.columns import Base
from connect.db.write_queue import NoTurn, Turns
from connect.errors import Busy


class _Session(AppSession):
    """The session of a request or job; see `reading_from`."""

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        """The server of a statement."""
        other: sa.Engine | None = self.info.get("reads_from")
        return super().get_bind(*args, **kwargs) if other is None or getattr(_held, "writing", False) else other


extension = SQLAlchemy(metadata=Base.metadata, session_options={"class_": _Session, "expire_on_commit": False})
session = extension.session

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # "long ago", where a column compares moments and may not be empty

# What the storage itself can raise: locked, full, broken or read-only disk, server gone, no connection free.
# sqlite3's own come from opening a connection, where SQLAlchemy does not wrap them.
FAILURES = (
    sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.PendingRollbackError,
    sa.exc.TimeoutError, sqlite3.OperationalError,
)  # fmt: skip

_WRITES: dict[str, dict[str, Any]] = {"sqlite": sqlite.WRITES, "postgresql": postgres.WRITES}
_held = threading.local()


def init_app(app: Flask, url: str) -> None:
    """Binds the app to its database and sets the dialect's ways."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    if url.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 30, "cached_statements": 512}}
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = postgres.ways(url)
    extension.init_app(app)
    app.extensions["connect.turns"] = Turns(1 if url.startswith("sqlite") else postgres.POOL * 2 // 3)
    with app.app_context():
        ways = sqlite if extension.engine.dialect.name == "sqlite" else postgres
        ways.listen(extension.engine)


@contextmanager
def reading_from(engine: sa.Engine | None) -> Iterator[None]:
    """Reads inside come from another server, with None from the primary. Writes never go there."""
    before = session.info.get("reads_from")
    session.info["reads_from"] = engine
    try:
        yield
    finally:
        session.info["reads_from"] = before


@contextmanager
def transaction() -> Iterator[Session]:
    """The one place that commits. Views, jobs and commands open it; actions never do.

    What was only read before is let go first, so that a writer starts from the present. An error rolls all
    back. Writers wait in turn; Busy when too many wait already, or when the turn does not come.
    """
    if getattr(_held, "writing", False):
        raise RuntimeError("transaction() inside transaction(): open it in the view, job or command only")
    session.rollback()
    _held.writing = True
    try:
        with _turn():
            session.connection(execution_options=_WRITES[session.get_bind().dialect.name])
            try:
                yield session()
                for step in session.info.pop("before_commit", {}).values():
                    step(session())
                with postgres.confirmed():
                    session.commit()
                done = session.info.pop("after_commit", {})
            except BaseException:
                session.rollback()
                raise
        for note in done.values():
            note()
    finally:
        session.info.pop("before_commit", None)
        session.info.pop("after_commit", None)
        _held.writing = False


def is_busy() -> bool:
    """Whether who wanted to write now would be sent away: asked before work is done for nothing."""
    return _turns().is_full(config.current().writes_waiting)


def before_commit(name: str, step: Callable[[Session], None]) -> None:
    """Runs `step` once at the end of this transaction; a second call under the same name is dropped."""
    session.info.setdefault("before_commit", {}).setdefault(name, step)


def after_commit(name: str, note: Callable[[], None]) -> None:
    """Runs `note` once this transaction stands; a later one under the same name replaces it. It must not fail."""
    session.info.setdefault("after_commit", {})[name] = note


def is_postgres() -> bool:
    """Whether this site has grown onto PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


@unique
class AdvisoryLock(IntEnum):
    """All advisory locks of PostgreSQL, which knows them by number alone. `PHONE` and `WARD` begin a range."""

    PHONE = 0  # plus 60 bits of the phone's hash
    AUDIT_CHAIN = 5_120_221
    CELL_FOLDING = 5_120_222
    CELL_RECOUNTING = 5_120_223
    SWITCHES = 5_120_224
    MIGRATION = 7_340_033
    WARD = 7_400_000_000  # plus the number of the ward


def hold(lock: AdvisoryLock, of: int = 0, *, wait: bool = True) -> bool:
    """Holds a lock until the end of the transaction; False when another holds it and `wait` is off.

    `of` is the number within a lock that begins a range. SQLite has one writer anyway, so nothing is locked there.
    """
    if not is_postgres():
        return True
    if wait:
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock + of})
        return True
    return bool(session.scalar(sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock + of}))


@contextmanager
def _turn() -> Iterator[None]:
    """A writer's turn: on SQLite the only one of all processes, on PostgreSQL one of this process's few."""
    limits = config.current()
    try:
        with _turns().one(limits.writes_waiting, limits.writes_wait_s), sqlite.queue(session.get_bind().engine.url):
            yield
    except NoTurn as error:
        raise Busy from error


def _turns() -> Turns:
    found: Turns = current_app.extensions["connect.turns"]
    return found
