"""Inserts that give way to the row that stands there already, in one statement: the database decides the race."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from connect.db.unit_of_work import is_postgres, session


def upsert(table: sa.Table, rows: list[dict[str, Any]], key: list[str], add: list[str]) -> None:
    """Inserts rows; where the key stands already, adds the columns in `add` to what is there: without any, it stays."""
    if rows:
        session.execute(_upsert(table, tuple(key), tuple(add), is_postgres()), rows)


@lru_cache(maxsize=64)
def _upsert(table: sa.Table, key: tuple[str, ...], add: tuple[str, ...], postgres: bool) -> Any:
    insert: Any = pg_insert if postgres else sqlite_insert
    statement = insert(table)
    if not add:
        return statement.on_conflict_do_nothing(index_elements=key)
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
