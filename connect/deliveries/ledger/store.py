"""The ledger's connection: on SQLite a file of its own with the site's attached to be read, else the one database.

A sender keeps one for its life. Take and settle go by the driver's cursor: SQLAlchemy's way costs four times as much.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from connect import db
from connect.db import sqlite
from connect.deliveries.ledger.models import Delivery, DeliveryReason, DeliverySum

NAME = "deliveries"
SHARDS = 64
_ENGINE = "connect.ledger"
TABLES = [db.Model.metadata.tables[one.__tablename__] for one in (Delivery, DeliverySum, DeliveryReason)]


class Line:
    """A connection to the ledger."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.postgres = connection.dialect.name == "postgresql"
        self.shard = os.getpid() % SHARDS if self.postgres else 0
        self._cursor = connection.connection.cursor()
        if self.postgres:
            self._cursor.connection.prepare_threshold = 2  # take and settle are the same words again and again

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement, by the driver; see `spelled`."""
        found: list[tuple[Any, ...]] = self._cursor.execute(spelled(sql, self.postgres), values).fetchall()
        return found

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """The number of rows that a statement changed."""
        return int(self._cursor.execute(spelled(sql, self.postgres), values).rowcount)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction of the ledger; on SQLite in the turn of its file, which is not that of the site's."""
        if self.postgres:
            with self._cursor.connection.transaction():
                yield
        else:
            with sqlite.queue(self.connection.engine.url), self.connection.begin():
                yield

    @contextmanager
    def unprepared(self) -> Iterator[None]:
        """On PostgreSQL each statement inside is planned for its values: a plan for any range reads all of a table."""
        if not self.postgres:
            yield
            return
        driver, before = self._cursor.connection, self._cursor.connection.prepare_threshold
        driver.prepare_threshold = None
        try:
            yield
        finally:
            driver.prepare_threshold = before

    def value_of(self, moment: datetime) -> Any:
        """A moment as the driver takes it: what `db.Moment` writes."""
        return moment if self.postgres else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    @staticmethod
    def moment_of(value: "str | datetime") -> datetime:
        """A moment as the driver gives it."""
        return datetime.fromisoformat(value + "+00:00") if isinstance(value, str) else value.astimezone(UTC)

    def numbers(self, given: Iterable[int]) -> object:
        """Whole numbers in one value, for IN NUMBERS."""
        return list(given) if self.postgres else f"[{','.join(map(str, given))}]"

    def words(self, given: Iterable[str]) -> object:
        """Words in one value, for IN WORDS."""
        return list(given) if self.postgres else json.dumps([*given])


_SQLITE = {"NUMBERS": "(SELECT value FROM json_each(?))", "WORDS": "(SELECT value FROM json_each(?))", " LOCKED": ""}
_POSTGRES = {
    "NUMBERS": "(SELECT unnest(?::bigint[]))", "WORDS": "(SELECT unnest(?::text[]))",
    " LOCKED": " FOR UPDATE OF d SKIP LOCKED", "?": "%s",
    " ALONE": " FOR NO KEY UPDATE OF c SKIP LOCKED",
}  # fmt: skip


@lru_cache(maxsize=512)
def spelled(sql: str, postgres: bool) -> str:
    """A statement as the database spells it: ? for a value, NUMBERS, WORDS for a list.

    LOCKED holds rows of d, ALONE those of c, and passes by what others hold.
    """
    for ours, theirs in (_POSTGRES if postgres else _SQLITE).items():
        sql = sql.replace(ours, theirs)
    return sql


@contextmanager
def line() -> Iterator[Line]:
    """A connection to the ledger of the app at work, closed in the end."""
    with engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            connection = connection.execution_options(**sqlite.WRITES)
        yield Line(connection)


def engine() -> sa.Engine:
    """Where the ledger is. No connection of it is kept, so a fork shares none."""
    if db.extension.engine.dialect.name == "postgresql":
        return db.extension.engine
    found: sa.Engine | None = current_app.extensions.get(_ENGINE)
    if found is None:
        found = sqlite.engine_apart(db.extension.engine, NAME, TABLES)
        current_app.extensions[_ENGINE] = found
    return found


def path() -> Path:
    """The ledger's own file, on SQLite."""
    return Path(engine().url.database or "")
