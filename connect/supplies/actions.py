"""Writing points. Every change of a state goes through `transitions`; goods are written by `say_levels`, and
by `stock.bulk` those of many points at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.actions import public_place
from connect.errors import Conflict, RuleBroken
from connect.supplies import goods, rules, transitions
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import By, Level, SaidBy, State, Verb

SAYS: dict[By, SaidBy] = {
    By.OWNER: SaidBy.OWNER, By.HELPER: SaidBy.OWNER, By.OFFICIAL: SaidBy.OFFICIAL, By.IMPORT: SaidBy.IMPORT
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """The word on one item: how much there is, its price in đồng of the base unit or of a pack, and a limit.

    `limit_each`: so many units of it to a household.
    """

    level: Level
    price: int | None = None
    per: str = ""
    limit_each: int | None = None


def say_levels(
    point: SupplyPoint, levels: Mapping[str, Said], by: By, *, person: Person | None = None,
    gone: Collection[str] = (), as_before: bool = False, detail: Mapping[str, Any] | None = None,
) -> SupplyPoint:  # fmt: skip
    """Writes what there is at a point, with the mask of its goods and the moment of the last word.

    `levels`: by item. What is not named stays as it was said then; `as_before` says it again now. `gone`: items that
    the point has no more at all. Raises RuleBroken for more kinds of goods than there are bits.
    """
    now, said_by = clock.now(), SAYS[by]
    point = transitions.locked(point.id)
    told = {item: said for item, said in levels.items() if goods.is_known(item)}
    rows = {row.item: row for row in db.session.scalars(_goods_of(point))}
    for item, said in told.items():
        row = rows.setdefault(item, SupplyGood(point_id=point.id, item=item))
        row.level, row.price, row.per, row.limit_each = said.level, said.price, said.per, said.limit_each
    for item in set(gone) & rows.keys() - told.keys():
        db.session.delete(rows.pop(item))
    for item, row in rows.items():
        if as_before or item in told:
            row.said_at, row.said_by, row.buyers_out_at = now, said_by, None
    db.session.add_all(rows.values())
    there = goods.numbered(row.item for row in rows.values() if is_there(row))
    point.goods, point.said_at, point.changed_at, point.version = there, now, now, point.version + 1
    db.session.flush()
    words = {item: said.level.value for item, said in told.items()}
    transitions.record(point, Verb.SAY, by, person=person, detail={"goods": words, **(detail or {})})
    return point


def is_there(row: SupplyGood) -> bool:
    """Whether a search finds a point by this item: neither its owner nor its buyers say that there is none."""
    return row.level != Level.OUT and row.buyers_out_at is None


def buyers_say_out(point: SupplyPoint, row: SupplyGood) -> None:
    """Marks an item as sold out by the word of buyers, until the owner speaks; no search finds the point by it."""
    row.buyers_out_at = clock.now()
    db.session.flush()
    there = goods.mask_of(one.item for one in db.session.scalars(_goods_of(point)) if is_there(one))
    point.goods, point.changed_at, point.version = there, clock.now(), point.version + 1
    db.session.flush()


def _goods_of(point: SupplyPoint) -> sa.Select[SupplyGood]:
    return sa.select(SupplyGood).where(SupplyGood.point_id == point.id)


def confirm(
    point: SupplyPoint, by: By, levels: Mapping[str, Said] | None = None, *, person: Person | None = None,
    detail: Mapping[str, Any] | None = None,
) -> SupplyPoint:  # fmt: skip
    """Opens a point anew, fresh: all as before, or as `levels` say. Raises Conflict from where that is not possible."""
    transitions.move(
        point, Verb.CONFIRM, by, person=person, detail=dict(detail or {}), said_at=clock.now(), rest_until=None
    )
    return say_levels(point, levels or {}, by, person=person, as_before=not levels, detail=detail)


def give_up(point: SupplyPoint) -> SupplyPoint:
    """Takes the owner from a point whose account is erased: one of an organisation goes on, any other is closed.

    A closed one keeps its kind and its ward; the place becomes the centre of the ward's rough area.
    """
    point = transitions.locked(point.id)
    point.owner_id = None
    point.give_phone(None)
    db.session.flush()
    if point.organization_id is not None:
        return point
    if point.state != State.CLOSED:
        point = transitions.move(point, Verb.CLOSE, By.OWNER)
    rough = public_place(point.place, (), guarded=False)
    point.name, point.market, point.address, point.picture, point.folded = "-", None, None, None, ""
    point.exact, point.cell, point.cell_res = False, rough.cell, rough.resolution
    point.lat, point.lon = rough.centre.lat, rough.centre.lon
    db.session.flush()
    return point


def tell_all(
    point: SupplyPoint, levels: Mapping[str, Said], by: By, *, version: int, person: Person | None = None
) -> SupplyPoint:
    """Sets all goods of a point: what is not in `levels` it has no more. Where it can be opened anew, it is.

    Raises Conflict when `version` is an older one.
    """
    point = transitions.locked(point.id)
    if point.version != version:
        raise Conflict(transitions.FASTER)
    gone = {row.item for row in db.session.scalars(_goods_of(point))} - levels.keys()
    if rules.may_move(Verb.CONFIRM, state=point.state, by=by):
        transitions.move(point, Verb.CONFIRM, by, person=person, said_at=clock.now(), rest_until=None)
    elif point.state not in rules.LIVING:
        raise Conflict(transitions.MOVED_ON)
    return say_levels(point, levels, by, person=person, gone=gone)


def rest(point: SupplyPoint, by: By, until: datetime, *, person: Person | None = None) -> SupplyPoint:
    """Takes a point off the list until a moment. Raises RuleBroken for one that is past or too far ahead."""
    now = clock.now()
    if not now < until <= now + rules.LONGEST_REST + timedelta(days=1):
        raise RuleBroken(_l("Choose a day from tomorrow on, within 60 days."))
    return transitions.move(
        point, Verb.REST, by, person=person, detail={"until": until.isoformat()}, rest_until=until, said_at=now
    )
