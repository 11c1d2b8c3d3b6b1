"""Whatever the README tells people to type or to open is there."""

import re

import click
import pytest
from flask import Flask

from connect import cli
from tests.scripts import ROOT
from tests.visit import Visit

TEXT = (ROOT / "README.md").read_text("utf-8")
# Words up to an option, an argument or the end of what is code.
COMMANDS = sorted(set(re.findall(r"flask ((?:[a-z][a-z-]+ ?)+)", TEXT)))
PATHS = sorted(set(re.findall(r"`(/[a-z][\w/.?=-]*)`", TEXT)) - {"/deliveries/receipts/sms"})  # which gateways post to


def command(words: str, app: Flask) -> click.Command | None:
    """The command that the first of the words name."""
    found: click.Command | None = app.cli
    for word in words.split():
        if not isinstance(found, click.Group):
            return found  # the rest are its arguments, or the sentence goes on
        found = found.commands.get(word)
    return found


def test_it_tells_how_to_open_a_channel_to_follow_a_ward_and_to_send() -> None:
    assert {"/notices/channels/open", "/notices/follow?area=26743"} <= {*PATHS}
    assert "send" in {one.strip() for one in COMMANDS}


def test_each_command_is_there(app: Flask) -> None:
    cli.init_app(app)
    missing = [one for one in COMMANDS if not isinstance(command(one, app), click.Command)]
    assert not missing and len(COMMANDS) > 9
    for one in ("send", "doctor", "setup"):
        assert app.test_cli_runner().invoke(args=[one, "--help"]).exit_code == 0


@pytest.mark.parametrize("path", PATHS)
def test_each_address_opens_or_asks_who_comes(app: Flask, path: str) -> None:
    assert Visit(app).client.get(path).status_code in (200, 303), path
