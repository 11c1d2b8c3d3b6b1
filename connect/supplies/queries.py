"""Reading points: one, those of a person, those of an official's or moderator's areas, and what others ask near by."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.errors import Gone, NotFound
from connect.supplies import rules
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyHelper, SupplyPoint
from connect.supplies.rules import By, State, Verb

DESK = ("pending", "pictures", "unconfirmed", "unverified", "hidden")  # the lists of officials and moderators


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
    """The latest lines of the history of a point, newest first; `said.queries` tells what buyers said, by day."""
    mine = sa.select(SupplyEvent).where(SupplyEvent.point_id == point.id, SupplyEvent.verb != Verb.REPORT)
    return list(db.session.scalars(mine.order_by(SupplyEvent.id.desc()).limit(limit)))


# --- The sides of a point ------------------------------------------------------------------------------------


def side_of(person: Person | None, point: SupplyPoint) -> By | None:
    """The side on which somebody may act for a point: its owner's, a helper's, an official's or moderator's; None.

    Coordinators of its organisation are its owner. The owner of a point is never its official.
    """
    if person is None:
        return None
    if _owns(person, point):
        return By.OWNER
    if _helps(person, point):
        return By.HELPER
    for role, side in ((RoleName.OFFICIAL, By.OFFICIAL), (RoleName.MODERATOR, By.MODERATOR)):
        if account_rules.holds(person.roles, role, point.area.path):
            return side
    return None


def _owns(person: Person, point: SupplyPoint) -> bool:
    if point.owner_id is not None and point.owner_id == person.id:
        return True
    return point.organization_id is not None and account_rules.coordinates(person.roles, point.organization_id)


def _helps(person: Person, point: SupplyPoint) -> bool:
    mine = sa.select(SupplyHelper.point_id)
    mine = mine.where(SupplyHelper.point_id == point.id, SupplyHelper.person_id == person.id)
    return db.session.scalar(mine) is not None


def seen_by(person: Person | None, public_id: str) -> SupplyPoint:
    """A point as somebody may see it. NotFound for one that is not shown, Gone for one that closed for good."""
    point = by_public_id(public_id)
    if point.state in rules.SHOWN or side_of(person, point):
        return point
    if point.state == State.CLOSED:
        raise Gone(_l("This point has closed for good."))
    raise NotFound


def led_by(person: Person, public_id: str, *sides: By) -> tuple[SupplyPoint, By]:
    """A point for which somebody acts on one of these sides, and the side. NotFound for everybody else."""
    point = by_public_id(public_id)
    side = side_of(person, point)
    if side is None or side not in sides:
        raise NotFound
    return point, side


# --- The areas of officials and moderators -------------------------------------------------------------------


def in_charge(person: Person) -> sa.ColumnElement[bool]:
    """The condition for points in the areas of an official or moderator, but for their own."""
    ids = accounts.areas_of(person, RoleName.OFFICIAL, RoleName.MODERATOR)
    not_mine = sa.or_(SupplyPoint.owner_id.is_(None), SupplyPoint.owner_id != person.id)
    return sa.and_(SupplyPoint.area_id.in_(ids), not_mine)


def waiting(show: str, now: datetime) -> sa.ColumnElement[bool]:
    """The condition for one list of the desk: pending, pictures, unconfirmed, unverified or hidden."""
    return {
        "pending": SupplyPoint.state == State.PENDING,
        "pictures": sa.and_(SupplyPoint.picture_waits, SupplyPoint.state.in_(rules.SHOWN)),
        "unconfirmed": sa.and_(
            SupplyPoint.state.in_((State.OPEN, State.DORMANT)), SupplyPoint.said_at <= now - rules.UNCONFIRMED_AFTER
        ),
        "unverified": sa.and_(SupplyPoint.state == State.OPEN, SupplyPoint.verified_at.is_(None)),
        "hidden": SupplyPoint.state == State.HIDDEN,
    }[show]


def desk(person: Person, show: str, now: datetime, limit: int) -> list[SupplyPoint]:
    """The points of one list in the areas of this person, those first that were heard of longest ago."""
    mine = sa.select(SupplyPoint).where(in_charge(person), waiting(show, now))
    return list(db.session.scalars(mine.order_by(SupplyPoint.said_at, SupplyPoint.id).limit(limit)))


def desk_counts(person: Person, now: datetime) -> dict[str, int]:
    """How many stand in each list of the desk, in its order."""
    counts = {show: sa.func.count().filter(waiting(show, now)) for show in DESK}
    row = db.session.execute(sa.select(*counts.values()).where(in_charge(person))).one()
    return dict(zip(counts, row, strict=True))
