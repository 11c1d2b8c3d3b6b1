"""New migrations keep nobody waiting, and code that does not know them yet goes on: PostgreSQL's own rules of locks."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade

from connect import db
from connect.config import ROOT
from connect.db.migrations import online
from tests.db.later_revisions import later_revisions

SINCE = "0110"  # the baseline, which makes empty tables and may do anything
EXCUSED: dict[str, str] = {}  # a statement and why it may: "code that reads this column is two versions old"
BLOCKING = {  # of a table that holds something already
    r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)\S+ ON (?P<table>\w+)": "make it inside online.without_locking()",
    r"ALTER TABLE (?P<table>\w+) ADD COLUMN (?!.*DEFAULT).*NOT NULL": "give it a server_default",
    r"ALTER TABLE (?P<table>\w+) ALTER COLUMN \S+ TYPE": "add another column: this writes the table anew",
    r"ALTER TABLE (?P<table>\w+) ALTER COLUMN \S+ SET NOT NULL": "this reads the whole table: CHECK … NOT VALID first",
    r"ALTER TABLE (?P<table>\w+) ADD CONSTRAINT (?!.*(NOT VALID|USING INDEX))": "add it NOT VALID, or USING INDEX",
    r"ALTER TABLE (?P<table>\w+) (DROP COLUMN|RENAME)": "code that still runs reads it: a version later, see EXCUSED",
    r"DROP TABLE (?P<table>\w+)": "code that still runs reads it: a version later, see EXCUSED",
}


def blocking(statements: Iterable[str]) -> dict[str, str]:
    """Those that keep others waiting or break older code, and what to do instead; a table made among them is exempt."""
    made: set[str] = set()
    found = {}
    for statement in (" ".join(statement.split()) for statement in statements):
        if new := re.match(r"CREATE TABLE (\w+)", statement):
            made.add(new[1])
        for pattern, instead in BLOCKING.items():
            match = re.match(pattern, statement)
            if match and match["table"] not in made and statement not in EXCUSED:
                found[statement] = instead
    return found


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX ix ON cases (cell)",
        "CREATE UNIQUE INDEX ix ON cases (cell)",
        "ALTER TABLE cases ADD COLUMN a INTEGER NOT NULL",
        "ALTER TABLE cases ALTER COLUMN a TYPE BIGINT",
        "ALTER TABLE cases ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE cases ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES people (id)",
        "ALTER TABLE cases DROP COLUMN a",
        "ALTER TABLE cases RENAME a TO b",
        "\nDROP TABLE cases",
    ],
)
def test_what_blocks_or_breaks_is_found(statement: str) -> None:
    assert blocking([statement])


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX CONCURRENTLY ix ON cases (cell)",
        "ALTER TABLE cases ADD COLUMN a INTEGER",
        "ALTER TABLE cases ADD COLUMN a INTEGER DEFAULT '0' NOT NULL",
        "ALTER TABLE cases ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES people (id) NOT VALID",
        "ALTER TABLE cases VALIDATE CONSTRAINT fk",
        "DROP INDEX CONCURRENTLY ix",
    ],
)
def test_what_does_not_is_left_alone(statement: str) -> None:
    assert not blocking([statement])


def test_a_table_that_is_new_may_be_given_anything() -> None:
    assert not blocking(["CREATE TABLE fresh (id INTEGER)", "CREATE INDEX ix ON fresh (id)"])


def _needs_postgres() -> None:
    if not db.is_postgres():
        pytest.skip("SQLite has one writer, who waits")


SOUND = {
    "9001": '''"""An index of a table in use, made as it has to be."""
from alembic import op
from connect.db.migrations.online import without_locking
revision, down_revision = "9001", "{newest}"

def upgrade():
    with without_locking():
        op.create_index("ix_later", "cases", ["changed_at"], postgresql_concurrently=True)

def downgrade():
    op.drop_index("ix_later", "cases")
'''
}
BLOCKS = {"9001": SOUND["9001"].replace(", postgresql_concurrently=True", "")}


def _said_since_the_baseline(app: Flask, texts: dict[str, str]) -> list[str]:
    """All that the migrations after the baseline say to the database, with some that a next version may bring."""
    said: list[str] = []
    db.session.remove()
    with later_revisions(app, texts) as (up, down):
        downgrade(revision=SINCE)
        sa.event.listen(db.extension.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
        up()
        down()
    return said


def test_no_new_migration_blocks_who_writes_or_breaks_code_that_runs(app: Flask) -> None:
    _needs_postgres()
    said = _said_since_the_baseline(app, SOUND)
    assert any("CONCURRENTLY" in statement for statement in said), "nothing was looked at"
    assert not blocking(said)


def test_a_new_migration_that_blocks_who_writes_is_found(app: Flask) -> None:
    _needs_postgres()
    assert blocking(_said_since_the_baseline(app, BLOCKS)), "the harness is blind"


def test_a_migration_tries_again_until_the_table_is_free(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _needs_postgres()
    with _report() as report:
        monkeypatch.setattr(online, "time", _Time(report.rollback))  # it ends when the migration has given way
        downgrade(revision="base")
        assert report.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 0


def test_a_table_that_is_never_free_is_said_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _needs_postgres()
    monkeypatch.setattr(online, "TRIES", 2)
    monkeypatch.setattr(online, "time", _Time(lambda: None))
    with _report(), pytest.raises(SystemExit):
        downgrade(revision="base")
    assert "pg_stat_activity" in caplog.text


def test_who_migrates_while_another_does_waits_for_the_end_of_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _needs_postgres()
    db.session.remove()
    seen = []
    with db.extension.engine.connect() as other:

        def pause() -> None:
            seen.append(other.scalar(sa.text("SELECT count(*) FROM alembic_version")))
            other.execute(sa.select(sa.func.pg_advisory_unlock(db.AdvisoryLock.MIGRATION)))

        other.execute(sa.select(sa.func.pg_advisory_lock(db.AdvisoryLock.MIGRATION)))
        monkeypatch.setattr(online, "time", _Time(pause))
        downgrade(revision="base")
        assert (seen, other.scalar(sa.text("SELECT count(*) FROM alembic_version"))) == ([1], 0)


def test_two_that_migrate_at_once_both_end_well(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    db.extension.engine.dispose()
    here = app.extensions["connect.config"]
    environment = {**os.environ, "CONNECT_INSTANCE": str(here.instance), "DATABASE_URL": here.database_url}
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    both = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert db.session.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1


@contextmanager
def _report() -> Iterator[sa.Connection]:
    """Somebody who reads a table for long."""
    db.session.remove()
    with db.extension.engine.connect().execution_options(isolation_level="READ COMMITTED") as report:
        report.execute(sa.text("SELECT count(*) FROM areas"))
        yield report


class _Time(NamedTuple):
    """What a pause is for."""

    pause: Callable[[], None]

    def sleep(self, _seconds: float) -> None:
        self.pause()
