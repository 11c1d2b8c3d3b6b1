"""The clock's work for following: addresses that nobody said yes for are forgotten."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from connect import clock, db
from connect.jobs.queue import nightly, steadily
from connect.notices.following import digests, still
from connect.notices.following.asking import actions
from connect.notices.following.models import PendingFollow
from connect.registry import personal_data, retention

TABLE, LONGEST = PendingFollow.__tablename__, timedelta(days=1)


def _due(before: datetime) -> int:
    return len(_old(before))


def _forget(before: datetime) -> int:
    old = _old(before)
    for number in old:
        with db.transaction():
            actions.forget(number)
    return len(old)


def _old(before: datetime) -> list[int]:
    old = sa.select(PendingFollow.id).where(PendingFollow.created_at < before)
    return list(db.session.scalars(old.limit(1_000)))


@steadily
def forget_asked() -> int:
    """Deletes the addresses that were asked a day ago; says how many."""
    return _forget(clock.now() - LONGEST)


@nightly
def ask_still() -> bool:
    """Tells browsers that nothing came to for months that they still follow; whether there are any."""
    with db.transaction():
        return still.ask()


@steadily
def digest() -> int:
    """Writes down the daily summaries whose hour has come; how many. Of two workers at once one does it."""
    with suppress(IntegrityError), db.transaction():
        return digests.publish()
    return 0


retention.rule(TABLE, LONGEST, due=_due, wipe=_forget, tables=(TABLE,))
personal_data.fate(TABLE, told="an address that nobody has said yes for yet, and that no account is known by")
