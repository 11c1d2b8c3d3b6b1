"""Errors of commands in one sentence, where the operator can mend what is wrong."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa

from connect import config, db
from connect.db import before_release, migration_state


def told_plainly(command: click.Command) -> click.Command:
    """A command that says in one sentence what the operator can mend; whatever else fails shows where it did."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            told_plainly(one)
    elif command.callback and not getattr(command.callback, "is_plain", False):
        command.callback = _told(command.callback)
    return command


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def told(*args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a terminal without Vietnamese letters gets question marks
                stream.reconfigure(errors="replace")
        try:
            return call(*args, **kwargs)
        except (config.ConfigError, before_release.FromBeforeRelease) as error:
            raise click.ClickException(str(error)) from error
        except sa.exc.DBAPIError as error:
            if reason := no_database():
                raise click.ClickException(reason) from error
            raise

    told.is_plain = True  # type: ignore[attr-defined]  # an app made twice does not wrap it twice
    return told


def no_database() -> str | None:
    """Why the database cannot be used, when the operator can mend it."""
    try:
        db.session.rollback()
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError as error:
        return f"The database does not answer (DATABASE_URL): {str(error.orig).splitlines()[0]}."
    if reason := before_release.advice():
        return reason
    if not migration_state.is_current():
        return "The database is not that of this version (DATABASE_URL, CONNECT_INSTANCE): run `flask setup` first."
    return None
