"""Whether the machine's clock can be trusted with what cannot be taken back.

A clock that jumps a year ahead would have the nightly job delete what is personal on the whole site. So the worker
notes each minute what time it is. After a jump of more than a day, or as long a stop, whatever deletes or expires
waits until the clock has gone on evenly for a day; meanwhile `flask doctor` says so, and it can be done by hand.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, db

log = structlog.get_logger("connect")

JUMP = timedelta(days=1)
WAIT = timedelta(days=1)
_OFTEN = timedelta(minutes=10)  # how exactly is known when the clock was last seen; each time is a write


class ClockMark(db.Model):
    """One row: when the clock was last looked at, and since when it goes evenly."""

    __tablename__ = "clock_marks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    steady_since: Mapped[datetime]


def look() -> bool:
    """Notes what time it is; whether it has been going evenly for long enough. A new site's clock is believed."""
    now, mark = clock.now(), _mark()
    if mark is None or abs(now - mark.seen_at) > _OFTEN:
        with db.transaction():
            _note(now)
    return waits_until() is None


def waits_until() -> datetime | None:
    """Until when nothing is deleted, as the clock jumped; None when all is well."""
    mark = _mark()
    if mark is None or mark.steady_since <= clock.now() - WAIT:
        return None
    return mark.steady_since + WAIT


def _note(now: datetime) -> None:
    mark = _mark()
    if mark is None:
        db.session.add(ClockMark(id=1, seen_at=now, steady_since=db.EPOCH))
        return
    if abs(now - mark.seen_at) > JUMP:
        log.error("clock jumped", seconds=round((now - mark.seen_at).total_seconds()))
        mark.steady_since = now
    mark.seen_at = now


def _mark() -> ClockMark | None:
    return db.session.scalar(sa.select(ClockMark).execution_options(populate_existing=True))
