"""The driver's own cursor for the few inserts that are hot: SQLAlchemy's way costs several times the insert itself."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from connect import db

Row = Mapping[str, Any]


class Writer(db.Reader):
    """Inserts inside `db.transaction()`. What a column has by default is filled in, and errors are SQLAlchemy's."""

    def insert(self, table: sa.Table, rows: Sequence[Row]) -> None:
        """Adds rows, all with the same columns."""
        sql, more = _insert_sql(table, tuple(rows[0]), self.mark)
        values = [self._values(row, more) for row in rows]
        with self._told():
            if len(values) == 1:
                self._cursor.execute(sql, values[0])
            else:
                self._cursor.executemany(sql, values)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Sends the inserts inside to PostgreSQL in one trip; what one of them raises is raised at the end."""
        driver: Any = self._connection.connection.driver_connection
        with self._told(), driver.pipeline() if self.postgres else nullcontext():
            yield

    def insert_one(self, table: sa.Table, row: Row) -> int:
        """Adds a row; the number that it was given."""
        sql, more = _insert_sql(table, tuple(row), self.mark)
        with self._told():
            (number,) = self._cursor.execute(f"{sql} RETURNING id", self._values(row, more)).fetchone()
        return int(number)

    def _values(self, row: Row, more: tuple[Any, ...]) -> list[Any]:
        """The values as the driver takes them."""
        return [self.value_of(one) if isinstance(one, datetime) else one for one in (*row.values(), *more)]

    @contextmanager
    def _told(self) -> Iterator[None]:
        dialect = self._connection.dialect
        errors = dialect.loaded_dbapi.Error
        try:
            yield
        except errors as error:
            self._let_go(error)
            raise sa.exc.DBAPIError.instance(None, None, error, errors, dialect=dialect) from error


@lru_cache(maxsize=64)
def _insert_sql(table: sa.Table, given: tuple[str, ...], mark: str) -> tuple[str, tuple[Any, ...]]:
    """The statement for these columns and those that have a default, and the defaults."""
    more = {
        one.name: one.default.arg
        for one in table.columns
        if one.name not in given and isinstance(one.default, sa.ColumnDefault) and one.default.is_scalar
    }
    names = (*given, *more)
    marks = ", ".join([mark] * len(names))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # nosec B608 # noqa: S608 - names of ours
    return sql, tuple(more.values())
