"""Moving a site from SQLite to PostgreSQL: all of it or nothing, compared row by row before it counts.

The site may run meanwhile: everything is read from one snapshot. Later rows are not in the copy, so the
last move is made while the site stands still; the ones before show that it works and how long it takes.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.db.sqlite import APART, engine_apart
from connect.operations.key_rotation import KeyCheck

BATCH = 5000  # rows read at a time
_GROWS = ("case_events", "audit", "sessions")  # tables whose numbers only go up while a site is used
Told = Callable[[str, int], None]  # a table and how many of its rows are done


class MoveRefused(Exception):
    """The target is not one that may be written over; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of copying one table."""

    table: str
    rows: int
    same: bool  # the rows that now stand there are those that were read


def prepare(source: sa.Engine, target: sa.Engine) -> None:
    """Empties a target that holds an earlier copy of this very site; refuses any other that holds something."""
    with target.connect() as there:
        tables = set(sa.inspect(there).get_table_names())
        if not tables:
            return
        with source.connect() as here:
            if "key_checks" not in tables or _mark(here) != _mark(there):
                raise MoveRefused("That database holds something else already. Give one that is empty.")
            for name in _GROWS:
                table = db.Base.metadata.tables[name]
                if name in tables and _newest(there, table) > _newest(here, table):
                    raise MoveRefused(
                        "That database holds this site at a later time: it has been in use since it was moved. "
                        "Nothing was changed."
                    )
    with target.begin() as there:
        there.exec_driver_sql("DROP SCHEMA public CASCADE")
        there.exec_driver_sql("CREATE SCHEMA public")


def _mark(connection: sa.Connection) -> bytes | None:
    """The proof of the site's own secret, which tells it from all others."""
    return connection.scalar(sa.select(KeyCheck.proof).where(KeyCheck.number == 0))


def _newest(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.max(table.c.id))) or 0


def copy(source: sa.Engine, target: sa.Engine, told: Told) -> list[Moved]:
    """Copies all tables into the migrated, empty target in one transaction, which stands only if all rows agree."""
    done = []
    with source.connect() as here, _writing(target) as there, there.begin():
        here.exec_driver_sql("SELECT count(*) FROM alembic_version").all()  # the snapshot begins with the first read
        for table in db.Base.metadata.sorted_tables:
            if there.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)):
                there.execute(sa.delete(table))  # a row that a migration has made, as of `catalogue_version`
            with _where_it_lies(source, here, table) as lies:
                read = _copy_table(lies, there, table, told)
            done.append(Moved(table.name, read[0], read == _digest(_rows(there, table))))
            _go_on_counting(there, table)
        if not all(one.same for one in done):
            raise MoveRefused("What was written is not what was read; nothing was kept. Please report this.")
    return done


@contextmanager
def _where_it_lies(source: sa.Engine, here: sa.Connection, table: sa.Table) -> Iterator[sa.Connection]:
    """The connection to the file of a table. The site's is read first: what tells of it in another is never older."""
    if APART not in table.info:
        yield here
        return
    beside = engine_apart(source, table.info[APART], [table])
    with beside.connect() as connection:
        yield connection


def _writing(target: sa.Engine) -> sa.Connection:
    return target.connect().execution_options(isolation_level="READ COMMITTED")  # else each statement stands alone


def _copy_table(here: sa.Connection, there: sa.Connection, table: sa.Table, told: Told) -> tuple[int, int]:
    """Copies one table; how many rows were read, and their digest."""
    later = [key.parent for key in table.foreign_keys if key.column.table is table]  # may point at a row to come
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    pointing: list[dict[str, Any]] = []

    def passing() -> Iterator[tuple[Any, ...]]:
        with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as into:
            for number, row in enumerate(_rows(here, table), 1):
                if any(row._mapping[column.name] is not None for column in later):
                    pointing.append({f"to_{c.name}": row._mapping[c.name] for c in later} | {"row": row._mapping["id"]})
                into.write_row([None if c in later else _plain(row._mapping[c.name]) for c in table.columns])
                if number % BATCH == 0:
                    told(table.name, number)
                yield tuple(row)

    cursor: Any = there.connection.cursor()
    read = _digest(passing())
    if pointing:
        values: dict[str, Any] = {column.name: sa.bindparam(f"to_{column.name}") for column in later}
        there.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), pointing)
    told(table.name, read[0])
    return read


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    yield from connection.execute(sa.select(table).execution_options(yield_per=BATCH))


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _digest(rows: Iterator[Any]) -> tuple[int, int]:
    """The number of rows, and a sum over all of them that does not depend on their order, which collations change."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=8).digest())
    return count, total & (1 << 64) - 1


def _go_on_counting(there: sa.Connection, table: sa.Table) -> None:
    """The next row gets the number after the last."""
    if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 1)).scalar_subquery()
        there.execute(sa.select(sa.func.setval(sequence, newest)).where(sequence.is_not(None)))
