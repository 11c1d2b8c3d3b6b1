"""`flask bait`: a trap. `flask breach`: whose data was seen."""

import secrets
from datetime import UTC, datetime

import click
from rich.progress import Progress

from connect import clock, db
from connect.accounts import queries as people
from connect.areas import queries as areas
from connect.cases import actions, queries
from connect.cases.asking import posting, requester_links
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case
from connect.crypto.tokens import spoken
from connect.operations.cli import keys_cli
from connect.registry import commands
from connect.text import heard, phone_to_e164


@commands.add
@click.command("bait")
@click.option("--area", "code", required=True, help="Code of a ward.")
@click.option("--name", required=True, help="An invented name.")
@click.option("--phone", required=True, help="A number of your own that nobody else knows.")
def bait_command(code: str, name: str, phone: str) -> None:
    """Plants an ended case that nobody has a reason to look at; who does, raises the alarm and is locked.

    Its data is deleted like that of any ended case, so plant a new one now and then.
    """
    number, ward = phone_to_e164(phone), areas.get(code)
    if number is None:
        raise click.UsageError(f"{phone} is not a phone number.")
    details = RequestDetails(
        needs={"rice": 10}, people=3, urgency=1, vulnerable=0, words="", name=name, phone=number, door=""
    )
    with db.transaction():
        location = Location(ward.point, "ward", None, ward)
        draft = posting.draft(details, location, form_key=secrets.token_hex(), lang="vi")
        posted = posting.post(draft, posting.placement_of(draft))
        case = db.session.get_one(Case, posted.case_id)
        actions.withdraw(case)
        disclosure_limits.plant_bait(case)
    click.echo(f"Planted: {spoken(case.public_id)}. Whoever calls {phone} has read what nobody may read.")


@commands.add
@click.command("breach")
@click.argument("person")
@click.option("--since", type=click.DateTime(), help="Only what was seen from then on, in UTC.")
def breach_command(person: str, since: datetime | None) -> None:
    """Lists the requests whose contact PERSON (code or phone) was shown: whom to tell after a breach.

    Prints codes, times and roles, and nothing personal; the desk opens a request by its code.
    """
    phone = phone_to_e164(person)
    found = people.by_phone(phone) if phone else people.by_public_id(heard(person))
    if found is None:
        raise click.BadParameter("Nobody has this code or phone.", param_hint="PERSON")
    seen = queries.shown_to(found.id, since.replace(tzinfo=UTC) if since else None)
    for one in seen:
        fate = f"deleted {one.wiped_at:%Y-%m-%d}" if one.wiped_at else "can be told"
        click.echo(f"{spoken(one.code)}  {one.code}  {one.first:%Y-%m-%d %H:%M} to {one.last:%Y-%m-%d %H:%M}  "
                   f"{one.times} times as {one.role}  {fate}")  # fmt: skip
    click.echo(f"{len(seen)} people, as of {clock.now():%Y-%m-%d %H:%M} UTC")


@keys_cli.command("revoke-links")
def keys_revoke_links() -> None:
    """Ends the links of all requesters. Moderators hand out new ones after a call back; reminders carry them."""
    with Progress() as bar:
        task = bar.add_task("New links", total=None)
        done = requester_links.revoke_all(lambda n: bar.update(task, completed=n))
    click.echo(f"{done} links are dead. Moderators hand out new ones after a call back; reminders carry them.")
