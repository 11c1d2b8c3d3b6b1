"""The clock's work for notices: says of what has begun that it is published. Readers see it on time without this."""

from connect import db
from connect.errors import Conflict
from connect.jobs.queue import every_minute
from connect.notices import queries, transitions
from connect.notices.feed import listing
from connect.notices.rules import Verb


@every_minute
def begin() -> int:
    """Moves the scheduled notices that have begun; says how many."""
    moved = 0
    for notice_id in [one.id for one in queries.begun()]:
        try:
            with db.transaction():
                transitions.move(queries.by_id(notice_id), Verb.BEGIN, None)
            moved += 1
        except Conflict:  # cancelled or changed at the same moment
            continue
    return moved


@every_minute
def list_forgotten() -> int:
    """Puts into the feeds what code of before has published during an update of the site; says how many."""
    found = listing.forgotten()
    if found:
        with db.transaction():
            listing.keep_all(found)
    return len(found)
