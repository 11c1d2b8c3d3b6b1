"""Reports of abuse: taking them, hiding what many independent people report, and a moderator's word on them."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases import rules as case_rules
from connect.cases.models import Case
from connect.errors import RuleBroken
from connect.moderation.models import AbuseReport
from connect.moderation.reports import queries, report_weight
from connect.registry.reports import KINDS, Gathering, Hiding, Reported


def report(
    reported: Reported, reason: str, words: str, *, device: str, network: str, by: Person | None
) -> AbuseReport | None:  # fmt: skip
    """Takes a report; None when this browser or person has reported the same before. Many reports may hide a thing."""
    if reason not in (KINDS[reported.kind].reasons or report_weight.REASONS):
        raise RuleBroken(_l("Choose what is wrong."))
    if _has_reported(reported, device, by):
        return None
    made = AbuseReport(
        kind=reported.kind, subject=reported.public_id, area_id=reported.area_id, reason=reason, words=words,
        urgency=max(reported.urgency, 2 if reason in report_weight.GRAVE else 0), reporter_id=by.id if by else None,
        device=device, network=network, at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    weigh(reported.kind, reported.public_id)
    return made


def _has_reported(reported: Reported, device: str, by: Person | None) -> bool:
    same = AbuseReport.device == device if by is None else sa.or_(
        AbuseReport.device == device, AbuseReport.reporter_id == by.id
    )  # fmt: skip
    earlier = sa.select(AbuseReport.id).where(queries.is_about(reported.kind, reported.public_id), same).limit(1)
    return db.session.scalar(earlier) is not None


def weigh(kind: str, public_id: str) -> bool:
    """Hides a thing, or calls a moderator, when enough independent people report it; says whether it did.

    What refuses to be hidden stays and is tried again by the sweep: a request whose helper is on the way. So it is
    while a moderator's no to earlier reports stands: new ones only wait in the queue. However many reports there are,
    the writer's turn holds the same few statements.
    """
    hiding, gathering = KINDS[kind].hiding, KINDS[kind].gathering
    if hiding is not None:
        matter = hiding.shown(AbuseReport.subject.expression)
        return _are_enough(hiding, kind, public_id, matter) and hiding.hide(public_id)
    if gathering is not None:
        matter = gathering.open(AbuseReport.subject.expression)
        lately = AbuseReport.at > clock.now() - report_weight.GATHERED_WITHIN
        return _are_enough(gathering, kind, public_id, matter, lately) and gathering.gather(public_id)
    return False


def _are_enough(way: Hiding | Gathering, kind: str, public_id: str, *which: sa.ColumnElement[bool]) -> bool:
    if _was_refused_lately(way, kind, public_id):
        return False
    return report_weight.enough(queries.unanswered(kind, public_id, *which), config.current().reports_hide)


def _was_refused_lately(way: Hiding | Gathering, kind: str, public_id: str) -> bool:
    """Whether a moderator said no to reports about a thing a short while ago, and it is still what it was."""
    since = clock.now() - timedelta(hours=config.current().reports_rest_h)
    refused = sa.and_(AbuseReport.verdict.in_(report_weight.REFUSED), AbuseReport.settled_at > since)
    newest = sa.select(sa.func.max(AbuseReport.settled_at, type_=db.Moment()))
    refused_at = db.session.scalar(newest.where(queries.is_about(kind, public_id), refused))
    return refused_at is not None and not way.changed_since(public_id, refused_at)


# --- The moderator ----------------------------------------------------------------------------------------


def settle(unanswered: Iterable[AbuseReport], by: Person, verdict: str) -> None:
    """A moderator's answer to some reports. Raises RuleBroken for an unknown verdict."""
    if verdict not in report_weight.VERDICTS:
        raise RuleBroken(_l("Choose an answer."))
    for one in unanswered:
        one.settled_at, one.settled_by_id, one.verdict = clock.now(), by.id, verdict
        gathering = KINDS[one.kind].gathering
        if gathering is not None:
            gathering.answered(one.subject)


def case_decided(case: Case, was: str, by: Person) -> None:
    """Answers the reports about a request by a moderator's decision on it; `was` is its state before that.

    A request that is not accepted was rightly reported; one put back on the list was not.
    """
    back = was == "pending_review" and case.state in case_rules.LISTED
    if not back and case.state != "rejected":
        return
    verdict = "unfounded" if back else "upheld"
    unanswered = sa.select(AbuseReport).where(
        queries.is_about("case", case.public_id), AbuseReport.settled_at.is_(None)
    )
    for one in db.session.scalars(unanswered):
        one.settled_at, one.settled_by_id, one.verdict = clock.now(), by.id, verdict
