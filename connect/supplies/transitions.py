"""The one door of a point: the rule, one conditional UPDATE by which the database decides, one line of history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

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
_POINTS, _EVENTS = (cast("sa.Table", one.__table__) for one in (SupplyPoint, SupplyEvent))


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


# --- Many at once: plain rows in a few statements, for a list of fifty thousand ----------------------------


class Change(NamedTuple):
    """The change of one of many points: how it was seen, `more` columns as values, and the detail of its line."""

    point: int
    version: int
    state: State
    more: Mapping[str, Any]
    detail: Mapping[str, Any]


def hold(versions: Mapping[int, int]) -> None:
    """Holds points by their numbers until the end of the transaction. Conflict unless all have these versions."""
    mine = sa.select(_POINTS.c.id, _POINTS.c.version).where(_POINTS.c.id.in_(versions)).order_by(_POINTS.c.id)
    if dict(map(tuple, db.session.execute(mine.with_for_update()))) != versions:
        raise Conflict(FASTER)


def move_all(changes: Sequence[Change], verb: Verb, by: By) -> None:
    """As `move` for each of many: a statement for those of which the same columns change, and one for the history.

    After a Conflict the transaction must not be kept: some may have been changed by then.
    """
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for one in changes:
        if not rules.may_move(verb, state=one.state, by=by):
            raise Conflict(MOVED_ON)
        alike[tuple(sorted(one.more))].append(one)
    for names, some in alike.items():
        _change(names, some, verb)
    record_all({one.point: one.detail for one in changes}, verb, by)


def _change(names: Sequence[str], some: Sequence[Change], verb: Verb) -> None:
    seen = {name: sa.bindparam(f"seen_{name}", type_=_POINTS.c[name].type) for name in ("id", "version", "state")}
    target = rules.MOVES[verb].target
    values = {"state": target or _POINTS.c.state, "version": _POINTS.c.version + 1, "changed_at": clock.now()}
    change = sa.update(_POINTS).where(*(_POINTS.c[name] == value for name, value in seen.items()))
    result = db.session.connection().execute(
        change.values(values | {name: sa.bindparam(name) for name in names}),
        [{"seen_id": one.point, "seen_version": one.version, "seen_state": one.state, **one.more} for one in some],
    )
    if result.rowcount != len(some):
        raise Conflict(FASTER)


def record_all(details: Mapping[int, Mapping[str, Any]], verb: Verb, by: By, person_id: int | None = None) -> None:
    """Appends a line to the history of each of some points, by their numbers, with its detail."""
    always = {"at": clock.now(), "verb": verb, "by": by, "person_id": person_id}
    if rows := [{**always, "point_id": point, "detail": dict(detail)} for point, detail in details.items()]:
        db.session.execute(sa.insert(_EVENTS), rows)
