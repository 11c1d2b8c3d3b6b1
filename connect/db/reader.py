"""The driver's own cursor for hot reads, and the SQL that the two databases spell differently in them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from connect.db.unit_of_work import session


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
        """The SQL that follows IN for a list of whole numbers, however many; waits for `numbers`."""
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
    """The values that `ranges_sql` waits for."""
    return tuple(map(list, zip(*ranges, strict=True))) if postgres else (json.dumps(ranges),)
