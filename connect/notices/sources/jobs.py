"""The clock's work for sources: each is asked some minutes after the last time."""

import time

from connect import db
from connect.errors import NotAllowed
from connect.jobs.queue import every_minute
from connect.notices.sources import actions, fetching, queries

WITHIN_S = 20.0  # of one turn: other work of the minute waits behind it
NO_OFFICIAL = "who added it is no official of its area any more"


@every_minute
def ask_sources() -> int:
    """Asks the sources whose time has come; says how many drafts came of it."""
    drafts, until = 0, time.monotonic() + WITHIN_S
    for number in queries.due():
        if time.monotonic() > until:
            break
        try:
            drafts += fetching.look(number).get("drafts", 0)
        except NotAllowed:
            with db.transaction():
                actions.looked(queries.by_id(number), NO_OFFICIAL)
    return drafts
