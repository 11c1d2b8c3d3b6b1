"""Reading points: one, those of a person, those of an official's or moderator's areas, and what others ask near by."""

from collections.abc import Iterable

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.errors import NotFound
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyHelper, SupplyPoint
from connect.supplies.rules import State


def by_public_id(public_id: str) -> SupplyPoint:
    """The point of a public id, in whatever state, or NotFound."""
    point = db.session.scalar(sa.select(SupplyPoint).where(SupplyPoint.public_id == public_id))
    if point is None:
        raise NotFound
    return point


def goods_of(point: SupplyPoint) -> list[SupplyGood]:
    """The goods of a point, in the order in which they were told."""
    mine = sa.select(SupplyGood).where(SupplyGood.point_id == point.id).order_by(SupplyGood.id)
    return list(db.session.scalars(mine))


def goods_of_all(ids: Iterable[int]) -> dict[int, list[SupplyGood]]:
    """The goods of some points, by inner number."""
    found: dict[int, list[SupplyGood]] = {one: [] for one in ids}
    mine = sa.select(SupplyGood).where(SupplyGood.point_id.in_(found)).order_by(SupplyGood.id)
    for row in db.session.scalars(mine):
        found[row.point_id].append(row)
    return found


def of_person(person: Person) -> list[SupplyPoint]:
    """The points that somebody owns or speaks for, closed ones last."""
    helps = sa.select(SupplyHelper.point_id).where(SupplyHelper.person_id == person.id)
    mine = sa.select(SupplyPoint).where(sa.or_(SupplyPoint.owner_id == person.id, SupplyPoint.id.in_(helps)))
    closed_last = sa.case((SupplyPoint.state == State.CLOSED, 1), else_=0)
    return list(db.session.scalars(mine.order_by(closed_last, SupplyPoint.id.desc()).limit(100)))


def helpers_of(point: SupplyPoint) -> list[SupplyHelper]:
    """The people who speak for the owner, in the order in which they came."""
    mine = sa.select(SupplyHelper).where(SupplyHelper.point_id == point.id)
    return list(db.session.scalars(mine.order_by(SupplyHelper.since, SupplyHelper.person_id)))


def history(point: SupplyPoint, limit: int = 50) -> list[SupplyEvent]:
    """The latest lines of the history of a point, newest first."""
    mine = sa.select(SupplyEvent).where(SupplyEvent.point_id == point.id)
    return list(db.session.scalars(mine.order_by(SupplyEvent.id.desc()).limit(limit)))
