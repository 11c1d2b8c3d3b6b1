"""Alembic's way into the app: the same engine, batch mode because SQLite cannot alter a column."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from connect.db.migrations import online

extension = current_app.extensions["migrate"].db


def run() -> None:
    """Runs the migrations: on SQLite in one transaction, on PostgreSQL each in its own, so that locks are short."""
    with online.alone(extension.engine):
        if extension.engine.dialect.name == "sqlite":
            _on_sqlite()
        else:
            online.patiently(_on_postgres)


def _on_sqlite() -> None:
    with extension.engine.connect().execution_options(connect_writes=True) as connection:
        _foreign_keys(connection, False)
        _configure(connection)
        with context.begin_transaction():
            context.run_migrations()
            _check_foreign_keys(connection)
        connection.commit()
        _foreign_keys(connection, True)


def _on_postgres() -> None:
    # The app reads outside of transactions; a migration that fails must leave nothing half done.
    with extension.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {online.LOCK_MS}")
        connection.commit()
        try:
            _configure(connection, transaction_per_migration=True)
            context.run_migrations()
        finally:
            connection.invalidate()  # its settings are not for others


def _configure(connection: Connection, *, transaction_per_migration: bool = False) -> None:
    context.configure(
        connection=connection,
        target_metadata=extension.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=transaction_per_migration,
    )


def _foreign_keys(connection: Connection, on: bool) -> None:
    """Batch mode makes a table anew and drops the old one, which would delete every row that points at it.

    SQLite heeds the switch outside a transaction only, so it goes straight to the driver.
    """
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - for the type checker
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if rows := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"the migration would leave rows that point nowhere: {rows[:3]}")


run()
