"""Giving a point its picture, taking it down, and the look of a moderator. Each is one move of the point."""

from typing import Any

import sqlalchemy as sa

from connect import clock
from connect.accounts.models import Person
from connect.supplies import transitions
from connect.supplies.models import SupplyPoint
from connect.supplies.picture import files
from connect.supplies.picture.files import Kept
from connect.supplies.registering.actions import are_looked_at_first
from connect.supplies.rules import By, State, Verb

NONE: dict[str, Any] = {
    "picture": None, "picture_width": None, "picture_height": None, "picture_waits": False
}  # fmt: skip


def put(point: SupplyPoint, kept: Kept, by: By, person: Person) -> None:
    """Gives a point this picture in place of the one before. It waits for a look where new points do."""
    looked_at = by == By.OWNER and (point.state == State.PENDING or are_looked_at_first(point.area.path, clock.now()))
    columns: dict[str, Any] = {"picture": kept.name, "picture_width": kept.width, "picture_height": kept.height}
    _move(point, by, person, "new", **columns, picture_waits=looked_at)


def take_down(point: SupplyPoint, by: By, person: Person) -> None:
    """Takes the picture of a point away, with its file."""
    _move(point, by, person, "gone", **NONE)


def pass_it(point: SupplyPoint, seen: str, by: By, person: Person) -> None:
    """Shows everybody the picture that was looked at, `seen`. Conflict when there is another one by now."""
    _move(point, by, person, "seen", only_if=SupplyPoint.picture == seen, picture=point.picture, picture_waits=False)


def _move(
    point: SupplyPoint, by: By, person: Person, what: str, *, only_if: sa.ColumnElement[bool] | None = None, **more: Any
) -> None:
    before = point.picture
    detail = {"picture": what}
    transitions.move(point, Verb.PICTURE, by, person=person, detail=detail, only_if=only_if, **more)
    if before != more["picture"]:
        files.drop_later(before)
