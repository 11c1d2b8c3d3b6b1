"""The periodic jobs on points. Every row says by itself when it is due, so a missed run loses nothing."""

import sqlalchemy as sa

from connect import clock, db
from connect.errors import ConnectError
from connect.jobs.queue import steadily
from connect.supplies import rules, transitions
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, State, Verb

BATCH = 200


@steadily
def fade_points() -> int:
    """Takes points off the list of which nothing was heard for two weeks; says how many."""
    silent = SupplyPoint.state == State.OPEN, SupplyPoint.said_at <= clock.now() - rules.SILENT_AFTER
    return _each(sa.select(SupplyPoint.id).where(*silent).order_by(SupplyPoint.said_at), Verb.FADE)


@steadily
def wake_points() -> int:
    """Opens points anew whose rest is over; says how many. What they have is as old as their last word."""
    over = SupplyPoint.state == State.RESTING, SupplyPoint.rest_until <= clock.now()
    return _each(sa.select(SupplyPoint.id).where(*over).order_by(SupplyPoint.rest_until), Verb.WAKE)


def _each(due: sa.Select[int], verb: Verb) -> int:
    return sum(_move(number, verb) for number in db.session.scalars(due.limit(BATCH)).all())


def _move(number: int, verb: Verb) -> int:
    try:
        with db.transaction():
            point, more = transitions.locked(number), {"rest_until": None} if verb == Verb.WAKE else {}
            if verb == Verb.FADE and rules.is_fresh_enough(point.said_at, clock.now()):
                return 0
            transitions.move(point, verb, By.CLOCK, **more)
    except ConnectError:  # somebody acted in between, so it is no longer due
        return 0
    return 1
