"""Setting a site up and serving it, for the commands that do."""

import os
import sys

import sqlalchemy as sa
from flask import Flask, current_app
from rich.console import Console
from rich.progress import Progress

from connect import config, db, private_files
from connect.areas import actions as areas
from connect.areas.models import Area
from connect.crypto import encryption
from connect.db import before_release, migration_state
from connect.deliveries.sending import consumers
from connect.gateways.push import keys as push_keys
from connect.operations import key_rotation
from connect.operations.cli import KEEP
from connect.serving import processes
from connect.web import compat

console = Console(highlight=False)


def check_address() -> None:
    """Opens the port and closes it: better to hear of it before the database is touched."""
    here = config.current()
    processes.listen(here.host, here.port).close()


def set_up() -> None:
    """Makes or updates the database, its keys and the areas. Safe to run again."""
    private_files.everything(config.current().instance)
    if before_release.take_over():
        console.print("This database was from before 0.1.0. Its tables are those of this version: it was taken over.")
    migration_state.upgrade()
    try:
        with db.transaction():
            made = not encryption.ring().numbers()
            key_rotation.ensure()
            push_keys.ensure()
    except encryption.KeyMissing as error:
        console.print(f"[red]{error}[/red]")
        sys.exit(1)
    if made:
        console.print(KEEP)
    if not db.session.scalar(sa.select(sa.func.count()).select_from(Area)):
        with Progress(console=console) as bar:
            task = bar.add_task("Loading areas", total=1)
            areas.import_areas(lambda done, of: bar.update(task, completed=done, total=of))
    db.session.rollback()


def serve() -> None:
    """Serves the site with its worker and its senders until stopped."""
    here = config.current()
    app: Flask = compat.itself(current_app)  # type: ignore[arg-type]
    if os.environ.get("CONNECT_DEMO_ONCE"):
        console.print(processes.answer_once(app))
        return
    console.print(f"Serving on http://{here.host}:{here.port}/  Stop with Ctrl+C.")
    processes.serve(app, consumers.tasks(here.senders))
