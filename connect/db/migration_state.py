"""The tables of the database, made and changed by Flask-Migrate, which is loaded, with Alembic, for that alone."""

import warnings
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa
from flask import Flask

from connect import config, db, lazy_import
from connect.db.sqlite import APART

if TYPE_CHECKING:
    import flask_migrate
    from alembic import autogenerate, migration as alembic_migration
    from flask_migrate import cli as commands
else:
    autogenerate = lazy_import.module("alembic.autogenerate")
    alembic_migration = lazy_import.module("alembic.migration")
    flask_migrate = lazy_import.module("flask_migrate")
    commands = lazy_import.module("flask_migrate.cli")

FOLDER = config.ROOT / "connect" / "db" / "migrations"


class Migrations:
    """The state that Flask-Migrate looks for in the extensions of an app."""

    db, directory = db.extension, str(FOLDER)

    @cached_property
    def migrate(self) -> Any:
        """Its own object."""
        return flask_migrate.Migrate(db=self.db, directory=self.directory, render_as_batch=True)


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def db_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Changes the tables, for developers: Flask-Migrate's own commands."""
    commands.db.main(list(words), prog_name=ctx.command_path, obj=ctx.obj)


def init_app(app: Flask) -> None:
    """Tells Flask-Migrate where the migrations are, and adds its commands."""
    app.extensions["migrate"] = Migrations()
    app.cli.add_command(db_command)


def upgrade() -> None:
    """Brings the database to the newest schema."""
    if not is_current():
        flask_migrate.upgrade()


def is_current() -> bool:
    """Whether the database has the newest schema: to ask it is quicker than to load the tool that makes it so."""
    return revision() == max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("0*.py"))


def revision() -> str | None:
    """The revision of the schema the database has; None for a database that is new."""
    try:
        found: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found
    except sa.exc.DatabaseError:  # a new one has no such table
        return None
    finally:
        db.session.rollback()


def differences(connection: sa.Connection, without: Collection[str] = ()) -> list[str]:
    """Each difference between the tables of the database and the declared ones, in Alembic's words.

    Tables, indexes, and columns as `table.column`, that are named in `without` may be missing, with their keys.
    No database reports an index over expressions as it was written, so of those only the names are compared.
    """
    apart = _apart(connection)
    opts = {"compare_type": True, "include_name": lambda name, kind, _of: kind != "table" or name not in apart}
    opts["include_object"] = lambda _one, name, kind, _there, _with: kind != "table" or name not in apart
    context = alembic_migration.MigrationContext.configure(connection, opts=opts)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*expression-based index")
        told = autogenerate.compare_metadata(context, db.Base.metadata)
    found = [str(one) for one in told if not _names_added(one) & {*without}]
    names = _indexes_over_expressions({*without, *apart})
    there = set(connection.scalars(sa.text(_INDEX_NAMES[connection.dialect.name])))
    return [one for one in found if not any(name in one for name in names)] + sorted(names - there - {*without})


def _apart(connection: sa.Connection) -> set[str]:
    """The tables that have a file of their own on SQLite, which makes them when it is opened."""
    sqlite = connection.dialect.name == "sqlite"
    return {name for name, table in db.Base.metadata.tables.items() if sqlite and APART in table.info}


def _names_added(difference: Any) -> set[str]:
    """The table, index, key, and each column as `table.column`, without which the difference would not be there."""
    match difference:
        case ("add_table", table):
            return {table.name}
        case ("add_column", _schema, table, column):
            return {f"{table}.{column.name}"}
        case ("add_fk" | "add_index", made):
            return {made.name, made.table.name, *(f"{made.table.name}.{column.name}" for column in made.columns)}
        case ("remove_constraint" | "remove_index", made):  # one that is there and that later migrations take away
            return {made.name}
        case _:
            return set()


_INDEX_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
}


def _indexes_over_expressions(without: Collection[str]) -> set[str]:
    return {
        str(index.name)
        for table in db.Base.metadata.tables.values()
        if table.name not in without
        for index in table.indexes
        if any(not isinstance(one, sa.Column) for one in index.expressions)
    }
