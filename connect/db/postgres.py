"""How connections to a PostgreSQL are made, kept and believed."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

POOL = 15  # connections of one process; two thirds of them may write at once
WRITES = {"isolation_level": "READ COMMITTED"}  # the options of a connection that is about to write
_PATIENCE: dict[str, object] = {"connect_timeout": 5, "tcp_user_timeout": 5000}  # seconds; milliseconds
_commit = threading.local()


def ways(url: str, places: int = POOL, **patience: object) -> dict[str, Any]:
    """How connections are made and kept, for `create_engine`; the address may name other patience."""
    said = sa.make_url(url).query
    return {
        # Outside transaction() there are only reads, each of which sees what is committed, in a transaction or not.
        # So none is opened for them: it costs two more round trips, and its end forgets prepared statements.
        "isolation_level": "AUTOCOMMIT", "pool_size": places, "max_overflow": 0, "pool_timeout": 3,
        "connect_args": {name: most for name, most in (_PATIENCE | patience).items() if name not in said},
    }  # fmt: skip


def listen(engine: sa.Engine) -> None:
    """Lets the engine look after its connections as this module says."""
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "checkout", still_there)


def still_there(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that went away has hung up, which the socket tells: to ask it something costs a round trip."""
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    if watch.poll(0):
        raise sa.exc.InvalidatePoolError("the server hung up")


@contextmanager
def confirmed() -> Iterator[None]:
    """A COMMIT inside counts only when the standby that it has to wait for has it, too."""
    _commit.here_only = False
    yield
    if _commit.here_only:
        raise sa.exc.OperationalError("COMMIT", None, Exception("written here, but not on the standby"))


def _set_up(connection: Any, _record: Any) -> None:
    connection.add_notice_handler(_heed)


def _heed(notice: Any) -> None:
    """A COMMIT that waits for its standby and is cancelled says so in a warning, and then that all went well."""
    if notice.source_function == "SyncRepWaitForLSN":
        _commit.here_only = True
