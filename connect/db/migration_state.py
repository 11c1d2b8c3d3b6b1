"""The tables of the database, made and changed by Flask-Migrate, which is loaded, with Alembic, for that alone."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa
from flask import Flask

from connect import config, db, lazy_import

if TYPE_CHECKING:
    import flask_migrate
    from flask_migrate import cli as commands
else:
    flask_migrate = lazy_import.module("flask_migrate")
    commands = lazy_import.module("flask_migrate.cli")

FOLDER = config.ROOT / "connect" / "db" / "migrations"


class Migrations:
    """What Flask-Migrate looks for in the extensions of an app."""

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
    newest = max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("0*.py"))
    try:
        return bool(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest)
    except sa.exc.DatabaseError:  # a new one has no such table
        return False
    finally:
        db.session.rollback()
