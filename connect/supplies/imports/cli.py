"""`flask supplies import`: a file of any size that is read, checked and written in one go."""

from pathlib import Path

import click

from connect import db
from connect.accounts import queries as accounts
from connect.areas import queries as areas
from connect.supplies.exports.cli import supplies_cli
from connect.supplies.imports import jobs, queries, reading, rules, words, writing
from connect.supplies.imports.models import Outcome, SupplyImport
from connect.workbooks.opening import Refused

ALL = 1_000_000
SHOWN = 20


@supplies_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="a short name of the list, the same each time")
@click.option("--by", "phone", required=True, help="the phone of the official who answers for it")
@click.option("--area", default="VN", show_default=True, help="the area in which its points lie")
@click.option("--column", "named", multiple=True, metavar="NAME=HEADING", help="which column is what")
@click.option("--dry-run", is_flag=True, help="check only")
def import_command(file: Path, source: str, phone: str, area: str, named: tuple[str, ...], dry_run: bool) -> None:
    """Brings in the points of a spreadsheet; what is in doubt waits for a decision on the page of imports."""
    person, place = accounts.by_phone(phone), areas.place_of(area)
    if person is None or place is None:
        raise click.ClickException("there is no such account" if person is None else "there is no such area")
    try:
        lines = reading.lines(file.read_bytes())
    except Refused as error:
        raise click.ClickException(words.refused(error.why, error.values)) from error
    columns = rules.guessed(lines[0].cells) | _named(named, lines[0].cells)
    with db.transaction():
        made = writing.begin(lines, source, place, person, columns)
        writing.check_anew(made, columns)
    number = made.id
    jobs.batches(number, ALL)
    if not dry_run:
        with db.transaction():
            writing.write(db.session.get_one(SupplyImport, number))
        jobs.batches(number, ALL)
    _report(db.session.get_one(SupplyImport, number))


def _named(told: tuple[str, ...], head: list[str]) -> dict[str, int]:
    found = {}
    for one in told:
        name, _, heading = one.partition("=")
        if name not in rules.COLUMNS or heading not in head:
            raise click.BadParameter(one, param_hint="--column")
        found[name] = head.index(heading)
    return found


def _report(found: SupplyImport) -> None:
    counts = queries.counts(found)
    told = ", ".join(f"{counts[one.value]} {one.value}" for one in Outcome if counts[one.value])
    click.echo(f"{found.public_id}: {told or 'no rows'}; {found.written} written")
    for row in queries.rows(found, Outcome.BAD, most=SHOWN):
        for trouble in row.troubles:
            click.echo("  row {}: {}: {}".format(row.number, *words.trouble(trouble)))
