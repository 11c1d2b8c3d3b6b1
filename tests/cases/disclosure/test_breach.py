"""After a breach: whose data did this account see? From the record alone, by one command."""

from typing import Any

from flask import Flask

from connect import db
from connect.cases import actions, wiping
from connect.cases.cli import breach_command
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.transitions import Actor
from tests.builders import make_case, make_person


def test_it_lists_each_request_once_and_no_other(app: Flask, clock: Any) -> None:
    thief, honest = make_person(verified=True), make_person(verified=True)
    early = make_case("claimed", helper=thief)
    with db.transaction():
        disclosures.reveal(case_view.of(early, Actor(thief)), "to deliver")
    clock.forward(days=2)
    seen, other = make_case("claimed", helper=thief), make_case("claimed", helper=honest)
    with db.transaction():
        disclosures.reveal(case_view.of(seen, Actor(thief)), "to deliver")
        disclosures.reveal(case_view.of(other, Actor(honest)), "to deliver")
    with db.transaction():
        disclosures.reveal(case_view.of(seen, Actor(thief)), "to deliver")
    run = app.test_cli_runner()
    all_of_it = run.invoke(breach_command, [thief.public_id]).output
    assert (all_of_it.count(early.public_id), all_of_it.count(seen.public_id)) == (1, 1)
    assert other.public_id not in all_of_it
    assert "2 people" in all_of_it
    assert "2 times" in all_of_it
    since = f"{clock.moment:%Y-%m-%d}"
    late = run.invoke(breach_command, [thief.phone, "--since", since]).output
    assert early.public_id not in late
    assert seen.public_id in late


def test_it_says_who_can_no_longer_be_told_and_shows_nothing_personal(app: Flask) -> None:
    thief = make_person(verified=True)
    case = make_case("claimed", helper=thief)
    secret = actions.secret_of(case)
    name, phone = secret.name, secret.phone
    with db.transaction():
        disclosures.reveal(case_view.of(case, Actor(thief)), "to deliver")
    run = app.test_cli_runner()
    before = run.invoke(breach_command, [thief.public_id]).output
    assert "can be told" in before
    with db.transaction():
        wiping.wipe(case)
    after = run.invoke(breach_command, [thief.public_id]).output
    assert "deleted" in after
    assert not [one for one in (name, phone) if one in before + after]


def test_an_unknown_account_is_an_error(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(breach_command, ["22222222"])
    assert answer.exit_code == 2
    assert "Nobody" in answer.output
