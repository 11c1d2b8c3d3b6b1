"""Commands: `flask setup | serve | worker | demo | config | doctor | sweep | keys … | person … | areas …`."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from functools import wraps
from ipaddress import ip_address
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from rich.console import Console
from rich.progress import Progress

from connect import clock, config, db, private_files
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.app import create_app
from connect.areas import actions as areas
from connect.areas.models import Area
from connect.cases.map import cell_counts
from connect.cases.models import Case
from connect.config.database_urls import without_password
from connect.crypto import audit_log, encryption
from connect.crypto.tokens import spoken
from connect.db import before_release, migration_state
from connect.deliveries.ledger import queries as deliveries
from connect.deliveries.sending import consumers
from connect.demo import fill as demo_fill
from connect.gateways.breaker import report as gateway_report
from connect.gateways.push import keys as push_keys
from connect.jobs import clock_guard, queue
from connect.operations import key_rotation, transfer
from connect.operations.cli import KEEP, audit_command, keys_cli
from connect.registry import commands, demo_data
from connect.registry.cli import retention_command
from connect.serving import processes
from connect.text import phone_for_eyes
from connect.web import compat, read_replica

console = Console(highlight=False)


@click.command("setup")
def setup_command() -> None:
    """Makes or updates the database and loads the areas. Safe to run again."""
    _set_up()
    console.print("Ready.")


@click.command("serve")
def serve_command() -> None:
    """Serves the site and runs the worker beside it, until stopped."""
    _check_address()
    try:
        _set_up()
    except (*db.FAILURES, OSError):
        if not migration_state.is_current() or key_rotation.check():
            raise
        console.print("[red]The disk is full or cannot be written: the pages can be read, nothing is taken in.[/red]")
    _serve()


@click.command("worker")
def worker_command() -> None:
    """Runs the queue's worker alone, for sites whose web processes are started by something else."""
    if reason := _no_database():
        raise click.ClickException(reason)
    processes.work()


SECRETS = ("secret_key", "keys", "sms_token", "mail_url")


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


@click.command("doctor")
def doctor_command() -> None:
    """Checks that the site is sound: keys open what is sealed, the replica follows, the map's counts hold."""
    if reason := before_release.advice():
        raise click.ClickException(reason)
    troubles = key_rotation.check()
    for trouble in troubles:
        console.print(f"[red]Keys: {trouble}[/red]")
    if not troubles:
        console.print(f"Keys: sound. {KEEP}")
    db.session.rollback()  # the present, and not what was read before the file
    line = audit_log.broken()
    if line:
        troubles.append("audit")
        console.print(f"[red]Audit log: line {line} was changed, or one before it is missing.[/red]")
    elif lost := audit_log.missing():
        troubles.append("audit")
        console.print(
            f"[red]Audit log: its end was cut off. Line {lost.number} of {lost.at} stands in instance/audit_head, "
            f"and no longer in the database. If you put back an older copy yourself, delete that file.[/red]"
        )
    else:
        console.print(f"Audit log: unbroken. Its newest mark, to be kept elsewhere: {audit_log.head()}")
    if config.current().database_read_url:
        well, how = read_replica.report()
        troubles += [] if well else ["replica"]
        console.print(f"Replica: {how}." if well else f"[red]Replica: {how}.[/red]")
    if until := clock_guard.waits_until():
        troubles.append("clock")
        console.print(
            f"[red]Clock: it jumped by more than a day, or the site stood still as long. Nothing is deleted or expired "
            f"by itself before {until:%Y-%m-%d %H:%M} UTC. If the time is right: flask sweep, flask retention.[/red]"
        )
    for trouble in (gateways := gateway_report.troubles(config.current())):
        console.print(f"[red]Gateways: {trouble}[/red]")
    troubles += gateways
    if late := _late_messages():
        troubles.append("messages")
        console.print(f"[red]Messages: {late}[/red]")
    with db.transaction():
        wrong = cell_counts.recount()
    console.print(f"Counts of the map: {'sound' if not wrong else f'{wrong} rows were wrong, repaired'}.")
    sys.exit(1 if wrong or troubles else 0)


LATE = timedelta(minutes=5)


