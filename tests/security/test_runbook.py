"""What docs/security.md says to do when something has leaked is done here, step by step, and helps."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect import cli, config, db
from connect.accounts import actions as accounts, queries as account_queries
from connect.accounts.sign_in import sessions
from connect.cases import queries
from connect.errors import NotFound
from connect.operations import key_rotation
from tests.builders import make_person, post_case
from tests.security.test_documents import TEXT

PASSWORD = "con mèo ngủ trên mái"
TABLE = TEXT.split("### When something has leaked\n")[1].split("\n## ")[0]
ROWS = [line.split("|")[1:3] for line in TABLE.splitlines() if line.startswith("| ") and "flask" in line]
STEPS = {leaked.strip(" `"): re.findall(r"`([^`]+)`", steps) for leaked, steps in ROWS}


def do(app: Flask, step: str) -> None:
    """One step as it is written."""
    program, *rest = shlex.split(step)
    if program == "rm":
        (app.extensions["connect.config"].instance / Path(rest[0]).name).unlink()
    else:
        told = app.test_cli_runner().invoke(args=rest)
        assert told.exit_code == 0, told.output


@pytest.mark.parametrize("leaked", STEPS)
def test_the_steps_end_what_leaked_and_lock_no_owner_out(make_app: Callable[..., Flask], leaked: str) -> None:
    app = make_app(keys="", secret_key="")
    cli.init_app(app)
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        with db.transaction():
            key_rotation.ensure()
        old, person = config.current().secret_key, make_person(phone="+84371234567")
        _case, link = post_case()
        token = sessions.new_token()
        with db.transaction():
            accounts.change_password(person, PASSWORD)
            sessions.begin(person, token, "Firefox")
    for step in STEPS[leaked]:
        with app.app_context():
            do(app, step)
    with make_app(
        keys="", secret_key="", instance=app.extensions["connect.config"].instance, database_url=url
    ).app_context():
        assert key_rotation.check() == []
        assert accounts.authenticate("+84371234567", PASSWORD)
        assert (config.current().secret_key != old) == ("secret_key" in leaked)
        assert (account_queries.session(token) is None) == any("sign-out" in step for step in STEPS[leaked])
        if any("revoke-links" in step for step in STEPS[leaked]):
            with pytest.raises(NotFound):
                queries.by_token(link)
        else:
            assert queries.by_token(link)


def test_every_kind_of_leak_has_its_steps() -> None:
    assert list(STEPS) == ["secret_key", "links of requesters", "a copy of the database", "instance/keys"]
