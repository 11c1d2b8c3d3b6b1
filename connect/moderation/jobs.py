"""The periodic jobs of the desk. The rows say by themselves when they are due, so a missed run loses nothing."""

from datetime import datetime

import sqlalchemy as sa

from connect import db
from connect.errors import ConnectError
from connect.jobs.queue import every_minute
from connect.moderation.models import AbuseReport
from connect.moderation.reports import actions as reports, report_weight
from connect.registry import retention
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


def _alone(before: datetime) -> sa.ColumnElement[bool]:
    """Reports behind which too few people stood for a moderator to look."""
    gather = [(one.name, one.gathering) for one in KINDS.values() if one.gathering]
    few = [sa.and_(AbuseReport.kind == name, ~one.gathered(AbuseReport.subject.expression)) for name, one in gather]
    return sa.and_(AbuseReport.settled_at.is_(None), AbuseReport.at <= before, sa.or_(sa.false(), *few))


def _named(before: datetime) -> sa.Select[AbuseReport]:
    """Reports answered before a moment that still say who reported."""
    return sa.select(AbuseReport).where(AbuseReport.settled_at <= before, AbuseReport.network != "")


def _count_named(before: datetime) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(_named(before).subquery())) or 0


def forget_reporters(before: datetime) -> int:
    """Forgets who reported, and in what words, some time after the answer; that it was, and the answer, stay."""
    with db.transaction():
        found = list(db.session.scalars(_named(before)))
        for one in found:
            one.device, one.network, one.words, one.reporter_id = f"-{one.id}", "", "", None
    return len(found)


retention.rows("lone_reports", report_weight.GATHERED_WITHIN, AbuseReport, _alone)
retention.rule(
    "reporters", "reports_remember_days", due=_count_named, wipe=forget_reporters, tables=("abuse_reports",)
)  # fmt: skip
