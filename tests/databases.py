"""Databases of the tests on PostgreSQL: copies of one template, put back as they were after each test.

A copy costs half a second of a core, emptying what a test wrote a tenth of it. What cannot be put back so (areas
changed, tables or indexes made or dropped, the planner's statistics) is dropped and copied anew.
"""

import itertools
import os
from typing import Any

import psycopg

_STRUCTURE = """
    SELECT count(*), max(xmin::text::bigint) FROM (
        SELECT xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT a.xmin FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT xmin FROM pg_constraint UNION ALL SELECT xmin FROM pg_trigger
        UNION ALL SELECT xmin FROM pg_proc UNION ALL SELECT xmin FROM pg_namespace
    ) AS parts
"""
_ANALYZED = "SELECT EXISTS (SELECT 1 FROM pg_statistic WHERE starelid::regclass::text = ANY(%s))"
_LEAVE = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_NUMBERED = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Databases:
    """Lends a database like the template and takes it back; `server` is the address of any database there."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        self._since: dict[str, int] = {}  # database: the number of the transaction before the test's first
        with psycopg.connect(self.address(template)) as reading:
            tables = [
                name for (name,) in reading.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ]
            self._kept = {name: count for name in tables if (count := _count(reading, name))}
            self._empty = [name for name in tables if name not in self._kept]
            self._numbered = dict(reading.execute(_NUMBERED).fetchall())
            self._parts = _one(reading, _STRUCTURE)[0]

    def address(self, name: str) -> str:
        """Where a database of this server is."""
        return f"{self.server.rsplit('/', 1)[0]}/{name}"

    def lend(self) -> str:
        """The name of a database that is as the template is."""
        if self._free:
            return self._free.pop()
        name = f"connect_test_{os.getpid()}_{next(self._numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        with psycopg.connect(self.address(name)) as reading:
            self._since[name] = _one(reading, "SELECT pg_current_xact_id()::text::bigint")[0]
        return name

    def take_back(self, name: str) -> None:
        """Puts it back as it was, for who comes next."""
        with psycopg.connect(self.address(name), autocommit=True) as at_work:
            sound = self._restored(at_work, name)
        if sound:
            self._free.append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Drops all that were taken back."""
        while self._free:
            self._drop(self._free.pop())

    def _restored(self, at_work: psycopg.Connection[Any], name: str) -> bool:
        at_work.execute(_LEAVE)
        at_work.execute("SET session_replication_role = replica")  # past the trigger that keeps the audit log whole
        parts, changed = _one(at_work, _STRUCTURE)
        if parts != self._parts or changed >= self._since[name] or _one(at_work, _ANALYZED, [self._empty])[0]:
            return False
        filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in self._empty
        )
        if written := [table for (table,) in at_work.execute(filled)]:
            at_work.execute(f"TRUNCATE {', '.join(written)} CASCADE")
        for table, count in self._kept.items():
            if _count(at_work, table) != count or _count(at_work, table, self._since[name]):
                return False
        for sequence, value in at_work.execute(_NUMBERED).fetchall():
            if value != self._numbered[sequence]:
                at_work.execute(
                    "SELECT setval(%s, %s, %s)",
                    (sequence, self._numbered[sequence] or 1, bool(self._numbered[sequence])),
                )
        self._since[name] = _one(at_work, "SELECT pg_current_xact_id()::text::bigint")[0]
        return True

    def _drop(self, name: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as at_work:
            at_work.execute(statement)


def _count(reading: psycopg.Connection[Any], table: str, since: int = 0) -> int:
    """How many rows a table has that were written since."""
    return int(_one(reading, f'SELECT count(*) FROM "{table}" WHERE xmin::text::bigint >= %s', [since])[0])


def _one(reading: psycopg.Connection[Any], sql: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    found = reading.execute(sql, values).fetchone()
    assert found is not None
    return found
