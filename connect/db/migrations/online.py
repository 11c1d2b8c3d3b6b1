"""Changing the schema of a database in use: one at a time, and so that no writer of PostgreSQL waits long for it."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from connect.db.unit_of_work import AdvisoryLock

# A change of a table waits for all who use it, and whoever comes later waits behind the change. So it gives up soon,
# lets them pass, and tries again.
LOCK_MS = 100  # 0: waits without end
PAUSE_S = 0.5
TRIES = 120
_LOCK_NOT_AVAILABLE = "55P03"


def alone(engine: sa.Engine) -> AbstractContextManager[None]:
    """One process migrates at a time; who comes later waits, and finds done what the first one did."""
    return _alone_in_a_folder(engine) if engine.dialect.name == "sqlite" else _alone_on_a_server(engine)


@contextmanager
def _alone_in_a_folder(engine: sa.Engine) -> Iterator[None]:
    """The lock is on the folder of the file: those who write into it have another, and go on between migrations."""
    folder = os.open(Path(engine.url.database or ".").parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)  # the lock goes with it


@contextmanager
def _alone_on_a_server(engine: sa.Engine) -> Iterator[None]:
    """The lock is the session's, of a connection that does nothing else, and is asked for again and again.

    A transaction that holds it, or a statement that waits for it, would keep indexes from being made CONCURRENTLY.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        try:
            while not line.scalar(sa.select(sa.func.pg_try_advisory_lock(AdvisoryLock.MIGRATION))):
                time.sleep(PAUSE_S)
            yield
        finally:
            line.invalidate()  # the lock goes with it


def patiently(change: Callable[[], None]) -> None:
    """Runs the migrations that are left, again and again while a table is in somebody's use."""
    for _ in range(TRIES):
        try:
            return change()
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            last = error
        time.sleep(PAUSE_S)
    raise RuntimeError(
        "A table that has to change was in use without a pause: a long report, a backup or a forgotten transaction. "
        "Look for it in pg_stat_activity, and run this again; what was done so far stays."
    ) from last


@contextmanager
def without_locking() -> Iterator[None]:
    """For what is made CONCURRENTLY: outside a transaction, with all the time it takes to wait for others.

    It keeps nobody waiting, and may stop half way: write it so that it can be run again (`if_exists=True`).
    """
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        yield
        op.execute(f"SET lock_timeout = {LOCK_MS}")
