"""What the other lists leave: costs of hashing, lengths of codes, what scripts keep, who is logged."""

import ast
import json
import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from connect import db
from connect.accounts import actions, rules
from connect.accounts.cli import person_cli
from connect.accounts.sign_in import factors
from connect.cli import config_command
from connect.crypto import tokens
from tests.builders import make_person
from tests.scripts import SCRIPTS
from tests.test_architecture import ROOT
from tests.visit import Visit

PHONE, PASSWORD = "+84912345678", "con mèo ngủ trên mái"
Lines = Callable[[], list[dict[str, object]]]


def test_passwords_are_hashed_at_what_is_asked_for_today() -> None:
    tree = ast.parse((ROOT / "connect/accounts/actions.py").read_text("utf-8"))
    (made,) = [
        one.value for one in tree.body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "hasher"
    ]
    assert isinstance(made, ast.Call)
    costs = {one.arg: eval(ast.unparse(one.value), {}) for one in made.keywords}
    assert costs["memory_cost"] >= 19 * 1024
    assert costs["time_cost"] >= 2
    assert costs["parallelism"] >= 1


def test_codes_have_at_least_twenty_bits_and_the_seed_of_an_app_160() -> None:
    assert len(tokens.ALPHABET) ** factors.CODE_CHARS >= 2**40
    assert pyotp.TOTP("A" * 32).digits >= 6  # and rules.wait_s slows whoever tries them all
    assert "pyotp.random_base32(32)" in (ROOT / "connect/accounts/sign_in/factors.py").read_text("utf-8")


@pytest.mark.parametrize("password", ["connect123", "Giupdo123", "Hochiminh", "vietnam2026", "giadinhtoi"])
def test_words_of_this_site_and_country_are_no_password(password: str) -> None:
    assert rules.password_trouble(password, PHONE) == "common"


def test_a_new_password_from_the_operator_leaves_the_second_factor(app: Flask) -> None:
    with db.transaction():
        lan = actions.sign_up("Lan", PHONE, PASSWORD)
        row = factors.new_app(lan)
        row.confirmed_at = row.created_at
    said = app.test_cli_runner().invoke(person_cli, ["password", PHONE, "--generate"])
    assert said.exit_code == 0, said.output
    db.session.rollback()
    assert actions.authenticate(PHONE, PASSWORD) is None
    assert factors.of(lan).app


def test_only_drafts_are_stored_in_the_browser_and_only_in_their_tab() -> None:
    """Drafts end with the tab, and when the form was sent (tests/browser/test_asking.py); words that a conversation has
    not got yet stay, as the page says, until they are there or the case is over (tests/browser/test_talk_script.py); so
    do codes that were read out at doors without a network, until they are sent."""
    scripts = {path.name: path.read_text("utf-8") for path in SCRIPTS}
    assert {name for name, text in scripts.items() if ".setItem(" in text} == {
        "codes.js",
        "draft.js",
        "outbox.js",
        "talk.js",
    }
    assert {name for name, text in scripts.items() if "sessionStorage" in text} == {"draft.js", "sent.js", "talk.js"}
    lasting = {name for name, text in scripts.items() if "localStorage" in text}
    assert lasting <= {"codes.js", "forget.js", "outbox.js", "talk.js"}
    assert not re.search(r"indexedDB|caches\.|document\.cookie", "".join(scripts.values()))


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines that a site for machines has written since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_every_try_to_sign_in_is_logged_and_with_whom_when_it_worked(
    make_app: Callable[..., Flask], logged: Lines
) -> None:
    visit = Visit(app := make_app(log_format="json"))
    with app.app_context(), db.transaction():
        number = actions.sign_up("Lan", PHONE, PASSWORD).id
    token = visit.token()
    logged()
    for password in ("not this one", PASSWORD):
        visit.client.post("/accounts/sign-in", data={"csrf_token": token, "phone": PHONE, "password": password})
    lines = [one for one in logged() if one.get("endpoint") == "accounts.sign_in"]
    assert [(one["status"], one["by"]) for one in lines] == [(422, None), (303, number)]


def test_a_refusal_is_logged_with_who_was_refused(make_app: Callable[..., Flask], logged: Lines) -> None:
    with (app := make_app(log_format="json")).app_context():
        person = make_person()
        visit, number = Visit(app).as_(person), person.id
        logged()
        visit.client.get("/moderation/")
        visit.client.post("/accounts/sign-out")
    lines = [(one["endpoint"], one["status"], one["by"]) for one in logged() if one.get("endpoint")]
    assert lines == [("moderation.queue", 403, number), ("accounts.sign_out", 400, number)]


def test_the_list_of_settings_shows_no_password(make_app):
    app = make_app(redis_url="redis://:needle-1@127.0.0.1:1")
    with app.app_context():
        told = app.test_cli_runner().invoke(config_command)
    assert "redis_url = redis://…@127.0.0.1:1" in told.output.replace("\n", "")
    assert "needle" not in told.output
