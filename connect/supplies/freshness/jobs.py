"""The periodic job on words that get old. Every row says by itself when it is due, so a missed run loses nothing."""

from functools import partial

from connect.jobs.queue import steadily
from connect.jobs.writing_once import written
from connect.supplies.freshness import reminders

BATCH = 200


@steadily
def remind_owners() -> int:
    """Asks owners for a new word, each at most once a day; says how many."""
    return sum(written(partial(reminders.intend, number)) for number in reminders.due(BATCH))
