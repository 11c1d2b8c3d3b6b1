"""`flask demo`: an empty site filled with an invented wave."""

import json
from dataclasses import replace
from ipaddress import ip_address

import click
import sqlalchemy as sa
from flask import current_app
from rich.progress import Progress

from connect import config, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.cli import starting
from connect.cli.starting import console
from connect.crypto.tokens import spoken
from connect.demo import fill as demo_fill
from connect.registry import demo_data
from connect.text import phone_for_eyes


@click.command("demo")
@click.option("--cases", default=demo_fill.Size().cases, show_default=True, help="How many cases the wave has.")
@click.option("--seed", default=2021, show_default=True, help="Another seed, another wave.")
@click.option("--for-others", is_flag=True, help="Yes, others may reach it, although its passwords are known to all.")
def demo_command(cases: int, seed: int, for_others: bool) -> None:
    """Sets up, fills an empty site with a believable wave, and serves it."""
    if not (for_others or _is_for_this_machine()):
        raise click.ClickException(_DEMO_FOR_OTHERS)
    starting.check_address()
    starting.set_up()
    story = config.current().instance / "demo.json"
    ours = story.is_file() and accounts.by_phone(f"+8490000000{STAFF}")
    if not ours and any(db.session.scalar(sa.select(sa.exists(sa.select(kind)))) for kind in (Person, Case)):
        raise click.ClickException(_NOT_OURS)
    # The printed sign-ins work at once; a site with people of its own was refused above and keeps its setting.
    # The inbox of recorded messages is for whoever sits at this machine, and nobody else.
    shown = config.current().development or _is_for_this_machine()
    current_app.extensions["connect.config"] = replace(
        config.current(), staff_second_factor="offered", development=shown
    )  # fmt: skip
    if not db.session.scalar(sa.select(sa.func.count()).select_from(Case)):
        story.write_text("{}")  # so that a run cut short is known as ours
        with Progress(console=console) as bar:
            task = bar.add_task("Inventing a wave", total=cases)
            size = demo_fill.Size(cases=cases)
            code, token = demo_fill.fill(seed, size, lambda done: bar.update(task, completed=done))
        story.write_text(json.dumps({"code": code, "token": token}))
    here = config.current()
    site = f"http://{here.host}:{here.port}"
    console.print(f"\n[bold]Connect[/bold] is at {site}/  Password of all: [bold]{demo_data.PASSWORD}[/bold]")
    for who, phone in (("volunteer", 1), ("moderator", STAFF), ("official", 3), ("clinician", 4)):
        console.print(f"  {who:<10} {phone_for_eyes(f'+8490000000{phone}')}   {site}/accounts/sign-in")
    if (told := json.loads(story.read_text())).get("token"):
        console.print(f"  requester  {spoken(told['code'])}      {site}/cases/mine/{told['token']}\n", soft_wrap=True)
    if shown:
        console.print(f"  messages that would have gone out: {site}/outbox\n", soft_wrap=True)
    starting.serve()


STAFF = 2  # the last digit of the demo's moderator
_DEMO_FOR_OTHERS = (
    "Everybody knows the passwords of the demo, and by CONNECT_HOST, CONNECT_SITE_URL or CONNECT_TRUSTED_PROXIES "
    "others may reach it. Leave them out, or say --for-others."
)
_NOT_OURS = (
    "This site has people whom the demo did not invent; it fills an empty one only. Name an empty folder by "
    "CONNECT_INSTANCE, and leave DATABASE_URL out."
)


def _is_for_this_machine() -> bool:
    here = config.current()
    try:
        loopback = ip_address(here.host).is_loopback
    except ValueError:
        loopback = here.host == "localhost"
    return loopback and not here.trusted_proxies and not here.site_url
