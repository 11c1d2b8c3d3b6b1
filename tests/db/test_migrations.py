"""The migrations make exactly what the models say, and can be taken back."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from connect import db
from connect.db import migration_state
from connect.operations import key_rotation
from tests.builders import make_case, make_person, take
from tests.db.later_revisions import later_revisions

AFTER = {
    "9001": '''"""Two tables that others point at, made anew with a column more: on SQLite rows and all."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9001", "{newest}"

def upgrade():
    for table in ("people", "cases"):
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.add_column(sa.Column("later", sa.String(20)))
            batch.create_check_constraint("later", "later <> ''")

def downgrade():
    for table in ("cases", "people"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint("later", type_="check")
            batch.drop_column("later")
''',
}


def test_the_migrated_schema_is_the_one_the_models_declare(app: Flask) -> None:
    assert key_rotation.KeyCheck.metadata is db.Base.metadata  # the one table that only the commands import
    with db.extension.engine.connect() as connection:
        assert not migration_state.differences(connection)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP INDEX ix_cases_nearby", "ix_cases_nearby"),
        ("DROP INDEX ix_claims_ended", "ix_claims_ended"),
        ("ALTER TABLE people ADD COLUMN later INTEGER", "later"),
        ("DROP TABLE baits", "baits"),
    ],
)
def test_a_schema_that_is_not_the_declared_one_is_found(app: Flask, change: str, told: str) -> None:
    with db.transaction() as session:
        session.execute(sa.text(change))
    with db.extension.engine.connect() as connection:
        assert told in str(migration_state.differences(connection))


def test_every_migration_can_be_taken_back(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    with db.extension.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names())
    assert left <= {"alembic_version"}


def test_what_was_taken_back_can_be_made_again(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    with db.extension.engine.connect() as connection:
        assert not migration_state.differences(connection)


def test_going_up_and_down_again_loses_no_row(app: Flask) -> None:
    case, helper = make_case(), make_person(verified=True)
    take(case, helper)
    before = rows()
    db.session.remove()
    with later_revisions(app, AFTER) as (up, down):
        up()
        assert db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9001"
        assert rows() == before
        db.session.remove()
        down()
    assert rows() == before
    with db.extension.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def rows() -> dict[str, int]:
    """How many rows each table holds that the two made anew point at, or that point at them."""
    names = ("people", "roles", "cases", "case_secrets", "needs", "case_events", "claims", "areas")
    return {name: db.session.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
