"""The migrations make exactly what the models say, and can be taken back."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from connect import db
from connect.accounts import queries as accounts
from connect.operations import key_rotation
from tests.builders import make_case, make_person, take


def test_the_migrated_schema_is_the_one_the_models_declare(app: Flask) -> None:
    assert key_rotation.KeyCheck.metadata is db.Base.metadata  # the one table that only the commands import
    with db.extension.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = [
            one
            for one in compare_metadata(context, db.Base.metadata)
            if not any(name in str(one) for name in ("uq_roles_once", "ix_cases_nearby", "ix_cases_grave"))
        ]  # with expressions, which no database reports as written
    assert not differences


def test_every_migration_can_be_taken_back(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    with db.extension.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names())
    assert left <= {"alembic_version"}


def test_the_phones_of_people_survive_their_sealing_and_its_taking_back(app: Flask) -> None:
    person = make_person()
    number, phone = person.id, person.phone
    db.session.remove()
    downgrade(revision="0016")
    with db.extension.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT phone FROM people WHERE id = :id"), {"id": number}).scalar()
    assert kept == phone
    upgrade()
    assert accounts.by_phone(phone).id == number


def test_going_down_and_up_again_loses_no_row(app: Flask) -> None:
    case, helper = make_case(), make_person(verified=True)
    take(case, helper)
    before = rows()
    db.session.remove()
    downgrade(revision="0004")
    upgrade()
    after = rows()
    assert {table: after[table] for table in before} == before
    with db.extension.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def rows() -> dict[str, int]:
    """How many rows each table of the first four migrations holds."""
    names = ("people", "roles", "cases", "case_secrets", "needs", "case_events", "claims", "areas")
    return {name: db.session.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
