"""Changing the schema of a PostgreSQL in use, so that nobody who writes waits for it longer than a blink."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

# A change of a table waits for all who use it, and whoever comes later waits behind the change. So it gives up soon,
# lets them pass, and tries again.
LOCK_MS = 100  # 0: waits without end
PAUSE_S = 0.5
TRIES = 120
_LOCK_NOT_AVAILABLE = "55P03"


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
