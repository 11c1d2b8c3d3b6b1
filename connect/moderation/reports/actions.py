"""Reports of abuse: taking them, hiding what many independent people report, and a moderator's word on them."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases import actions as case_actions, rules as case_rules
from connect.cases.models import Case, CaseEvent
from connect.errors import NotFound, RuleBroken
from connect.moderation.models import AbuseReport
from connect.moderation.queue import work_queue
from connect.moderation.reports import report_weight
from connect.moderation.reports.report_weight import Voice


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported: its kind, public id, the area whose moderators look, and how urgent that is (0 to 3)."""

    kind: str
    public_id: str
    area_id: int
    urgency: int = 1


def report(
    subject: Subject, reason: str, words: str, *, device: str, network: str, by: Person | None
) -> AbuseReport | None:  # fmt: skip
    """Takes a report; None when this browser or person has reported the same before. Many voices hide a request."""
    if reason not in report_weight.REASONS:
        raise RuleBroken(_l("Choose what is wrong."))
    if _reported(subject, device, by):
        return None
    made = AbuseReport(
        kind=subject.kind, subject=subject.public_id, area_id=subject.area_id, reason=reason, words=words,
        urgency=max(subject.urgency, 2 if reason in report_weight.GRAVE else 0), reporter_id=by.id if by else None,
        device=device, network=network, at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if subject.kind == "case":
        weigh(subject.public_id)
    return made


def _reported(subject: Subject, device: str, by: Person | None) -> bool:
    same = AbuseReport.device == device if by is None else sa.or_(
        AbuseReport.device == device, AbuseReport.reporter_id == by.id
    )  # fmt: skip
    statement = sa.select(AbuseReport.id).where(_about(subject.kind, subject.public_id), same).limit(1)
    return db.session.scalar(statement) is not None


def _about(kind: str, public_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(AbuseReport.kind == kind, AbuseReport.subject == public_id)


def weigh(public_id: str) -> bool:
    """Takes a request off the list for a look when enough independent voices report it; says whether it did.

    A life in danger is never hidden by strangers: it only goes to the top of the moderators' queue. While a
    helper has it, it stays; the sweep tries again once that is over. So it does while a moderator's no to earlier
    reports stands: new ones only wait in the queue.
    """
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id))
    if case is None or case.urgency == case_rules.URGENCIES["life_threatening"]:
        return False
    if _answered_lately(case):
        return False
    if not report_weight.enough(heard("case", public_id), config.current().reports_hide):
        return False
    return case_actions.hold(case, "reports")


def _answered_lately(case: Case) -> bool:
    """Whether a moderator said no to reports about it a short while ago, and its words are still those."""
    since = clock.now() - timedelta(hours=config.current().reports_rest_h)
    answered = sa.and_(AbuseReport.verdict.in_(report_weight.REFUSED), AbuseReport.settled_at > since)
    newest = sa.select(sa.func.max(AbuseReport.settled_at, type_=db.Moment()))
    word_at = db.session.scalar(newest.where(_about("case", case.public_id), answered))
    edited = sa.select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.verb == "edit")
    return word_at is not None and db.session.scalar(edited.where(CaseEvent.at > word_at).limit(1)) is None


def heard(kind: str, public_id: str) -> list[Voice]:
    """The voices of reports that nobody has answered yet."""
    open_ = sa.select(AbuseReport).where(_about(kind, public_id), AbuseReport.settled_at.is_(None))
    return [voice_of(one) for one in db.session.scalars(open_)]


def voice_of(one: AbuseReport) -> Voice:
    """How much a report weighs, by its reporter's record."""
    verified = bool(one.reporter and one.reporter.verified)
    unfounded = _times(one, "unfounded") + 2 * _times(one, "false") - _times(one, "upheld")
    weight = report_weight.weight_of(verified=verified, made_up_before=_made_up_before(one), unfounded=unfounded)
    return Voice(one.device, one.network, one.reporter_id, weight)


def _made_up_before(one: AbuseReport) -> bool:
    false = sa.select(AbuseReport.id).where(_hers(one), AbuseReport.verdict == "false", _remembered())
    return db.session.scalar(false.limit(1)) is not None


def _times(one: AbuseReport, verdict: str) -> int:
    """How often a moderator answered so where this report comes from; all reports of one answer are one time.

    Whoever has no account is known by the network too: to throw away a cookie costs nothing.
    """
    same = _hers(one) if one.reporter_id is not None else sa.or_(_hers(one), AbuseReport.network == one.network)
    answers = sa.select(AbuseReport.subject, AbuseReport.settled_at).where(
        same, AbuseReport.verdict == verdict, _remembered()
    )  # fmt: skip
    return db.session.scalar(sa.select(sa.func.count()).select_from(answers.distinct().subquery())) or 0


def _hers(one: AbuseReport) -> sa.ColumnElement[bool]:
    """Reports of the same browser or account."""
    same = AbuseReport.device == one.device
    return same if one.reporter_id is None else sa.or_(same, AbuseReport.reporter_id == one.reporter_id)


def _remembered() -> sa.ColumnElement[bool]:
    return AbuseReport.settled_at > clock.now() - timedelta(days=config.current().reports_remember_days)


# --- The moderator ----------------------------------------------------------------------------------------


def waiting(public_id: str, person: Person) -> list[AbuseReport]:
    """The unanswered reports about one thing in her areas, oldest first; NotFound when there never was one."""
    mine = AbuseReport.area_id.in_(work_queue.in_areas(person, "moderator"))
    found = list(
        db.session.scalars(
            sa.select(AbuseReport).where(AbuseReport.subject == public_id, mine).order_by(AbuseReport.id)
        )
    )
    if not found:
        raise NotFound
    return [one for one in found if one.settled_at is None]


def about(kind: str, public_id: str) -> list[AbuseReport]:
    """Every report about one thing, answered or not, oldest first."""
    return list(db.session.scalars(sa.select(AbuseReport).where(_about(kind, public_id)).order_by(AbuseReport.id)))


def settle(public_id: str, by: Person, verdict: str) -> int:
    """Answers every unanswered report about one thing; says how many."""
    if verdict not in report_weight.VERDICTS:
        raise RuleBroken(_l("Choose an answer."))
    found = waiting(public_id, by)
    for one in found:
        one.settled_at, one.settled_by_id, one.verdict = clock.now(), by.id, verdict
    return len(found)


def decided(case: Case, was: str, by: Person) -> None:
    """A request that is not accepted was rightly reported; one put back on the list was not."""
    back = was == "pending_review" and case.state in case_rules.LISTED
    if not back and case.state != "rejected":
        return
    verdict = "unfounded" if back else "upheld"
    open_ = sa.select(AbuseReport).where(_about("case", case.public_id), AbuseReport.settled_at.is_(None))
    for one in db.session.scalars(open_):
        one.settled_at, one.settled_by_id, one.verdict = clock.now(), by.id, verdict
