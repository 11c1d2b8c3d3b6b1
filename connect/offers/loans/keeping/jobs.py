"""The periodic job on loans. Every row says by itself when it is due, so a missed run loses nothing."""

from sqlalchemy.exc import IntegrityError

from connect import db
from connect.jobs.queue import steadily
from connect.offers.loans.keeping import reminders

BATCH = 200


@steadily
def remind_holders() -> int:
    """Reminds holders of what is due back; says how many were due."""
    with db.transaction():
        reminders.hand_over(BATCH)
    return sum(_intend(number) for number in reminders.due(BATCH))


def _intend(number: int) -> int:
    try:
        with db.transaction():
            return reminders.intend(number)
    except IntegrityError:  # two workers at once; the other one's row is there
        return 0
