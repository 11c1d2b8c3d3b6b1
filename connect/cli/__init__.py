"""Commands: `flask setup | serve | worker | demo | config | doctor | sweep | keys … | person … | areas …`."""

import json
import sys
from dataclasses import fields

import click
import sqlalchemy as sa
from flask import Flask
from rich.progress import Progress

from connect import config, db
from connect.app import create_app
from connect.cli import plain_errors, starting
from connect.cli.demo import demo_command
from connect.cli.doctor import doctor_command
from connect.cli.starting import console
from connect.config.database_urls import without_password
from connect.crypto import audit_log
from connect.db import migration_state
from connect.jobs import queue
from connect.operations import key_rotation, transfer
from connect.operations.cli import audit_command, keys_cli
from connect.registry import commands
from connect.registry.cli import retention_command
from connect.serving import processes


@click.command("setup")
def setup_command() -> None:
    """Makes or updates the database and loads the areas. Safe to run again."""
    starting.set_up()
    console.print("Ready.")


@click.command("serve")
def serve_command() -> None:
    """Serves the site and runs the worker beside it, until stopped."""
    starting.check_address()
    try:
        starting.set_up()
    except (*db.FAILURES, OSError):
        if not migration_state.is_current() or key_rotation.check():
            raise
        console.print("[red]The disk is full or cannot be written: the pages can be read, nothing is taken in.[/red]")
    starting.serve()


@click.command("worker")
def worker_command() -> None:
    """Runs the queue's worker alone, for sites whose web processes are started by something else."""
    if reason := plain_errors.no_database():
        raise click.ClickException(reason)
    processes.work()


SECRETS = ("secret_key", "keys", "sms_token", "sms_receipts_secret", "zalo_secret", "zalo_refresh_token", "mail_url")


@click.command("config")
def config_command() -> None:
    """Lists every setting, what it means, and the value in force."""
    here = config.current()
    for setting in fields(here):
        value = "…" if setting.name in SECRETS else without_password(str(getattr(here, setting.name)))
        console.print(f"[bold]{setting.name}[/bold] = {value}\n    {setting.metadata['doc']}")


@click.command("sweep")
def sweep_command() -> None:
    """Does once what the worker does each minute."""
    console.print(json.dumps({name: job() for name, job in queue.each_minute().items()}))


@click.command("move")
@click.option("--to", "url", required=True, help="Address of an empty PostgreSQL: postgresql://name:password@host/db")
def move_command(url: str) -> None:
    """Copies this site from SQLite to PostgreSQL. It may run meanwhile; stop it for the last time, then change over."""
    source, here = db.extension.engine, config.current()
    target = create_app(instance=here.instance, database_url=url)
    try:
        with target.app_context():
            there = db.extension.engine
            transfer.prepare(source, there)
            migration_state.upgrade()
            with Progress(console=console) as bar:
                task = bar.add_task("Copying", total=None)
                moved = transfer.copy(source, there, lambda table, n: bar.update(task, description=f"{table}: {n:,}"))
            troubles = [*key_rotation.check(), *(["the audit log is broken"] if audit_log.broken() else [])]
    except (transfer.MoveRefused, sa.exc.DBAPIError) as error:
        console.print(f"[red]{error}[/red]")
        sys.exit(1)
    for one in moved:
        console.print(f"  {one.table:<24}{one.rows:>12,} rows, the same there", highlight=False)
    for trouble in troubles:
        console.print(f"[red]{trouble}[/red]")
    console.print("Moved. Was the site stopped meanwhile? Then set DATABASE_URL to that address and start it again.")
    sys.exit(1 if troubles else 0)


COMMANDS = (
    move_command,
    setup_command, serve_command, worker_command, config_command, sweep_command, doctor_command, demo_command,
    keys_cli, audit_command, retention_command,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Hangs the commands on the app, those of features too."""
    for command in (*COMMANDS, *commands.COMMANDS):
        app.cli.add_command(plain_errors.told_plainly(command))
