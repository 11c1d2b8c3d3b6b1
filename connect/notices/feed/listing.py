"""Keeps what the feed of a place asks of each area of a notice: how grave it is, its begin, until when it is listed."""

from collections.abc import Sequence

import sqlalchemy as sa

from connect import db
from connect.notices.feed import bar, rules
from connect.notices.models import Notice, NoticeArea
from connect.notices.rules import OUT, UNSENT

AT_ONCE = 200


def keep(notice: Notice) -> None:
    """Writes it down anew, after the state, the times, the severity or the areas of a notice have changed."""
    until = rules.listed_until(notice.state, notice.status, notice.starts_at, notice.ends_at, notice.withdrawn_at)
    if notice.state in UNSENT:
        return  # never listed, and what is listed never becomes a draft again
    values = {"severity": notice.severity, "starts_at": notice.starts_at, "ends_at": until}
    mine = sa.update(NoticeArea).where(NoticeArea.notice_id == notice.id).values(**values)
    db.session.execute(mine.execution_options(synchronize_session=False))
    bar.forget()


def forgotten() -> list[int]:
    """The notices that code of before this was kept has published, during the minutes of an update; by number."""
    unlisted = sa.select(NoticeArea.notice_id).where(NoticeArea.severity.is_(None))
    out = Notice.state.in_(OUT), Notice.id.in_(unlisted)
    return list(db.session.scalars(sa.select(Notice.id).where(*out).limit(AT_ONCE)))


def keep_all(ids: Sequence[int]) -> None:
    """Keeps several."""
    for notice in db.session.scalars(sa.select(Notice).where(Notice.id.in_(ids))):
        keep(notice)
