"""Reports of abuse: those that wait for an answer, and how much each weighs by what came of earlier ones."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.errors import NotFound
from connect.moderation.models import AbuseReport
from connect.moderation.reports import report_weight
from connect.moderation.reports.report_weight import WeighedReport

MOST_OF_NETWORK = 3  # reports of one network that are weighed: together they count as one anyway
MOST_WEIGHED = 300


def waiting(public_id: str, person: Person) -> list[AbuseReport]:
    """The unanswered reports about one thing in the areas of a moderator, oldest first.

    Raises NotFound when nobody ever reported it there.
    """
    mine = AbuseReport.area_id.in_(accounts.areas_of(person, "moderator"))
    reports = sa.select(AbuseReport).where(AbuseReport.subject == public_id, mine).order_by(AbuseReport.id)
    found = list(db.session.scalars(reports))
    if not found:
        raise NotFound
    return [one for one in found if one.settled_at is None]


def about(kind: str, public_id: str) -> list[AbuseReport]:
    """Every report about one thing, answered or not, oldest first."""
    reports = sa.select(AbuseReport).where(is_about(kind, public_id)).order_by(AbuseReport.id)
    return list(db.session.scalars(reports))


def is_about(kind: str, public_id: str) -> sa.ColumnElement[bool]:
    """Whether a report is about this thing."""
    return sa.and_(AbuseReport.kind == kind, AbuseReport.subject == public_id)


# --- Weight -----------------------------------------------------------------------------------------------


def unanswered(kind: str, public_id: str, *where: sa.ColumnElement[bool]) -> list[WeighedReport]:
    """The reports about one thing that nobody has answered, weighed: the first few of each network, up to a number."""
    number = sa.func.row_number().over(partition_by=AbuseReport.network, order_by=AbuseReport.id)
    open_ = sa.select(AbuseReport.id, number.label("number"))
    numbered = open_.where(is_about(kind, public_id), AbuseReport.settled_at.is_(None), *where).subquery()
    few = sa.select(numbered.c.id).where(numbered.c.number <= MOST_OF_NETWORK).order_by(numbered.c.id)
    return _weighed(AbuseReport.id.in_(few.limit(MOST_WEIGHED)))


def weights(reports: Sequence[AbuseReport]) -> list[float]:
    """How much each of some reports weighs, in their order."""
    found = {one.id: one.weight for one in _weighed(AbuseReport.id.in_([one.id for one in reports]))}
    return [found[one.id] for one in reports]


def _weighed(where: sa.ColumnElement[bool]) -> list[WeighedReport]:
    """Some reports with their weight; one statement for all that came of earlier reports, however many there are."""
    statement = sa.select(AbuseReport, _made_up_before(), _times("unfounded"), _times("false"), _times("upheld"))
    rows = db.session.execute(statement.where(where).order_by(AbuseReport.id))
    return [
        WeighedReport(
            one.id, one.device, one.network, one.reporter_id,
            report_weight.weight_of(
                verified=bool(one.reporter and one.reporter.verified), made_up_before=made_up,
                unfounded=unfounded + 2 * false - upheld,
            ),
        )
        for one, made_up, unfounded, false, upheld in rows
    ]  # fmt: skip


_EARLIER = sa.inspect(AbuseReport).local_table.alias("earlier").c


def has_made_up(device: str, person: Person | None) -> bool:
    """Whether a browser or an account has lately reported something that was made up: its word counts for nothing."""
    same = AbuseReport.device == device
    if person is not None:
        same = sa.or_(same, AbuseReport.reporter_id == person.id)
    since = clock.now() - timedelta(days=config.current().reports_remember_days)
    made_up = sa.select(AbuseReport.id).where(same, AbuseReport.verdict == "false", AbuseReport.settled_at > since)
    return db.session.scalar(made_up.limit(1)) is not None


def _made_up_before() -> sa.ColumnElement[bool]:
    """Whether an earlier report of the same browser or account was made up."""
    return sa.exists().where(_of_the_same(), _EARLIER.verdict == "false", _is_remembered())


def _times(verdict: str) -> sa.ScalarSelect[int]:
    """How often a moderator answered so where a report comes from; all reports of one answer are one time.

    A reporter without an account is known by the network too: to throw away a cookie costs nothing.
    """
    network = sa.and_(AbuseReport.reporter_id.is_(None), _EARLIER.network == AbuseReport.network)
    of_the_same = sa.or_(_of_the_same(), network)
    answers = sa.select(_EARLIER.subject, _EARLIER.settled_at).where(
        of_the_same, _EARLIER.verdict == verdict, _is_remembered()
    )  # fmt: skip
    distinct = answers.correlate(AbuseReport).distinct().subquery()
    return sa.select(sa.func.count()).select_from(distinct).scalar_subquery()


def _of_the_same() -> sa.ColumnElement[bool]:
    return sa.or_(_EARLIER.device == AbuseReport.device, _EARLIER.reporter_id == AbuseReport.reporter_id)


def _is_remembered() -> sa.ColumnElement[bool]:
    return _EARLIER.settled_at > clock.now() - timedelta(days=config.current().reports_remember_days)
