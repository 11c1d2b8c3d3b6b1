"""`flask keys list | rotate | forget`, to which features add what ends sessions and links; `flask audit`."""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from connect.crypto import audit_log, encryption
from connect.operations import key_rotation

console = Console(highlight=False)
KEEP = "Keep a copy of instance/keys and instance/secret_key away from the backups of the database."


@click.group("keys")
def keys_cli() -> None:
    """The keys that seal what is personal."""


@keys_cli.command("list")
def keys_list() -> None:
    """Says how many sealed values each key holds."""
    used = key_rotation.in_use()
    for number in sorted({*encryption.ring().numbers(), *used}):
        console.print(f"key {number}: {used.get(number, 0)} values")


@keys_cli.command("rotate")
def keys_rotate() -> None:
    """Makes a new key and seals everything with it, while the site runs on. Safe to stop and run again."""
    total = sum(key_rotation.in_use().values())
    with Progress(console=console) as bar:
        task = bar.add_task("Sealing anew", total=total)
        done = key_rotation.rotate(lambda n: bar.update(task, completed=n))
    console.print(f"{done} values sealed anew. {KEEP} When no backup needs the old key: flask keys forget")


@keys_cli.command("forget")
def keys_forget() -> None:
    """Drops the keys that hold nothing any more; backups made under them can then not be read."""
    gone = key_rotation.forget()
    console.print(f"Forgotten: {', '.join(map(str, gone)) or 'none'}.")


@click.command("audit")
@click.option("--holds", "mark", help="A mark kept elsewhere: is it still part of the log?")
def audit_command(mark: str | None) -> None:
    """Prints the newest mark of the audit log, to be kept outside of this machine; or checks one that was."""
    if mark is None:
        if lost := audit_log.missing():
            console.print(f"[red]The log's end was cut off: line {lost.number} of {lost.at} is missing.[/red]")
            sys.exit(1)
        console.print(audit_log.head())
        return
    found = audit_log.holds(mark) and audit_log.broken() is None and not audit_log.missing()
    console.print("Part of the log, which is whole." if found else "[red]Not in this log, or it is broken.[/red]")
    sys.exit(0 if found else 1)
