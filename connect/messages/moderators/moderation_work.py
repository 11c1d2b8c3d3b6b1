"""Work for moderators out of conversations: one was asked in, one was reported, words at the end of a help unread.

Nothing here reads, counts or lists messages: only whether a side has asked, reported, or left something unread.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.accounts.models import Person
from connect.cases.drill import scope
from connect.cases.models import Case
from connect.errors import NotFound
from connect.messages import seats
from connect.messages.models import Thread
from connect.messages.moderators import queries
from connect.messages.moderators.queries import SUBJECT
from connect.messages.rules import Side
from connect.messages.word import queries as word
from connect.registry import case_parts, reports, work
from connect.registry.case_parts import Values
from connect.registry.reports import Reported


@work.source(SUBJECT, subject=SUBJECT, label=_l("Asked into a conversation"), order=55, area=Case.area_id)
def asked(_person: Person) -> work.Waiting:
    """Conversations into which one of the two sides has asked a moderator, until one has left it again."""
    since = sa.func.coalesce(Thread.asked_moderator_at, db.EPOCH, type_=db.Moment())
    waiting = sa.select(Thread.public_id, Case.urgency, since).join(Case, Case.id == Thread.case_id)
    return waiting.where(Thread.asked_moderator_at.is_not(None), scope.here())


@work.source("unread", subject="case", label=_l("Last messages not read"), order=45, area=Case.area_id)
def unread(_person: Person) -> work.Waiting:
    """A helper is gone and the last words to the requester stand unread: whoever could not be reached by phone."""
    return word.ended_unheard().where(scope.here())


@case_parts.part("messages/parts/unread_at_end.html", page="review", order=5)
def _unread(case: Case, _viewer: Any) -> Values | None:
    found = word.ended_unheard().where(Case.id == case.id)
    return {} if db.session.execute(found.limit(1)).first() else None


# --- Reports ------------------------------------------------------------------------------------------------


def _find(key: str, person: Person | None) -> Reported | None:
    """A thread by the address of one of its two sides: "token/thread" of the requester, "thread" of the helper."""
    token, _slash, public_id = key.rpartition("/")
    seat = seats.of_requester(token, public_id) if token else seats.of_helper(person, public_id) if person else None
    if seat is None or seat.wiped or not seat.may_read or seat.side == Side.MODERATOR:
        return None
    return Reported(SUBJECT, seat.thread.public_id, seat.case.area_id, 2)


def _facts(person: Person, public_id: str) -> Mapping[str, Any] | None:
    """The case and its helper; the words are opened by a reason alone."""
    try:
        thread, case = queries.in_areas(person, public_id)
    except NotFound:
        return None
    return {"case": case, "public_id": public_id, "reads": queries.sits(person, thread, case) is not None}


reports.kind(
    SUBJECT, label=_l("A conversation"), address="conversation/<path:about>", find=_find, private=True,
    details=reports.Details("messages/reported.html", _facts),
    told=_l(
        "A moderator of the area takes it up and may read this one conversation, for a reason that both of you then "
        "find in it. Your name is not said with the report."
    ),
)  # fmt: skip
