"""`flask doctor`: one look at everything that can go wrong without anybody being told."""

import sys
from collections.abc import Iterator
from datetime import timedelta

import click

from connect import clock, config, db
from connect.cases.map import cell_counts
from connect.cli.starting import console
from connect.crypto import audit_log
from connect.db import before_release
from connect.deliveries.ledger import queries as deliveries
from connect.gateways import media
from connect.gateways.breaker import report as gateway_report
from connect.jobs import clock_guard
from connect.operations import key_rotation
from connect.operations.cli import KEEP
from connect.shopping.orders.keeping import recount as window_sums
from connect.streets import cli as streets
from connect.web import read_replica


@click.command("doctor")
def doctor_command() -> None:
    """Checks that the site is sound: keys open what is sealed, the replica follows, the map's counts hold."""
    if reason := before_release.advice():
        raise click.ClickException(reason)
    keys = [f"Keys: {trouble}" for trouble in key_rotation.check()]
    if not keys:
        console.print(f"Keys: sound. {KEEP}")
    db.session.rollback()  # the present, and not what was read before the file
    troubles = [*keys, *_audit(), *_replica(), *_clock(), *_messages(), *_windows(), *_streets()]
    for trouble in troubles:
        console.print(f"[red]{trouble}[/red]")
    with db.transaction():
        wrong = cell_counts.recount()
    console.print(f"Counts of the map: {'sound' if not wrong else f'{wrong} rows were wrong, repaired'}.")
    sys.exit(1 if wrong or troubles else 0)


def _audit() -> Iterator[str]:
    if line := audit_log.broken():
        yield f"Audit log: line {line} was changed, or one before it is missing."
    elif lost := audit_log.missing():
        yield (
            f"Audit log: its end was cut off. Line {lost.number} of {lost.at} stands in instance/audit_head, "
            f"and no longer in the database. If you put back an older copy yourself, delete that file."
        )
    else:
        console.print(f"Audit log: unbroken. Its newest mark, to be kept elsewhere: {audit_log.head()}")


def _replica() -> Iterator[str]:
    if config.current().database_read_url:
        well, how = read_replica.report()
        if well:
            console.print(f"Replica: {how}.")
        else:
            yield f"Replica: {how}."


def _windows() -> Iterator[str]:
    """Deliveries whose orders hold another number of places and combos than they say."""
    wrong, over = window_sums.repair()
    if not wrong and not over:
        console.print("Shopping: what is taken of each delivery is what its orders hold.")
    for code in wrong:
        yield f"Shopping: delivery {code} said that another number is taken than its orders hold. It was repaired."
    for code in over:
        yield (
            f"Shopping: the orders of delivery {code} hold more than there is. Nothing was changed: its coordinator "
            f"raises the numbers at /windows/{code}/desk, or drops orders."
        )


def _clock() -> Iterator[str]:
    if until := clock_guard.waits_until():
        yield (
            f"Clock: it jumped by more than a day, or the site stood still as long. Nothing is deleted or expired "
            f"by itself before {until:%Y-%m-%d %H:%M} UTC. If the time is right: flask sweep, flask retention."
        )


def _messages() -> Iterator[str]:
    """The ways out that are closed, and that messages wait which should have left."""
    here = config.current()
    for line in gateway_report.state(here, media.limits(here)):
        console.print(f"Gateways: {line}")
    yield from (f"Gateways: {trouble}" for trouble in gateway_report.troubles(here))
    waits = deliveries.waits_by_lane()
    if not waits:
        console.print("Messages: none waits.")
    for lane, since in waits.items():
        words = f"Messages ({lane.name.lower()}): the oldest that is due waits since {since:%Y-%m-%d %H:%M} UTC."
        if since > clock.now() - LATE:
            console.print(words)
        else:
            yield f"{words} Do senders run (flask serve, flask send)? Do the gateways answer? See the log."


def _streets() -> Iterator[str]:
    """The file of streets under the maps, where it cannot be shown; without one maps do without."""
    for well, line in streets.summary():
        if well:
            console.print(line, highlight=False)
        else:
            yield f"{line} See `flask map check`."


LATE = timedelta(minutes=5)
