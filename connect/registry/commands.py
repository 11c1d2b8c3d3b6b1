"""Commands of `flask` that features bring: `connect.cli` hangs them on the app."""

from typing import TypeVar

import click

Command = TypeVar("Command", bound=click.Command)
COMMANDS: list[click.Command] = []


def add(command: Command) -> Command:
    """Announces a command, or a group of them."""
    COMMANDS.append(command)
    return command
