"""Revisions that come after the newest: what a next version will bring, for tests of how it is brought."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from flask import Flask, current_app

from connect import db


@contextmanager
def later_revisions(app: Flask, texts: Mapping[str, str]) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """The way up to the last of the revisions given (number: text, where `{newest}` is the one before), and back."""
    with tempfile.TemporaryDirectory(prefix="connect-versions-") as folder:
        with app.app_context():
            config = current_app.extensions["migrate"].migrate.get_config()
            newest = db.session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
            db.session.remove()
        for number, text in texts.items():
            (Path(folder) / f"{number}_later.py").write_text(text.replace("{newest}", newest))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{config.get_main_option('script_location')}/versions\n{folder}")

        def up() -> None:
            with app.app_context():
                command.upgrade(config, max(texts))

        def down() -> None:
            with app.app_context():
                command.downgrade(config, newest)

        yield up, down
