"""What the clock does for the desk. The rows say by themselves what is due, so a missed run loses nothing."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.cases.models import Case
from connect.cases.rules import LISTED
from connect.errors import ConnectError
from connect.jobs.queue import every_minute, nightly
from connect.moderation.models import AbuseReport
from connect.moderation.reports import actions as reports


@every_minute
def hide_reported() -> int:
    """Hides what many have reported while a helper had it; says how many."""
    due = (
        sa.select(Case.public_id)
        .join(AbuseReport, sa.and_(AbuseReport.kind == "case", AbuseReport.subject == Case.public_id))
        .where(AbuseReport.settled_at.is_(None), Case.state.in_(LISTED))
        .group_by(Case.public_id)
        .having(sa.func.count() > 1)
        .limit(500)
    )
    return sum(_hide(public_id) for public_id in list(db.session.scalars(due)))


def _hide(public_id: str) -> bool:
    try:
        with db.transaction():
            return reports.weigh(public_id)
    except ConnectError:
        return False


@nightly
def forget_reporters() -> int:
    """Forgets who reported, and in what words, some time after the answer; that it was, and the answer, stay."""
    before = clock.now() - timedelta(days=config.current().reports_remember_days)
    with db.transaction():
        old = sa.select(AbuseReport).where(AbuseReport.settled_at <= before, AbuseReport.network != "")
        found = list(db.session.scalars(old))
        for one in found:
            one.device, one.network, one.words, one.reporter_id = f"-{one.id}", "", "", None
    return len(found)
