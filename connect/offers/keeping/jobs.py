"""The periodic jobs on offers. Every row says by itself when it is due, so a missed run loses nothing."""

from functools import partial

import sqlalchemy as sa
import structlog

from connect import clock, db
from connect.errors import ConnectError
from connect.jobs.queue import steadily
from connect.jobs.writing_once import written
from connect.offers import rules, transitions
from connect.offers.keeping import reminders
from connect.offers.models import Offer
from connect.offers.rules import By, Verb

BATCH = 200
log = structlog.get_logger("connect.jobs")


@steadily
def expire_offers() -> int:
    """Expires offers whose end has come or whose giver stays silent; says how many."""
    over = sa.select(Offer.id).where(Offer.state.in_(rules.LIVING), Offer.clock_at <= clock.now())
    return sum(_expire(number) for number in db.session.scalars(over.order_by(Offer.clock_at).limit(BATCH)).all())


def _expire(number: int) -> int:
    try:
        with db.transaction():
            transitions.move(transitions.locked(number), Verb.EXPIRE, By.CLOCK)
    except ConnectError:  # the giver acted in between, so it is no longer due
        return 0
    return 1


@steadily
def remind_givers() -> int:
    """Asks givers whose word is getting old whether it is still so; says how many were due."""
    with db.transaction():
        reminders.hand_over(BATCH)
    return sum(written(partial(reminders.intend, number)) for number in reminders.due(BATCH))
