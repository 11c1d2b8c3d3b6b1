"""The database: one declarative base, one session, one place that commits.

SQLite is the embedded default, PostgreSQL where it grows; every difference between the two is here, but for how
their connections are opened, kept and believed: `sqlite`, `postgres`.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as AppSession
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, Session

from connect import config, postgres, sqlite
from connect.errors import Busy
from connect.turn import NoTurn, Turns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps it as text of one width, so that it sorts; PostgreSQL as timestamptz."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone: use connect.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table has in common: typed columns and predictable names of constraints."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment(), int: sa.BigInteger().with_variant(sa.Integer(), "sqlite")}


class _Session(AppSession):
    """The session of a request or job; see `reading_from`."""

    def get_bind(self, *args: Any, **kwargs: Any) -> sa.Engine | sa.Connection:
        """The server of a statement."""
        other: sa.Engine | None = self.info.get("reads_from")
        return super().get_bind(*args, **kwargs) if other is None or getattr(_held, "writing", False) else other


extension = SQLAlchemy(metadata=Base.metadata, session_options={"class_": _Session, "expire_on_commit": False})
session = extension.session
Model = Base  # features write `db.Model`

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # "long ago", where a column compares moments and may not be empty

# What the storage itself can raise: locked, full, broken or read-only disk, server gone, no connection free.
# sqlite3's own come from opening a connection, where SQLAlchemy does not wrap them.
FAILURES = (
    sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.PendingRollbackError,
    sa.exc.TimeoutError, sqlite3.OperationalError,
)  # fmt: skip

_WRITES: dict[str, dict[str, Any]] = {"sqlite": sqlite.WRITES, "postgresql": postgres.WRITES}
_held = threading.local()


def init_app(app: Flask, url: str) -> None:
    """Binds the app to its database and sets the dialect's ways."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    if url.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 30, "cached_statements": 512}}
    else:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = postgres.ways(url)
    extension.init_app(app)
    app.extensions["connect.turns"] = Turns(1 if url.startswith("sqlite") else postgres.POOL * 2 // 3)
    with app.app_context():
        ways = sqlite if extension.engine.dialect.name == "sqlite" else postgres
        ways.listen(extension.engine)


@contextmanager
def reading_from(engine: sa.Engine | None) -> Iterator[None]:
    """Has what is read inside come from another server, with None from the primary. Writes never go there."""
    before = session.info.get("reads_from")
    session.info["reads_from"] = engine
    try:
        yield
    finally:
        session.info["reads_from"] = before


@contextmanager
def transaction() -> Iterator[Session]:
    """The one place that commits. Views, jobs and commands open it; actions never do.

    What was only read before is let go first, so that a writer starts from the present. An error rolls all
    back. Writers wait in turn; Busy when too many wait already, or when the turn does not come.
    """
    if getattr(_held, "writing", False):
        raise RuntimeError("transaction() inside transaction(): open it in the view, job or command only")
    session.rollback()
    _held.writing = True
    try:
        with _turn():
            session.connection(execution_options=_WRITES[session.get_bind().dialect.name])
            try:
                yield session()
                for step in session.info.pop("before_commit", {}).values():
                    step(session())
                with postgres.confirmed():
                    session.commit()
                done = session.info.pop("after_commit", {})
            except BaseException:
                session.rollback()
                raise
        for note in done.values():
            note()
    finally:
        session.info.pop("before_commit", None)
        session.info.pop("after_commit", None)
        _held.writing = False


def is_busy() -> bool:
    """Whether who wanted to write now would be sent away: asked before work is done for nothing."""
    return _turns().is_full(config.current().writes_waiting)


def before_commit(name: str, step: Callable[[Session], None]) -> None:
    """Has `step` run once at the end of this transaction; a second call under the same name is dropped."""
    session.info.setdefault("before_commit", {}).setdefault(name, step)


def after_commit(name: str, note: Callable[[], None]) -> None:
    """Has `note` run once this transaction stands; a later one under the same name replaces it. It must not fail."""
    session.info.setdefault("after_commit", {})[name] = note


def is_postgres() -> bool:
    """Whether this site has grown onto PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def hold(lock: int, *, wait: bool = True) -> bool:
    """Holds a lock by its number until the end of the transaction; False when it is another's and not waited for.

    SQLite has one writer anyway. PostgreSQL has advisory locks.
    """
    if not is_postgres():
        return True
    if wait:
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        return True
    return bool(session.scalar(sa.text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock}))


class Reader:
    """The driver's own cursor in the session's connection, for the few reads that are hot: a quarter of the cost.

    Text, marks and values are the driver's. What it raises looks as if it came from elsewhere.
    """

    def __init__(self) -> None:
        self._connection = session.connection()
        self._cursor = self._connection.connection.cursor()
        self.postgres = self._connection.dialect.name == "postgresql"
        self.mark = "%s" if self.postgres else "?"  # where a value goes

    def rows(self, sql: str, values: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        try:
            found: list[tuple[Any, ...]] = self._cursor.execute(sql, values).fetchall()
        except self._connection.dialect.loaded_dbapi.Error as error:
            self._let_go(error)
            raise sa.exc.OperationalError(None, None, error) from error
        return found

    def _let_go(self, error: Any) -> None:
        """After an error: of a connection that is no more."""
        if self._connection.dialect.is_disconnect(error, self._connection.connection, self._cursor):
            self._connection.invalidate(error)

    @property
    def numbers_sql(self) -> str:
        """What follows IN for a list of whole numbers, however many; waits for `numbers`."""
        return "(SELECT unnest(%s::bigint[]))" if self.postgres else "(SELECT value FROM json_each(?))"

    def numbers(self, given: Sequence[int]) -> object:
        """Whole numbers as the driver takes them in one value."""
        return list(given) if self.postgres else json.dumps(given)

    def seconds_sql(self, column: str) -> str:
        """The whole seconds since 1970 of a column of moments."""
        return f"floor(extract(epoch FROM {column}))::bigint" if self.postgres else f"unixepoch({column})"

    def value_of(self, moment: datetime) -> Any:
        """A moment as the driver takes it: what `Moment` writes."""
        return moment if self.postgres else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    @staticmethod
    def moment_of(value: "str | datetime") -> datetime:
        """A moment as the driver gives it."""
        return datetime.fromisoformat(value + "+00:00") if isinstance(value, str) else value.astimezone(UTC)


def ranges_sql(postgres: bool) -> str:
    """Ranges of numbers as a table (low, high), however many there are, for a `Reader`; waits for `range_values`."""
    if postgres:
        return "unnest(%s::bigint[], %s::bigint[]) AS ranges (low, high)"
    return "(SELECT value->>0 AS low, value->>1 AS high FROM json_each(?)) AS ranges"


def range_values(ranges: Sequence[tuple[int, int]], postgres: bool) -> tuple[object, ...]:
    """What `ranges_sql` waits for."""
    return tuple(map(list, zip(*ranges, strict=True))) if postgres else (json.dumps(ranges),)


def upsert(table: sa.Table, rows: list[dict[str, Any]], key: list[str], add: list[str]) -> None:
    """Inserts rows; where the key stands already, adds the columns in `add` to what is there."""
    if rows:
        session.execute(_upsert(table, tuple(key), tuple(add), is_postgres()), rows)


@lru_cache(maxsize=64)
def _upsert(table: sa.Table, key: tuple[str, ...], add: tuple[str, ...], postgres: bool) -> Any:
    insert: Any = pg_insert if postgres else sqlite_insert
    statement = insert(table)
    added = {name: table.c[name] + statement.excluded[name] for name in add}
    return statement.on_conflict_do_update(index_elements=key, set_=added)


def put(
    table: sa.Table, row: dict[str, Any], *, key: list[str], when: sa.ColumnElement[bool],
    keep: dict[str, sa.ColumnElement[bool]],
) -> bool:  # fmt: skip
    """Inserts a row, or writes over the one of this key `when` that holds of it; False when nothing was written.

    One statement, so the database decides between two who try. `keep` names columns that stay as they were
    where a condition holds of the row that stood there.
    """
    insert: Any = pg_insert if is_postgres() else sqlite_insert
    statement = insert(table).values(row)
    values = {name: statement.excluded[name] for name in row if name not in key}
    values |= {name: sa.case((stays, table.c[name]), else_=values[name]) for name, stays in keep.items()}
    statement = statement.on_conflict_do_update(index_elements=key, set_=values, where=when)
    return session.execute(statement.returning(table.c[key[0]])).first() is not None


@contextmanager
def _turn() -> Iterator[None]:
    """A writer's turn: on SQLite the only one of all processes, on PostgreSQL one of this process's few."""
    limits = config.current()
    try:
        with _turns().one(limits.writes_waiting, limits.writes_wait_s), sqlite.queue(session.get_bind().engine.url):
            yield
    except NoTurn as error:
        raise Busy from error


def _turns() -> Turns:
    found: Turns = current_app.extensions["connect.turns"]
    return found
