"""A moderator's word on two requests that look alike; it holds for all moderators and for good."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases import actions as cases
from connect.cases.duplicates.models import Suspicion
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import Conflict
from connect.moderation.duplicates.pairs import Pair


def merge_pair(pair: Pair, by: Actor, goes_on: str) -> Case:
    """Ends one of the two as a second telling of the other, by the door; both histories stay."""
    into = pair.newer if goes_on == pair.newer.public_id else pair.older
    settle(pair, by, "merged")
    return cases.merge(pair.other(into), by, into)


def settle(pair: Pair, by: Actor, verdict: str) -> None:
    """Writes down once for all that the two are "not_same" or "merged". Conflict when somebody was faster."""
    seen = pair.suspicion
    statement = (
        sa.update(Suspicion)
        .where(Suspicion.low_id == seen.low_id, Suspicion.high_id == seen.high_id, Suspicion.settled_at.is_(None))
        .values(verdict=verdict, settled_at=clock.now(), settled_by_id=by.person.id if by.person else None)
    )
    if cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount != 1:
        raise Conflict(_l("Somebody was faster and has decided about these two."))
