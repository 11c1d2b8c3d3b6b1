"""What the clock does for the desk. The rows say by themselves what is due, so a missed run loses nothing."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.errors import ConnectError
from connect.jobs.queue import every_minute, nightly
from connect.moderation.models import AbuseReport
from connect.moderation.reports import actions as reports
from connect.registry.reports import KINDS, Hiding


@every_minute
def hide_reported() -> int:
    """Hides what many have reported while it could not be hidden, as when a helper had it; says how many."""
    due = [
        (kind.name, public_id) for kind in KINDS.values() if kind.hiding for public_id in _due(kind.name, kind.hiding)
    ]
    return sum(_hide(kind, public_id) for kind, public_id in due)


def _due(kind: str, hiding: Hiding) -> list[str]:
    """The public ids of what several have reported, nobody has answered, and others see at this moment."""
    reported = (
        sa.select(AbuseReport.subject)
        .where(
            AbuseReport.kind == kind, AbuseReport.settled_at.is_(None), hiding.shown(AbuseReport.subject.expression)
        )
        .group_by(AbuseReport.subject)
        .having(sa.func.count() > 1)
        .limit(500)
    )  # fmt: skip
    return list(db.session.scalars(reported))


def _hide(kind: str, public_id: str) -> bool:
    try:
        with db.transaction():
            return reports.weigh(kind, public_id)
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
