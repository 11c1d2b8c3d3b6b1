"""`flask map check`: whether there are streets, of what, how old, and what to do where there are none."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from connect import clock, config, geo
from connect.registry import commands
from connect.streets import another, source
from connect.streets.checking import README, WANTED
from connect.streets.source import Streets, Watched

OLD_DAYS = 365

map_cli = click.Group("map", help="The map: whether it has streets, and how old they are.")
commands.add(map_cli)


@map_cli.command("check")
@click.option("--at", help="latitude and longitude where another server has streets: 10.03,105.78")
def check_command(at: str | None) -> None:
    """Looks at the file of streets: bounds, schema, age, size; and says what to do where something is wrong.

    Of another server's tiles, where map_tiles names one, it asks for one.
    """
    there = source.watched()
    for line in told(there):
        click.echo(line)
    address = config.current().map_tiles
    found = list(another.told(address, {at: _point(at)} if at else another.TOWNS)) if address else []
    for one in found:
        click.echo(one.says)
    sys.exit(0 if not there.trouble and all(one.is_well for one in found) else 1)


def _point(text: str) -> geo.Point:
    try:
        lat, lon = map(float, text.split(","))
        return geo.Point(lat, lon)
    except ValueError as error:
        raise click.BadParameter("write latitude and longitude in degrees: --at 10.03,105.78") from error


def told(there: Watched) -> Iterator[str]:
    """Lines about the streets of this site."""
    streets = there.now()
    if address := config.current().map_tiles:
        yield f"Streets: from {address}, as map_tiles says. That server learns where each visitor looks."
        yield "The file is not used as long as map_tiles is set."
    if there.trouble:
        yield f"Streets: {there.path} is not shown: {there.trouble}"
    elif streets is None:
        yield f"Streets: none. Maps show wards. For streets put a file at {there.path}; {README}."
    else:
        yield from _of(streets, there)


def _of(streets: Streets, there: Watched) -> Iterator[str]:
    head, (south, west, north, east) = streets.archive.head, streets.bounds
    yield f"Streets: {there.path} is shown, {streets.archive.size / 1e6:,.1f} MB, {head.addressed:,} tiles."
    yield f"Bounds: {south:.4f} to {north:.4f} north, {west:.4f} to {east:.4f} east."
    yield f"Zooms: {head.min_zoom} to {head.max_zoom}."
    yield f"Schema: Protomaps' basemap {streets.told.version}, layers {', '.join(streets.told.layers)}."
    if missing := WANTED - {*streets.told.layers}:
        yield f"It has no {', '.join(sorted(missing))}: maps show less, and all else holds."
    if head.max_zoom < 14:
        yield f"It ends at zoom {head.max_zoom}: small streets may be missing. Make it with --maxzoom=14."
    written = datetime.fromtimestamp(there.path.stat().st_mtime, UTC)
    days = (clock.now() - written).days
    data_of = f", from data of {streets.told.data_of}" if streets.told.data_of else ""
    yield f"Age: written {days} days ago{data_of}."
    if days > OLD_DAYS:
        yield f"It is more than a year old. New streets are missing: {README}."


def summary() -> Iterator[tuple[bool, str]]:
    """For `flask doctor`: whether it is well, and a line."""
    there = source.watched()
    yield from ((not there.trouble, line) for line in list(told(there))[:1])
