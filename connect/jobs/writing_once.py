"""Rows that jobs write once, whichever of several workers comes first."""

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from connect import db


def written(write: Callable[[], int]) -> int:
    """The answer of `write`, which runs in a transaction of its own; 0 where another worker has written the same."""
    try:
        with db.transaction():
            return write()
    except IntegrityError:
        return 0
