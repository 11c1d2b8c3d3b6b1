"""`flask retention`: what the worker does each night, by hand."""

import json

import click

from connect.registry import retention


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only count what is due; change nothing.")
def retention_command(dry_run: bool) -> None:
    """Deletes the personal data that was kept long enough, sort by sort. Safe to run again."""
    click.echo(json.dumps(retention.run(dry_run=dry_run)))
