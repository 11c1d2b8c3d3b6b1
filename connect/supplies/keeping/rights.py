"""The rights of traders and their helpers over what is kept of points, and how long it is kept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part
from connect.supplies import actions, queries
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyHelper, SupplyPoint
from connect.supplies.rules import State
from connect.supplies.said import queries as said

INNER = ("id", "point_id", "area_id", "organization_id", "owner_id", "verified_by_id", "person_id", "phone_hash",
         "browser", "network", "goods", "link", "picture_waits")  # fmt: skip
KEPT = timedelta(days=180)  # what is personal in a point that is closed for good
MARKS = timedelta(days=2)  # by which independent buyers are told apart
HISTORY = timedelta(days=730)


@part("supply_points", "supply_points", "supply_goods", "supply_events", "supply_helpers")
def _points(person: Person) -> dict[str, Any]:
    acts = sa.select(SupplyEvent).where(SupplyEvent.person_id == person.id).order_by(SupplyEvent.id)
    return {
        "points": [_told(point) for point in queries.of_person(person)],
        "acts": [columns(one, *INNER) for one in db.session.scalars(acts)],
    }


def _told(point: SupplyPoint) -> dict[str, Any]:
    return columns(point, *INNER) | {
        "area": point.area.code,
        "organization": point.organization.name if point.organization else None,
        "goods": [columns(row, *INNER) for row in queries.goods_of(point)],
        "helpers": [one.person.name for one in queries.helpers_of(point)],
        "history": [columns(event, *INNER, "person_id") for event in queries.history(point)],
        "buyers_said": [one._asdict() | {"day": one.day.isoformat()} for one in said.told(point)],
    }


@personal_data.erasure("supply_points", "supply_goods", "supply_events", "supply_helpers")
def _forget(person: Person) -> None:
    """Closes and empties the points of an account that is erased; one of an organisation goes on without its owner.

    Lines of the history stay, and are about nobody any more.
    """
    for point in db.session.scalars(sa.select(SupplyPoint).where(SupplyPoint.owner_id == person.id)).all():
        actions.give_up(point)
    db.session.execute(sa.delete(SupplyHelper).where(SupplyHelper.person_id == person.id))


def _closed(before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(SupplyPoint.state == State.CLOSED, SupplyPoint.changed_at <= before)


def _goods_of_closed(before: datetime) -> sa.ColumnElement[bool]:
    return SupplyGood.point_id.in_(sa.select(SupplyPoint.id).where(_closed(before)))


retention.rows(
    "supply_points",
    KEPT,
    SupplyPoint,
    _closed,
    empty=("owner_id", "phone_sealed", "phone_hash", "address", "picture"),
)
retention.rows("supply_goods", KEPT, SupplyGood, _goods_of_closed)
retention.rows("supply_marks", MARKS, SupplyEvent, lambda before: SupplyEvent.at <= before, ("browser", "network"))
retention.rows("supply_events", HISTORY, SupplyEvent, lambda before: SupplyEvent.at <= before)
