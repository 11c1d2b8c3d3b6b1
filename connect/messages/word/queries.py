"""When word went out last, and whether there is still something unread."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import clock, db
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import CaseRole, State
from connect.messages import queries as messages
from connect.messages.models import Message, Thread
from connect.messages.rules import Side
from connect.messages.word import rules
from connect.messages.word.models import MessageWord
from connect.registry.work import Waiting


def last_word(case_id: int, claim_id: int, medium: str) -> MessageWord | None:
    """The last word of this medium, read anew."""
    return db.session.get(MessageWord, (case_id, claim_id, medium), populate_existing=True)


def unread_by_requester(thread: Thread) -> bool:
    """Whether something was written to the requester that was not on the screen yet; what was taken back is nothing."""
    return _is_new(thread, thread.seen_by_requester, Side.REQUESTER)


def unread_by_helper(thread: Thread) -> bool:
    """The same for the helper; what the second person of the visit wrote is theirs."""
    return _is_new(thread, thread.seen_by_helper, Side.HELPER, Side.SECOND)


def _is_new(thread: Thread, seen: int, *own: Side) -> bool:
    new = sa.select(Message.id).where(messages.is_new(thread, seen, *own))
    return db.session.scalar(new.limit(1)) is not None


def ended_unheard(now: datetime | None = None) -> Waiting:
    """The cases, with urgency and moment, whose last help ended while words of its helper stood unread, and where no
    moderator has said anything since. No words are read by it, and none are counted."""
    now = now or clock.now()
    ended_at = sa.func.coalesce(Claim.ended_at, Claim.until, type_=db.Moment())
    over = sa.or_(Claim.ran_out(now), sa.and_(Claim.ended_at.is_not(None), Claim.end.in_(rules.UNHEARD)))
    another = aliased(Claim)
    followed = sa.exists().where(another.case_id == Case.id, another.id > Claim.id)
    new = messages.is_new(Thread, Thread.seen_by_requester, Side.REQUESTER)
    unread = sa.exists().where(new, Message.side.in_((Side.HELPER, Side.SECOND)))
    seen_to = sa.exists().where(
        CaseEvent.case_id == Case.id, CaseEvent.actor == CaseRole.MODERATOR, CaseEvent.at >= ended_at
    )
    found = sa.select(Case.public_id, Case.urgency, ended_at).join(Thread, Thread.case_id == Case.id)
    return found.join(Claim, Claim.id == Thread.claim_id).where(
        Case.state.in_([state for state in case_rules.NOT_ENDED if state != State.FOLLOW_UP]),
        over, unread, ~followed, ~seen_to,
    )  # fmt: skip
