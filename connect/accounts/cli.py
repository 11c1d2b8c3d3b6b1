"""`flask person add | promote | list | verify | password | factor-reset | block`: accounts from the command line."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from connect import db
from connect.accounts import actions, queries, rules
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import factors, sessions
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import ConnectError, NotFound
from connect.operations.cli import keys_cli
from connect.registry import commands
from connect.text import phone_for_eyes, phone_to_e164

person_cli = AppGroup("person", help="Makes, promotes, verifies and blocks people.")
commands.add(person_cli)

ROLE = click.option(
    "--role", type=click.Choice([str(one) for one in RoleName]), default=RoleName.VOLUNTEER.value, show_default=True,
    callback=lambda _context, _option, word: RoleName(word),
)  # fmt: skip
AREA = click.option("--area", "code", help="Code of the area; VN is everywhere. Staff need one.")


class Phone(click.ParamType[str]):
    """A phone in any spelling."""

    name = "phone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The phone as it is kept."""
        return phone_to_e164(value) or self.fail(f"{value} is not a phone number. Write it like 0912345678.", param)


@person_cli.command("add")
@click.option("--name", required=True)
@click.option("--phone", type=Phone(), required=True)
@ROLE
@AREA
@click.option("--verified", is_flag=True, help="You know this person: her helpers' rights are full at once.")
@click.option("--password", help="Better left out: then it is asked for. '-' reads it from standard input.")
@click.option("--generate", is_flag=True, help="Makes a password and prints it once.")
def add(
    name: str, phone: str, role: RoleName, code: str | None, verified: bool, password: str | None, generate: bool
) -> None:
    """Makes an account."""
    with _plain_errors():
        area = _area(code, role)
        password = secrets.token_urlsafe(12) if generate else _password(password, phone)
        with db.transaction():
            person = actions.sign_up(name, phone, password)
            if person is None:
                raise click.ClickException("This phone has an account already. `flask person promote` changes it.")
            if role != RoleName.VOLUNTEER or area is not None:
                actions.grant(person, role, area=area)
            if verified:
                actions.verify_person(person)
    click.echo(f"{person.public_id}  {name}  {phone_for_eyes(phone)}  {_roles(person)}")
    if generate:
        click.echo(f"Password: {password}")


@person_cli.command("promote")
@click.argument("phone", type=Phone())
@ROLE
@AREA
@click.option("--revoke", is_flag=True, help="Takes the role away instead.")
def promote(phone: str, role: RoleName, code: str | None, revoke: bool) -> None:
    """Gives somebody a role over an area, or takes it away."""
    with _plain_errors():
        area = _area(code, role)
        with db.transaction():
            person = _person(phone)
            (actions.revoke if revoke else actions.grant)(person, role, area=area)
    click.echo(f"{person.public_id}  {person.name}  {_roles(person)}")


@person_cli.command("list")
def list_people() -> None:
    """Lists everybody, the newest first."""
    for person in queries.people():
        marks = [word for word, at in (("verified", person.verified_at), ("blocked", person.blocked_at)) if at]
        click.echo("\t".join([person.public_id, phone_for_eyes(person.phone), person.name, _roles(person), *marks]))


@person_cli.command("verify")
@click.argument("phone", type=Phone())
def verify(phone: str) -> None:
    """Says that you looked at this person."""
    with db.transaction():
        person = _person(phone)
        actions.verify_person(person)
    click.echo(f"{person.name} is verified.")


@person_cli.command("password")
@click.argument("phone", type=Phone())
@click.option("--password", help="Better left out: then it is asked for. '-' reads it from standard input.")
@click.option("--generate", is_flag=True, help="Makes a password and prints it once.")
def new_password(phone: str, password: str | None, generate: bool) -> None:
    """Sets a new password for a person who forgot it and whom you called back. Ends all sessions of the account."""
    password = secrets.token_urlsafe(12) if generate else _password(password, phone)
    with db.transaction():
        person = _person(phone)
        actions.change_password(person, password)
    click.echo(f"{person.name} has a new password." + (f" Password: {password}" if generate else ""))


@person_cli.command("block")
@click.argument("phone", type=Phone())
@click.option("--undo", is_flag=True, help="Lets the person in again.")
def block(phone: str, undo: bool) -> None:
    """Keeps somebody out, at once and on every device."""
    with db.transaction():
        person = _person(phone)
        (actions.unblock if undo else actions.block)(person)
        audit_log.write("unblock" if undo else "block", by=None, about=f"person {person.id}", detail="site")
    click.echo(f"{person.name} {'may sign in again' if undo else 'is blocked and signed out everywhere'}.")


@person_cli.command("unlock")
@click.argument("phone", type=Phone())
@click.option("--note", required=True, help="What came out when you spoke with this person.")
def unlock(phone: str, note: str) -> None:
    """Opens contacts again for an account that looked at too many."""
    with _plain_errors(), db.transaction():
        person = _person(phone)
        lock = queries.lock_of(person.id)
        if lock is None:
            raise NotFound
        actions.lift(lock, None, note)
        click.echo(f"{person.name} may look at contacts again.")


@person_cli.command("factor-reset")
@click.argument("phone", type=Phone())
def factor_reset(phone: str) -> None:
    """Removes the second factors of a person who lost the devices and whom you called back. Ends all sessions."""
    with db.transaction():
        person = _person(phone)
        factors.reset(person)
        sessions.end_all(person)
    click.echo(f"{person.name} signs in by password and then sets up a new second factor. Her page tells of it.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except ConnectError as error:
        raise click.ClickException(str(error.message)) from error


def _person(phone: str) -> Person:
    person = queries.by_phone(phone)
    if person is None:
        raise click.ClickException(f"Nobody has the phone {phone_for_eyes(phone)}.")
    return person


def _area(code: str | None, role: RoleName) -> Place | None:
    if code is None and role in rules.STAFF:
        raise click.ClickException(f"Where? Give --area with a code (VN is everywhere) for the role {role}.")
    try:
        return areas.get(code) if code else None
    except NotFound as error:
        raise click.ClickException(f"There is no area with the code {code}. VN is the whole country.") from error


def _password(given: str | None, phone: str) -> str:
    if given == "-":
        given = sys.stdin.readline().rstrip("\n")
    password: str = given if given is not None else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    trouble = rules.password_trouble(password, phone)
    if trouble:
        raise click.ClickException(f"This password will not do: {trouble}.")
    return password


def _roles(person: Person) -> str:
    return ", ".join(
        f"{held.role} of {held.organization.name}"
        if held.organization
        else f"{held.role} {held.area.code if held.area else 'anywhere'}"
        for held in person.roles
    )


@keys_cli.command("sign-out")
def keys_sign_out() -> None:
    """Signs everybody out, on every device."""
    with db.transaction():
        done = sessions.end_everybodys()
        audit_log.write("sign_out_all", by=None, about=f"{done} sessions")
    click.echo(f"{done} sessions ended.")
