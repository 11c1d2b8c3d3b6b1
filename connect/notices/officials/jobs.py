"""The clock's part in the word to officials: the end of a notice comes near."""

from connect import db
from connect.jobs.queue import steadily
from connect.notices import queries
from connect.notices.officials import dispatching

AT_ONCE = 100


@steadily
def ask_ending() -> int:
    """Asks the authors of notices that end within the hour what is to follow; how many notices."""
    due = dispatching.ending(AT_ONCE)
    for notice_id in due:
        with db.transaction():
            dispatching.tell_ends(queries.by_id(notice_id))
    return len(due)
