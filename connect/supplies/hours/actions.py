"""Writing hours: the expression, and the two intervals that searches compare with the clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import Person
from connect.supplies import transitions
from connect.supplies.holidays import queries as holidays
from connect.supplies.hours import evaluation, expression, queries
from connect.supplies.hours.rules import Hours
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb

INTERVALS = ("hours_from", "hours_until", "next_from", "next_until")
_TABLE = cast("sa.Table", SupplyPoint.__table__)
UNKNOWN: dict[str, datetime | None] = dict.fromkeys(INTERVALS)


def columns(hours: Hours | None, off: frozenset[date], now: datetime, zone: str) -> dict[str, Any]:
    """All that a point's row holds of its hours, at a moment; `off` are the public holidays. For rows made in bulk."""
    if hours is None:
        return {"hours": "", "hours_rows": {}, **UNKNOWN}
    return {"hours": expression.written(hours), "hours_rows": hours.as_kept(), **intervals(hours, off, now, zone)}


def intervals(hours: Hours, off: frozenset[date], now: datetime, zone: str) -> dict[str, datetime | None]:
    """The two intervals from a moment on, as columns."""
    opens = evaluation.opens(hours, off, now, zone)
    return dict(zip(INTERVALS, (*opens.now, *opens.next), strict=True))


def current(hours: Hours | None) -> dict[str, Any]:
    """As `columns`, at this moment, in the site's zone, by the holidays as they hold now."""
    return columns(hours, holidays.days(), clock.now(), config.current().timezone)


def put(point: SupplyPoint, hours: Hours | None) -> None:
    """Gives a point its hours; None takes them away. In the caller's transaction, which counts the version up."""
    for name, value in current(hours).items():
        setattr(point, name, value)


def change(point: SupplyPoint, hours: Hours | None, by: By, person: Person) -> None:
    """Sets the hours anew, with a line of the point's history. Conflict when somebody changed it meanwhile."""
    transitions.move(point, Verb.EDIT, by, person=person, detail={"changed": ["hours"]}, **current(hours))


def roll(most: int) -> int:
    """Works out anew what is over of so many points at the most; says of how many. In the caller's transaction.

    A point whose hours were changed meanwhile is left: whoever changed them has worked them out.
    """
    now, zone, off = clock.now(), config.current().timezone, holidays.days()
    rows = [
        {"point": number, "was": written, **intervals(hours, off, now, zone)}
        for number, written, kept in db.session.execute(queries.due(now, most)) if (hours := Hours.of(kept))
    ]  # fmt: skip
    _write(rows)
    return len(rows)


def _write(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        same = sa.and_(SupplyPoint.id == sa.bindparam("point"), SupplyPoint.hours == sa.bindparam("was"))
        values: dict[str, Any] = {name: sa.bindparam(name) for name in INTERVALS}
        db.session.connection().execute(sa.update(_TABLE).where(same).values(values), rows)


def forget(day: date) -> None:
    """Makes unknown what was worked out with a public holiday that is otherwise now; the sweep works it out anew.

    Until then nobody reads *open* that was worked out with the old day. What ends before the day stays as it is.
    """
    begins = datetime.combine(day - timedelta(days=1), time(), config.zone()).astimezone(UTC)
    touched = sa.and_(SupplyPoint.hours.contains(expression.HOLIDAYS), SupplyPoint.next_until > begins)
    db.session.execute(
        sa.update(SupplyPoint).where(queries.HAS_HOURS, touched).values(UNKNOWN),
        execution_options={"synchronize_session": False},
    )
