"""The sweep that rolls opening hours on. A row says by itself when it is due, so a missed run loses nothing."""

from datetime import timedelta

from connect import clock, db
from connect.jobs.queue import every_minute
from connect.supplies.holidays import queries as holidays
from connect.supplies.hours import actions

BATCH = 1_000
MOST_BATCHES = 50
AT_WORK = timedelta(minutes=5)  # no transaction takes so long


@every_minute
def roll_hours() -> int:
    """Works out the next two intervals of every point of which one is over; says of how many."""
    _forget_again()
    done = 0
    for _batch in range(MOST_BATCHES):
        with db.transaction():
            rolled = actions.roll(BATCH)
        done += rolled
        if rolled < BATCH:
            break
    return done


def _forget_again() -> None:
    """On PostgreSQL somebody may have read the holidays before one was set right, and written after it."""
    for day in holidays.changed_since(clock.now() - AT_WORK):
        with db.transaction():
            actions.forget(day)
