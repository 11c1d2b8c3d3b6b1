"""Asking a moderator in, coming and leaving, and reading what was reported.

Both sides are told of each in the thread.
"""

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _, lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import CaseRole
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.messages import actions
from connect.messages.models import Thread
from connect.messages.moderators import queries
from connect.messages.rules import Side
from connect.messages.seats import Seat

SHORTEST = 3  # letters of a reason


def ask(seat: Seat) -> bool:
    """Asks a moderator of the area in, until the thread is closed; False where one was asked already."""
    if seat.side not in (Side.REQUESTER, Side.HELPER):
        raise NotAllowed(_l("Only the two who talk here may ask a moderator in."))
    if not seat.may_speak:
        raise Conflict(_l("This conversation is closed. Report it if something was wrong in it."))
    asked = sa.update(Thread).where(Thread.id == seat.thread.id, Thread.asked_moderator_at.is_(None))
    asked = asked.values(asked_moderator_at=clock.now(), asked_by=seat.side).returning(Thread.id)
    if db.session.execute(asked.execution_options(synchronize_session=False)).first() is None:
        return False
    db.session.refresh(seat.thread)
    actions.note(seat.thread, queries.ASKED)
    return True


def join(person: Person, thread: Thread, case: Case) -> None:
    """A moderator who was asked comes in: reads the whole thread from then on and may speak. May be said again."""
    if queries.sits(person, thread, case) == queries.Sits.SPEAKS:
        return
    by = thread.asked_by
    with force_locale(db.session.get_one(CaseSecret, case.id).lang):
        reason = _("asked in by you") if by == Side.REQUESTER else _("asked in by the helper")
    _disclose(person, thread, case, queries.JOINED, reason)


def leave(person: Person, thread: Thread) -> None:
    """The moderator is done; nobody but its two sides reads the thread any more."""
    thread.asked_moderator_at, thread.asked_by = None, None
    actions.note(thread, queries.LEFT, by=person)
    audit_log.write("talk_left", by=person.id, about=f"thread {thread.id}")


def read_reported(person: Person, thread: Thread, case: Case, reason: str) -> None:
    """Opens a reported thread to the moderator who has its report in hand, for a reason that both sides read."""
    if not queries.has_report_in_hand(person, thread.public_id):
        raise Conflict(_l("Somebody else has this report in hand, or it is answered. Nothing was opened."))
    if queries.sits(person, thread, case) is not None:
        return
    if len(reason) < SHORTEST:
        raise RuleBroken(_l("Say why you read this conversation. Both of its sides read your words."))
    _disclose(person, thread, case, queries.READ, reason)


def _disclose(person: Person, thread: Thread, case: Case, code: str, reason: str) -> None:
    """Tells both sides in the thread, the requester among the looks, and the log."""
    actions.note(thread, code, reason if code == queries.READ else "", by=person)
    audit_log.write("talk_read", by=person.id, about=f"thread {thread.id}", detail=code)
    disclosure_limits.record(case, person, CaseRole.MODERATOR, reason)


audit_log.kinds(
    talk_read="a moderator was let into a conversation, asked in or by a report",
    talk_left="a moderator left a conversation",
)
