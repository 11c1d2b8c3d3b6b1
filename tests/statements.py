"""Counts the SQL statements of a piece of work, by a listener on the engine."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import sqlalchemy as sa
from flask import Flask, has_app_context

from connect import db


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """The text of each statement that is sent inside, in order; BEGIN, COMMIT and ROLLBACK are none.

    One that is sent for many rows at once counts once.
    """
    with nullcontext() if has_app_context() else app.app_context():
        engine = db.extension.engine
    said: list[str] = []

    def note(*call: object) -> None:
        said.append(str(call[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
