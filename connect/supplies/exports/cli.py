"""`flask supplies export`: listed points as a file, as the page gives them."""

from typing import IO

import click

from connect.areas import queries as areas
from connect.registry import commands
from connect.supplies.exports import writing

supplies_cli = click.Group("supplies", help="Supply points: take them out, bring them in.")
commands.add(supplies_cli)


@supplies_cli.command("export")
@click.option("--format", "kind", type=click.Choice(sorted(writing.FORMATS)), default="csv", show_default=True)
@click.option("--area", default="VN", show_default=True, help="the code of a province or ward")
@click.option("--to", type=click.File("w", encoding="utf-8"), default="-", help="a file; - is the terminal")
def export_command(kind: str, area: str, to: IO[str]) -> None:
    """Writes the listed points of an area, piece by piece."""
    place = areas.place_of(area)
    if place is None:
        raise click.BadParameter("there is no such area", param_hint="--area")
    pieces, _mimetype = writing.FORMATS[kind]
    for piece in pieces(place.path):
        to.write(piece)
