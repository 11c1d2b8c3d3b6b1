"""Alembic's way into the app: the same engine, batch mode because SQLite cannot alter a column."""

from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"].db


def run() -> None:
    """Runs the migrations in one transaction."""
    with extension.engine.connect().execution_options(connect_writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
