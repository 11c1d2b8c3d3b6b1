"""The only source of time. Everything is stored and compared in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC, with its zone. Tests replace this one function."""
    return datetime.now(UTC)
