"""Reading what buyers said: the marks by which they are told apart, and the days of it for the owner."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import to_user_timezone

from connect import clock, db
from connect.accounts.models import Person
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyHelper, SupplyPoint
from connect.supplies.rules import By, State, Verb
from connect.supplies.said import rules
from connect.supplies.said.models import SupplyDoubt
from connect.supplies.said.rules import Mark, Word

SHOWN = (State.OPEN, State.RESTING, State.DORMANT)
TOLD_FOR = timedelta(days=14)  # to the owner
MOST_READ = 500  # lines of one point; a flood shows that it is one


class Told(NamedTuple):
    """One word about a point on one day, and how often it was said: without the hour, which tells who was there."""

    day: date
    word: Word
    item: str | None
    times: int


def shown(public_id: str) -> SupplyPoint | None:
    """A point that everybody may read of, resting or unheard of too; None for any other."""
    mine = sa.select(SupplyPoint).where(SupplyPoint.public_id == public_id, SupplyPoint.state.in_(SHOWN))
    return db.session.scalar(mine)


def speaks_for(person: Person, point: SupplyPoint) -> bool:
    """Whether somebody is the owner of a point or a helper of the owner."""
    helps = sa.select(SupplyHelper).where(SupplyHelper.point_id == point.id, SupplyHelper.person_id == person.id)
    return point.owner_id == person.id or db.session.scalar(helps) is not None


def marks(point_id: int, word: Word, item: str | None) -> list[Mark]:
    """Every mark that is still kept of one word about one item, oldest first."""
    of_item = SupplyEvent.item.is_(None) if item is None else SupplyEvent.item == item
    rows = db.session.scalars(_reports(point_id, clock.now() - 2 * rules.WITHIN).where(of_item))
    return [
        Mark(one.id, one.at, one.browser, one.network)
        for one in rows
        if one.detail.get("said") == word and one.browser and one.network
    ]


def told(point: SupplyPoint) -> list[Told]:
    """The words of buyers about a point lately, for its owner and for moderators: the newest day first."""
    days: dict[tuple[date, Word, str | None], int] = {}
    newest = _reports(point.id, clock.now() - TOLD_FOR).order_by(None).order_by(SupplyEvent.at.desc())
    for one in db.session.scalars(newest.limit(MOST_READ)):
        key = to_user_timezone(one.at).date(), Word(one.detail["said"]), one.item
        days[key] = days.get(key, 0) + 1
    return [Told(*key, times) for key, times in sorted(days.items(), key=lambda one: one[0][0], reverse=True)]


def _reports(point_id: int, since: datetime) -> sa.Select[SupplyEvent]:
    mine = SupplyEvent.point_id == point_id, SupplyEvent.verb == Verb.REPORT, SupplyEvent.by == By.BUYER
    return sa.select(SupplyEvent).where(*mine, SupplyEvent.at > since).order_by(SupplyEvent.at)


def enough_of(point: SupplyPoint) -> list[str]:
    """The items of which two independent people said within a day that no more is to be brought."""
    items = {one.item for one in told(point) if one.word == Word.ENOUGH and one.item}
    spoke_at = {row.item: row.said_at for row in _goods(point)}
    return sorted(
        item for item in items & spoke_at.keys()
        if rules.are_believed(marks(point.id, Word.ENOUGH, item), spoke_at[item], clock.now())
    )  # fmt: skip


def _goods(point: SupplyPoint) -> Sequence[SupplyGood]:
    return db.session.scalars(sa.select(SupplyGood).where(SupplyGood.point_id == point.id)).all()


def is_doubted(point: SupplyPoint) -> bool:
    """Whether so many said that something is not so that a moderator is to look."""
    return db.session.get(SupplyDoubt, point.id) is not None
