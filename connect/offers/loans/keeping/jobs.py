"""The periodic job on loans. Every row says by itself when it is due, so a missed run loses nothing."""

from functools import partial

from connect import db
from connect.jobs.queue import steadily
from connect.jobs.writing_once import written
from connect.offers.loans.keeping import reminders

BATCH = 200


@steadily
def remind_holders() -> int:
    """Reminds holders of what is due back; says how many were due."""
    with db.transaction():
        reminders.hand_over(BATCH)
    return sum(written(partial(reminders.intend, number)) for number in reminders.due(BATCH))
