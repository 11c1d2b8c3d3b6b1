"""The one door of a point: the rule, one conditional UPDATE by which the database decides, one line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.supplies import rules
from connect.supplies.models import SupplyEvent, SupplyPoint
from connect.supplies.rules import By, State, Verb

FASTER = _l("This point has just changed. Look at it again, then press once more.")
MOVED_ON = _l("This point has moved on, so that is not possible any more. Look at where it stands now.")


def locked(point_id: int) -> SupplyPoint:
    """The point as it stands in this transaction, held until its end, so that others wait for what is decided."""
    return db.session.get_one(SupplyPoint, point_id, with_for_update={"of": SupplyPoint}, populate_existing=True)


def move(
    point: SupplyPoint, verb: Verb, by: By, *, person: Person | None = None, item: str | None = None,
    detail: dict[str, Any] | None = None, only_if: sa.ColumnElement[bool] | None = None, **more: Any,
) -> SupplyPoint:  # fmt: skip
    """Changes a point by one of `rules.MOVES`. `more` are columns that change with it, as values or SQL.

    Raises Conflict when it is not possible from where the point stands, or when somebody was faster, or `only_if` does
    not hold.
    """
    if not rules.may_move(verb, state=point.state, by=by):
        raise Conflict(MOVED_ON)
    was, now = point.state, clock.now()
    change = sa.update(SupplyPoint).where(
        SupplyPoint.id == point.id, SupplyPoint.version == point.version, SupplyPoint.state == was
    )
    if only_if is not None:
        change = change.where(only_if)
    values = {"state": rules.MOVES[verb].target or was, "version": SupplyPoint.version + 1, "changed_at": now, **more}
    result = db.session.execute(change.values(**values).execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(point)
    record(point, verb, by, person=person, item=item, detail=detail, was=was)
    return point


def record(
    point: SupplyPoint, verb: Verb, by: By, *, person: Person | None = None, item: str | None = None,
    detail: dict[str, Any] | None = None, was: State | None = None, browser: str | None = None,
    network: str | None = None,
) -> SupplyEvent:  # fmt: skip
    """Appends a line to the history. A change of state is told in it as `from` and `to`."""
    moved = {"from": was.value, "to": point.state.value} if was not in (None, point.state) else {}
    event = SupplyEvent(
        point_id=point.id, at=clock.now(), verb=verb, by=by, person_id=person.id if person else None, item=item,
        detail={**(detail or {}), **moved}, browser=browser, network=network,
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    return event
