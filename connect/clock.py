"""The only source of time. Everything is stored and compared in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, in UTC, with its zone."""
    return _told.get() or datetime.now(UTC)


def is_fresh(then: datetime, lasts_s: float) -> bool:
    """Whether a moment is so few seconds away, before or after: a clock that is put back revives nothing old."""
    return abs((now() - then).total_seconds()) < lasts_s


@contextmanager
def told(at: datetime) -> Iterator[None]:
    """Lets this thread believe it is another moment: for the demo's past and for tests."""
    token = _told.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
