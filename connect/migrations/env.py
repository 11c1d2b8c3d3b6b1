"""Alembic's way into the app: the same engine, batch mode because SQLite cannot alter a column."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

extension = current_app.extensions["migrate"].db


def run() -> None:
    """Runs the migrations in one transaction."""
    with extension.engine.connect().execution_options(connect_writes=True) as connection:
        _foreign_keys(connection, False)
        context.configure(
            connection=connection,
            target_metadata=extension.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_foreign_keys(connection)
        connection.commit()
        _foreign_keys(connection, True)


def _foreign_keys(connection: Connection, on: bool) -> None:
    """Batch mode makes a table anew and drops the old one, which would delete every row that points at it.

    SQLite heeds the switch outside a transaction only, so it goes straight to the driver.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - for the type checker
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (rows := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration would leave rows that point nowhere: {rows[:3]}")


run()
