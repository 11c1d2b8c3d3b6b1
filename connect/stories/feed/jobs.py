"""The clock's work for the feeds: what a process of before has published during an update is listed too."""

from connect import db
from connect.jobs.queue import every_minute
from connect.stories.feed import listing


@every_minute
def list_forgotten() -> int:
    """Lists published stories that stand in no feed; says how many."""
    with db.transaction():
        return listing.keep_forgotten()
