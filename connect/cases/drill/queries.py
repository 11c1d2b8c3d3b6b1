"""The requests of a drill, for those who take part, and its times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.cases.drill import scope
from connect.cases.models import DRILL_SQL, Case, CaseEvent
from connect.cases.rules import CaseRole, State, Verb
from connect.registry.drill import exercises
from connect.registry.drill.exercises import Times

MOST = 100  # of each sort on the list


@dataclass(frozen=True, slots=True)
class Listed:
    """The requests of a drill by where they stand, the most urgent and longest waiting first."""

    waiting: Sequence[Case]  # for a look
    free: Sequence[Case]
    taken: Sequence[Case]
    done: Sequence[Case]


def listed() -> Listed:
    """Those of the drill in which this browser takes part."""
    now = clock.now()
    free, pending = Case.is_free(now), Case.state == State.PENDING_REVIEW
    return Listed(_some(pending), _some(free), _some(Case.is_held(now)), _some(~free, ~Case.is_held(now), ~pending))


def _some(*where: Any) -> list[Case]:
    found = sa.select(Case).where(scope.here(), *where)
    return list(db.session.scalars(found.order_by(Case.urgency.desc(), Case.waiting_since, Case.id).limit(MOST)))


@exercises.measured_by
def times(incident_id: int) -> Times:
    """How many requests an exercise has, and when the first of each came."""
    mine = (sa.text(DRILL_SQL), Case.incident_id == incident_id)
    first = sa.func.min(Case.waiting_since, type_=db.Moment())
    number, began = db.session.execute(sa.select(sa.func.count(), first).select_from(Case).where(*mine)).one()
    return Times(
        number, began, _first(incident_id, CaseEvent.actor == CaseRole.MODERATOR),
        _first(incident_id, CaseEvent.verb == Verb.CLAIM),
    )  # fmt: skip


def _first(incident_id: int, what: sa.ColumnElement[bool]) -> datetime | None:
    first = sa.select(sa.func.min(CaseEvent.at, type_=db.Moment())).join(Case, Case.id == CaseEvent.case_id)
    return db.session.scalar(first.where(sa.text(DRILL_SQL), Case.incident_id == incident_id, what))


def left(incident_id: int, limit: int) -> list[int]:
    """The requests of an exercise that are not deleted yet."""
    mine = sa.select(Case.id).where(sa.text(DRILL_SQL), Case.incident_id == incident_id)
    return list(db.session.scalars(mine.order_by(Case.id).limit(limit)))