def _late_messages() -> str | None:
    """One sentence when messages wait that should have left; None when all went in time."""
    since = deliveries.waits_since()
    if since is None or since > clock.now() - LATE:
        return None
    return (
        f"the oldest that is due waits since {since:%Y-%m-%d %H:%M} UTC. Do senders run (flask serve, flask send)? Do "
        "the gateways answer? See the log."
    )


@click.command("demo")
@click.option("--cases", default=demo_fill.Size().cases, show_default=True, help="How many cases the wave has.")
@click.option("--seed", default=2021, show_default=True, help="Another seed, another wave.")
@click.option("--for-others", is_flag=True, help="Yes, others may reach it, although its passwords are known to all.")
def demo_command(cases: int, seed: int, for_others: bool) -> None:
    """Sets up, fills an empty site with a believable wave, and serves it."""
    if not (for_others or _is_for_this_machine()):
        raise click.ClickException(_DEMO_FOR_OTHERS)
    _check_address()
    _set_up()
    story = config.current().instance / "demo.json"
    ours = story.is_file() and accounts.by_phone(f"+8490000000{STAFF}")
    if not ours and any(db.session.scalar(sa.select(sa.exists(sa.select(kind)))) for kind in (Person, Case)):
        raise click.ClickException(_NOT_OURS)
    # The printed sign-ins work at once; a site with people of its own was refused above and keeps its setting.
    current_app.extensions["connect.config"] = replace(config.current(), staff_second_factor="offered")
    if not db.session.scalar(sa.select(sa.func.count()).select_from(Case)):
        story.write_text("{}")  # so that a run cut short is known as ours
        with Progress(console=console) as bar:
            task = bar.add_task("Inventing a wave", total=cases)
            size = demo_fill.Size(cases=cases)
            code, token = demo_fill.fill(seed, size, lambda done: bar.update(task, completed=done))
        story.write_text(json.dumps({"code": code, "token": token}))
    here = config.current()
    site = f"http://{here.host}:{here.port}"
    console.print(f"\n[bold]Connect[/bold] is at {site}/  Password of all: [bold]{demo_data.PASSWORD}[/bold]")
    for who, phone in (("volunteer", 1), ("moderator", STAFF), ("official", 3), ("clinician", 4)):
        console.print(f"  {who:<10} {phone_for_eyes(f'+8490000000{phone}')}   {site}/accounts/sign-in")
    if (told := json.loads(story.read_text())).get("token"):
        console.print(f"  requester  {spoken(told['code'])}      {site}/cases/mine/{told['token']}\n", soft_wrap=True)
    _serve()


STAFF = 2  # the last digit of the demo's moderator
_DEMO_FOR_OTHERS = (
    "Everybody knows the passwords of the demo, and by CONNECT_HOST, CONNECT_SITE_URL or CONNECT_TRUSTED_PROXIES "
    "others may reach it. Leave them out, or say --for-others."
)
_NOT_OURS = (
    "This site has people whom the demo did not invent; it fills an empty one only. Name an empty folder by "
    "CONNECT_INSTANCE, and leave DATABASE_URL out."
)


def _is_for_this_machine() -> bool:
    here = config.current()
    try:
        loopback = ip_address(here.host).is_loopback
    except ValueError:
        loopback = here.host == "localhost"
    return loopback and not here.trusted_proxies and not here.site_url


def _check_address() -> None:
    """Opens the port and closes it: better to hear of it before the database is touched."""
    here = config.current()
    processes.listen(here.host, here.port).close()


def _set_up() -> None:
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


def _serve() -> None:
    here = config.current()
    app: Flask = compat.itself(current_app)  # type: ignore[arg-type]
    if os.environ.get("CONNECT_DEMO_ONCE"):
        console.print(processes.answer_once(app))
        return
    console.print(f"Serving on http://{here.host}:{here.port}/  Stop with Ctrl+C.")
    processes.serve(app, consumers.tasks(here.senders))


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
        app.cli.add_command(_plainly(command))


def _plainly(command: click.Command) -> click.Command:
    """A command that says in one sentence what the operator can mend; whatever else fails shows where it did."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _plainly(one)
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
            if reason := _no_database():
                raise click.ClickException(reason) from error
            raise

    told.is_plain = True  # type: ignore[attr-defined]  # an app made twice does not wrap it twice
    return told


def _no_database() -> str | None:
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
