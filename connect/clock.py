"""The only source of time. Everything is stored and compared in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, in UTC, with its zone."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def told(at: datetime) -> Iterator[None]:
    """Lets this thread believe it is another moment: for the demo's past and for tests."""
    token = _told.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
