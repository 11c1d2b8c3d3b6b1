"""`flask send`: a sender more, on this machine or on another one of the site."""

import click

from connect import db
from connect.deliveries.ledger import transitions
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.rules import Verb
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import consumers, jobs, sender
from connect.registry import commands


@click.command("send")
@click.option("--once", is_flag=True, help="Sends what is due, and ends.")
@click.option("--again", "dispatch_id", type=int, help="Has sent again what nobody knows to have left, by a dispatch.")
def send_command(once: bool, dispatch_id: int | None) -> None:
    """Sends messages until it is stopped, beside the senders of `flask serve`."""
    if dispatch_id is not None:
        with db.transaction() as session:
            transitions.move(session.get_one(Dispatch, dispatch_id), Verb.AGAIN, None)
        with line() as ledger:
            click.echo(f"{jobs.send_again(ledger)} messages go again; some may get theirs twice.")
    elif once:
        with line() as ledger:
            went = sender.of_this_site(ledger).run()
        click.echo(", ".join(f"{name}: {number}" for name, number in went.items() if number) or "Nothing was due.")
    else:
        consumers.run("all")


commands.add(send_command)
