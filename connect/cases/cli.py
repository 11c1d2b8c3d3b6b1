"""`flask retention`: what the worker does each night, by hand, or only counted."""

import json

import click

from connect.cases import jobs


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only count what is due; change nothing.")
def retention_command(dry_run: bool) -> None:
    """Deletes the personal data of cases that ended long enough ago. Safe to run again."""
    click.echo(json.dumps(jobs.retention(dry_run=dry_run)))
