"""No count, list or search over messages exists for staff: Law 91/2025, and who asks for help has to be sure of it.

Every page that staff can open is opened by them, and what the site asks its database for is read: no statement touches
the words of a message, none counts messages, and none looks for words. That this finds one is seen by a seat.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from tests.often import LONG
from tests.security.test_frontend import readable
from tests.world import World, world

__all__ = ["world"]
STAFF = ("moderator", "official", "admin") if LONG else ("moderator",)
OWN = ("accounts.download",)  # what somebody wrote themselves is theirs
WORDS = re.compile(r"messages(?:_\d+)?\.body_sealed")
COUNTED = re.compile(r"count\([^)]*\)[^()]*\bFROM messages\b(?! *WHERE messages\.thread_id = )", re.IGNORECASE)


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """The statements that an app sends meanwhile."""
    found: list[str] = []

    def note(_line: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.extension.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def of_messages(statements: list[str]) -> list[str]:
    return [one for one in statements if WORDS.search(one) or COUNTED.search(one)]


@pytest.mark.parametrize("role", STAFF)
def test_no_page_of_staff_reads_counts_or_searches_messages(world: World, role: str) -> None:
    for endpoint, path in readable(world):
        if endpoint in OWN or world.things["thread_token"] in path:  # the link is the requester's, whoever opens it
            continue
        with asked(world.app) as statements:
            world.ask(role, "GET", path)
        assert of_messages(statements) == [], f"GET {endpoint} as {role} asks for messages"


def test_reading_by_a_seat_is_found_by_this(world: World) -> None:
    with asked(world.app) as statements:
        world.ask("claimer", "GET", f"/messages/{world.things['thread']}")
    assert of_messages(statements)
