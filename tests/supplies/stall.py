"""A stall with rice and eggs, for tests."""

from datetime import datetime
from typing import Any

from connect import clock, db
from connect.accounts.models import Person
from connect.supplies.actions import Said
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import Level
from tests.builders import make_point

GOODS = {"rice": Said(Level.PLENTY, 20_000), "eggs": Said(Level.SOME, 30_000, "tray_10")}


def stall(owner: Person | None = None, at: datetime | None = None, **over: Any) -> SupplyPoint:
    """An open point, whose goods were told now, or at a moment that is over; of an owner, or of an official."""
    with clock.told(at or clock.now()):
        point = make_point(levels=GOODS, **over)
        with db.transaction():
            point.owner_id = owner.id if owner else None
        return point
