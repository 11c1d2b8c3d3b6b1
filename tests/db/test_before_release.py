"""A database from before 0.1.0 is taken over where its tables allow it; otherwise one sentence says how to go on."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import cli, db
from connect.db import before_release, migration_state
from tests.builders import make_case


def at(revision: str, *changes: str) -> None:
    """Gives the database an old revision, and what else told it from the present one."""
    later = [statement for name in before_release.LATER for statement in dropping(name)]
    with db.transaction() as session:
        for change in (f"UPDATE alembic_version SET version_num = '{revision}'", *later, *changes):
            session.execute(sa.text(change))


# The key that a later migration took away, put back: SQLite adds none to a table that is there.
ONE_CHANNEL_EACH = [
    "CREATE TABLE channels_before (id INTEGER NOT NULL, public_id VARCHAR(8) NOT NULL, name VARCHAR(120) NOT NULL, "
    "area_id INTEGER NOT NULL, created_at DATETIME NOT NULL, CONSTRAINT pk_channels PRIMARY KEY (id), "
    "CONSTRAINT uq_channels_area_id UNIQUE (area_id), CONSTRAINT uq_channels_public_id UNIQUE (public_id), "
    "CONSTRAINT fk_channels_area_id FOREIGN KEY(area_id) REFERENCES areas (id))",
    "INSERT INTO channels_before SELECT id, public_id, name, area_id, created_at FROM channels",
    "DROP TABLE channels",
    "ALTER TABLE channels_before RENAME TO channels",
]


# Indexes that a later migration took away, put back.
INDEXES_OF_BEFORE = {
    "ix_notice_areas_area_id": "notice_areas (area_id)", "ix_notices_channel_id": "notices (channel_id)",
    "ix_notices_feed": "notices (severity, starts_at, id)",
}  # fmt: skip


def dropping(name: str) -> list[str]:
    """The statements that take an index, a table, or a column with its indexes, out of a database."""
    if name in INDEXES_OF_BEFORE:
        return [f"CREATE INDEX {name} ON {INDEXES_OF_BEFORE[name]}"]
    if name.startswith("ix_"):
        return [f"DROP INDEX {name}"]
    if name == "uq_channels_area_id":
        return (
            ONE_CHANNEL_EACH
            if not db.is_postgres()
            else ["ALTER TABLE channels ADD CONSTRAINT uq_channels_area_id UNIQUE (area_id)"]
        )
    table, _, column = name.partition(".")
    if not column:
        return [f"DROP TABLE IF EXISTS {table}"]  # those with a file of their own on SQLite are not there
    indexes = [
        one["name"] for one in sa.inspect(db.extension.engine).get_indexes(table) if column in one["column_names"]
    ]
    return [*(f"DROP INDEX IF EXISTS {index}" for index in indexes), f"ALTER TABLE {table} DROP COLUMN {column}"]


def run(app: Flask, *words: str) -> tuple[int, str]:
    """The exit code of a command and all that it wrote."""
    cli.init_app(app)
    ran = app.test_cli_runner().invoke(args=words)
    return ran.exit_code, " ".join(ran.output.split())


def test_setup_takes_over_a_database_of_the_last_old_revision_with_all_its_rows(app: Flask) -> None:
    public_id = make_case().public_id
    at(before_release.LAST)
    assert before_release.take_over()
    assert migration_state.revision() == before_release.BASELINE
    assert db.session.scalar(sa.text("SELECT public_id FROM cases")) == public_id
    assert not before_release.take_over(), "there is nothing left to take over"


def test_setup_says_that_it_took_it_over(app: Flask) -> None:
    at(before_release.LAST)
    code, told = run(app, "setup")
    assert (code, migration_state.is_current()) == (0, True)
    assert "before 0.1.0" in told
    assert "before 0.1.0" not in run(app, "setup")[1]


def test_columns_that_were_narrower_on_postgres_are_mended(app: Flask) -> None:
    if not db.is_postgres():
        pytest.skip("SQLite knows one width")
    at(
        before_release.LAST,
        "ALTER TABLE case_changes ALTER COLUMN case_id TYPE integer, ALTER COLUMN at TYPE timestamp",
        "ALTER TABLE sessions ALTER COLUMN pending SET DEFAULT false",
    )
    with db.extension.engine.connect() as connection:
        assert migration_state.differences(connection)
    assert before_release.take_over()
    with db.extension.engine.connect() as connection:
        assert not migration_state.differences(connection, without=before_release.LATER)


@pytest.mark.parametrize("word", ["setup", "serve", "doctor", "worker"])
@pytest.mark.parametrize(("revision", "named"), [("0001", "revision 0001"), ("0034", "git log -1 --")])
def test_a_database_of_an_earlier_revision_is_refused_in_one_sentence(
    app: Flask, word: str, revision: str, named: str
) -> None:
    at(revision)
    code, told = run(app, word)
    assert code == 1
    assert "from before 0.1.0" in told
    assert named in told
    assert told.count("Error:") == 1
    assert migration_state.revision() == revision


@pytest.mark.parametrize("word", ["doctor", "worker"])
def test_commands_that_change_nothing_send_to_setup(app: Flask, word: str) -> None:
    at(before_release.LAST)
    code, told = run(app, word)
    assert code == 1
    assert "run `flask setup`" in told


def test_a_database_whose_tables_are_others_is_refused_and_left_alone(app: Flask) -> None:
    at(before_release.LAST, "DROP INDEX ix_claims_ended")
    code, told = run(app, "setup")
    assert code == 1
    assert "ix_claims_ended" in told
    assert "go on with an empty one" in told
    assert migration_state.revision() == before_release.LAST


def test_a_database_of_this_version_and_a_new_one_are_no_matter_of_it(app: Flask, bare_app: Flask) -> None:
    assert before_release.advice() is None
    with bare_app.app_context():
        assert before_release.advice() is None
