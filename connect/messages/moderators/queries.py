"""Whether a moderator may sit in a conversation: asked in by a side and come, or with a report of it in hand."""

from enum import StrEnum

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts, rules as account_rules
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.cases.drill import scope
from connect.cases.models import Case, CaseSecret
from connect.errors import NotFound
from connect.messages.models import Message, Thread
from connect.messages.rules import Side
from connect.moderation.queue import assignment
from connect.moderation.reports import queries as reports

SUBJECT = "conversation"  # of the work that a side makes by asking, and of reports
REPORT = "report"  # the subject of the work that a report makes
ASKED, JOINED, LEFT, READ = "moderator_asked", "moderator_joined", "moderator_left", "moderator_read"


class Sits(StrEnum):
    """The way in which a moderator sits there."""

    SPEAKS = "speaks"  # was asked in
    READS = "reads"  # has the report in hand


def sits(person: Person, thread: Thread, case: Case) -> Sits | None:
    """Whether a moderator of the area sits in a thread now. Each has said so there before, so that both sides know."""
    if not account_rules.holds(person.roles, RoleName.MODERATOR, case.area.path):
        return None
    if thread.asked_moderator_at is not None and _has_said(thread, JOINED, person):
        return Sits.SPEAKS
    if _has_said(thread, READ, person) and has_report_in_hand(person, thread.public_id):
        return Sits.READS
    return None


def _has_said(thread: Thread, code: str, person: Person) -> bool:
    """Whether the site has told both sides of this moderator; of joining, since one was last asked."""
    told = sa.select(Message.id).where(
        Message.thread_id == thread.id, Message.side == Side.SITE, Message.code == code, Message.person_id == person.id
    )
    if code == JOINED:
        told = told.where(Message.at >= thread.asked_moderator_at)
    return db.session.scalar(told.limit(1)) is not None


def has_report_in_hand(person: Person, public_id: str) -> bool:
    """Whether this moderator holds the reports of a thread, and one of them still waits for an answer."""
    try:
        return assignment.has(person, REPORT, public_id) and bool(reports.waiting(public_id, person))
    except NotFound:
        return False


def asked_in(person: Person, public_id: str) -> tuple[Thread, Case]:
    """A thread into which a moderator of these areas was asked; NotFound for any other."""
    thread, case = in_areas(person, public_id)
    if thread.asked_moderator_at is None:
        raise NotFound
    return thread, case


def in_areas(person: Person, public_id: str) -> tuple[Thread, Case]:
    """A thread of a case in the areas of a moderator, whose words are still there; NotFound for any other."""
    mine = Case.area_id.in_(accounts.areas_of(person, RoleName.MODERATOR))
    found = sa.select(Thread, Case).join(Case, Case.id == Thread.case_id)
    found = found.join(CaseSecret, CaseSecret.case_id == Case.id).where(CaseSecret.wiped_at.is_(None), scope.here())
    row = db.session.execute(found.where(Thread.public_id == public_id, mine)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]
