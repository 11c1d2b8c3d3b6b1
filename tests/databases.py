"""Databases of the tests on PostgreSQL: copies of one template, put back as they were after each test.

Inside a test, what the tables held at a moment is put back by `Rows`, as often as it likes.

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
# Statements that write are noted by triggers, in a schema of their own: to look at all tables for what is new in them
# took two thirds of the time of tests that ask a served site. The numbers of transactions say what is new, because one
# that began earlier may end later.
_NOTES = """
    CREATE SCHEMA notes;
    CREATE UNLOGGED TABLE notes.writes (at xid8 NOT NULL DEFAULT pg_current_xact_id(), name text NOT NULL);
    CREATE INDEX ON notes.writes (at);
    CREATE FUNCTION notes.note() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO notes.writes (name) VALUES (TG_TABLE_NAME); RETURN NULL; END';
"""
_NOTED = """
    DO 'DECLARE one text; BEGIN
        FOR one IN SELECT relname FROM pg_class WHERE relnamespace = ''public''::regnamespace AND relkind = ''r''
            AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = ''noted'')
        LOOP
            EXECUTE format(''CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
                             FOR EACH STATEMENT EXECUTE FUNCTION notes.note()'', one);
        END LOOP;
    END'
"""
_ARE_THERE = "SELECT to_regclass('notes.writes') IS NOT NULL"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(20210701)"
_SINCE = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
_WRITTEN = "SELECT DISTINCT name FROM notes.writes WHERE at >= %s::xid8"
_NOW = "SELECT pg_current_xact_id()::text::bigint"
MOST_BYTES = 16 * 1024  # of what tests left of a table, before it is made anew
_lenders = itertools.count(1)  # two lenders of one process share no name
_NUMBERED = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Databases:
    """Lends a database like the template and takes it back; `server` is the address of any database there."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        whose = f"connect_test_{os.getpid()}_{next(_lenders)}"
        self._names = (f"{whose}_{number}" for number in itertools.count(1))
        self._free: list[str] = []
        self._since: dict[str, int] = {}  # database: the number of the transaction before the test's first
        self._at_work: dict[str, psycopg.Connection[Any]] = {}  # kept: a new one reads the server's lists anew
        with psycopg.connect(self.address(template)) as reading:
            _noted(reading)
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
        name = next(self._names)
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        at_work = self._at_work[name] = psycopg.connect(self.address(name), autocommit=True)
        at_work.execute("SET session_replication_role = replica")  # past the trigger that keeps the audit log whole
        self._since[name] = _one(at_work, _NOW)[0]
        return name

    def take_back(self, name: str) -> None:
        """Puts it back as it was, for who comes next."""
        if self._restored(self._at_work[name], name):
            self._free.append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Drops all that were taken back."""
        while self._free:
            self._drop(self._free.pop())

    def _restored(self, at_work: psycopg.Connection[Any], name: str) -> bool:
        at_work.execute(_LEAVE)
        parts, changed = _one(at_work, _STRUCTURE)
        if parts != self._parts or changed >= self._since[name] or _one(at_work, _ANALYZED, [self._empty])[0]:
            return False
        written = [table for (table,) in at_work.execute(_WRITTEN, [str(self._since[name])])]
        if not all(self._is_whole(at_work, table, self._since[name]) for table in written if table in self._kept):
            return False
        with at_work.transaction():
            for table in set(written) - self._kept.keys():
                # Deleting leaves the rows where they were, out of sight; new files for a table cost ten times that.
                size = _one(at_work, "SELECT pg_relation_size(%s::regclass)", [f'"{table}"'])[0]
                at_work.execute(f'TRUNCATE "{table}" CASCADE' if size > MOST_BYTES else f'DELETE FROM "{table}"')
        _renumber(at_work, self._numbered)
        self._since[name] = _one(at_work, _NOW)[0]
        return True

    def _is_whole(self, at_work: psycopg.Connection[Any], table: str, since: int) -> bool:
        counts = f'SELECT count(*), count(*) FILTER (WHERE xmin::text::bigint >= %s) FROM "{table}"'
        return _one(at_work, counts, [since]) == (self._kept[table], 0)

    def _drop(self, name: str) -> None:
        self._at_work.pop(name).close()
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as at_work:
            at_work.execute(statement)


def _noted(at_work: psycopg.Connection[Any]) -> None:
    """Has the writing statements of a database noted from now on."""
    with at_work.transaction():
        at_work.execute(_ONE_AT_A_TIME)
        if not _one(at_work, _ARE_THERE)[0]:
            at_work.execute(_NOTES)
        at_work.execute(_NOTED)


def _count(reading: psycopg.Connection[Any], table: str) -> int:
    return int(_one(reading, f'SELECT count(*) FROM "{table}"')[0])


def _one(reading: psycopg.Connection[Any], sql: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    found = reading.execute(sql, values).fetchone()
    assert found is not None
    return found


class Rows:
    """What all tables of a database hold now, kept by this process; `put_back` writes again what was written since."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._at_work = psycopg.connect(address, autocommit=True)
        self._at_work.execute("SET session_replication_role = replica")  # no trigger and no foreign key is asked
        _noted(self._at_work)
        self.keep()

    def keep(self) -> None:
        """Has what the tables hold now be what is put back."""
        self._since = self._now()
        self._numbered = dict(self._at_work.execute(_NUMBERED).fetchall())
        self._kept: dict[str, bytes] = {}
        tables = self._at_work.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        with self._at_work.cursor() as cursor:
            for (name,) in tables:
                with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
                    self._kept[name] = b"".join(bytes(part) for part in rows)

    def written(self) -> list[str]:
        """The tables that were written since they were last as they are kept, perhaps a few more."""
        return [name for (name,) in self._at_work.execute(_WRITTEN, [self._since])]

    def put_back(self) -> None:
        """Empties and fills each table that was written, and has its numbers go on from where they were."""
        since, written = self._now(), self.written()
        with self._at_work.transaction(), self._at_work.cursor() as cursor:
            for name in written:
                cursor.execute(f'DELETE FROM "{name}"')
                with cursor.copy(f'COPY "{name}" FROM STDIN') as rows:
                    rows.write(self._kept[name])
            _renumber(self._at_work, self._numbered)
        self._since = since

    def close(self) -> None:
        """Lets go of what was kept."""
        self._at_work.close()

    def _now(self) -> str:
        return str(_one(self._at_work, _SINCE)[0])


def _renumber(at_work: psycopg.Connection[Any], wanted: dict[str, int | None]) -> None:
    moved = [name for name, value in at_work.execute(_NUMBERED) if value != wanted[name]]
    values = [(wanted[name] or 1, wanted[name] is not None) for name in moved]
    at_work.execute(
        "SELECT setval(name, value, used)"
        " FROM unnest(%s::text[], %s::bigint[], %s::bool[]) AS moved (name, value, used)",
        [moved, [value for value, _used in values], [used for _value, used in values]],
    )
