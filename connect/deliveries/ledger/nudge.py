"""Waking the senders when there is something to send. A nudge carries nothing and may be lost: the rows are the truth.

Two queues of the task library, because one sender takes urgent messages alone. A look at the queue's own file is what
the senders of a site on SQLite do all the time; PostgreSQL and Redis wake them.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app

from connect import config, db, lazy_import
from connect.config import Config
from connect.deliveries.ledger.rules import URGENT

if TYPE_CHECKING:
    import huey as library
    from huey import storage
else:
    library = lazy_import.module("huey")
    storage = lazy_import.module("huey.storage")

QUEUES = ("urgent", "all")
LOOK_S = 0.3  # between two looks at the queue, where nothing wakes
_PATIENCE_S = 0.2  # of a publisher: who cannot nudge goes on, the sweep will
_work: list[Callable[[str], None]] = []


def does(work: Callable[[str], None]) -> Callable[[str], None]:
    """Says what a nudge has a sender do, by the name of its queue."""
    _work[:] = [work]
    return work


def after_commit(lane: int) -> None:
    """Wakes the senders of a lane once this transaction stands."""
    db.after_commit("nudge urgent" if lane in URGENT else "nudge", lambda: now(lane))


def now(lane: int | None = None) -> None:
    """Wakes the senders; never waits long, and never fails."""
    here = config.current()
    if current_app.testing:  # nobody listens
        return
    for name in QUEUES if lane is None or lane in URGENT else ("all",):
        with suppress(Exception):  # whatever the queue's store raises; the sweep wakes them within a minute
            queue = of(here, name)
            if queue.storage.queue_size() < here.senders:
                queue.wake()


def of(here: Config, name: str) -> Any:
    """The queue of this name of a site."""
    return _queue(here.redis_url, here.sqlalchemy_url, here.instance, name)


@cache
def _queue(redis_url: str, url: str, instance: Path, name: str) -> Any:
    queue: Any = library.Huey(f"senders-{name}", results=False, storage_class=storage.MemoryStorage)
    queue.storage = _store(redis_url, url, instance, queue.name)
    queue.wake = queue.task(name="wake")(lambda: _work[0](name))
    return queue


def _store(redis_url: str, url: str, instance: Path, name: str) -> Any:
    if redis_url:
        return storage.RedisStorage(name, url=redis_url)
    if url.startswith("postgresql"):
        return storage.PostgresStorage(name, dsn=url.replace("postgresql+psycopg://", "postgresql://"))
    return storage.SqliteStorage(name, filename=str(instance / "senders.db"), timeout=_PATIENCE_S, fsync=False)
