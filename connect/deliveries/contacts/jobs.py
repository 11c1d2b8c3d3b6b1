"""The clock's work for contacts: when each was last reached, and the end of a browser that was not for half a year."""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import db
from connect.deliveries.contacts import actions, queries
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger.store import Line, line
from connect.jobs.queue import nightly
from connect.registry import retention

LONGEST = timedelta(days=180)  # without a message that its service took, and without a visit
FRESH = timedelta(days=20)  # a moment that is not older is not written anew each night
ROWS, AT_ONCE = 50_000, 500


@nightly
def note_reached() -> int:
    """Writes down of browsers when a message was last taken, as the ledger has it; says how many."""
    noted = 0
    with line() as ledger:
        ((newest,),) = ledger.rows("SELECT max(id) FROM deliveries")
        for low in range(0, int(newest or 0) + 1, ROWS):
            noted += _note(_taken(ledger, low, low + ROWS - 1))
    return noted


def _taken(ledger: Line, low: int, high: int) -> list[tuple[int, datetime]]:
    return [(int(contact), ledger.moment_of(at)) for contact, at in ledger.rows(_TAKEN, (low, high))]


_TAKEN = """
    SELECT contact_id, max(due_at) FROM deliveries WHERE id BETWEEN ? AND ? AND medium = 'push' AND state IN (2, 3, 4)
    GROUP BY contact_id
"""


def _note(taken: list[tuple[int, datetime]]) -> int:
    """By day, so that a night writes few statements; a few at a time, so that nobody waits long."""
    by_day: dict[datetime, list[int]] = defaultdict(list)
    for contact, at in taken:
        by_day[at.replace(hour=0, minute=0, second=0, microsecond=0)].append(contact)
    noted = 0
    for day, contacts in by_day.items():
        for start in range(0, len(contacts), AT_ONCE):
            known = sa.or_(Contact.reached_at.is_(None), Contact.reached_at < day - FRESH)
            change = sa.update(Contact).where(Contact.id.in_(contacts[start : start + AT_ONCE]), known)
            with db.transaction():
                noted += len(db.session.execute(change.values(reached_at=day).returning(Contact.id)).all())
    return noted


def _due(before: datetime) -> int:
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(Contact).where(queries.is_silent_since(before))) or 0
    )


def _forget(before: datetime) -> int:
    gone = 0
    while True:
        some = list(db.session.scalars(sa.select(Contact.id).where(queries.is_silent_since(before)).limit(AT_ONCE)))
        if not some:
            return gone
        with db.transaction():
            gone += actions.forget_all(some)


retention.rule("contacts_unreached", LONGEST, due=_due, wipe=_forget, tables=("contacts", "contact_secrets"))
