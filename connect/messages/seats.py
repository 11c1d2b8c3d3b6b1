"""The seat of somebody in a thread: the one question that every page of messages asks. Without a seat it is a 404.

The requester sits by the secret link, the helper by the claim, the second person of a safeguarded visit beside the
helper, a moderator once one of the two has asked for one. The next helper of a case has another thread.
"""

import threading
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, lazyload

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.credentials import queries as credentials
from connect.accounts.models import Person
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim, Stop
from connect.cases.drill import scope
from connect.cases.models import Case, CaseSecret, link_mark
from connect.crypto.tokens import digest
from connect.errors import NotFound
from connect.messages import rules
from connect.messages.models import Thread
from connect.messages.moderators import queries as moderators
from connect.messages.moderators.queries import Sits
from connect.messages.rules import Closed, Side


@dataclass(frozen=True, slots=True)
class Seat:
    """One viewer in one thread. `person` is None and `token` the secret of the link for the requester.

    `may_read` is False for whom the requester has stopped, and for a helper whose check holds no more: they learn that
    the thread is closed and read nothing. `contact_open`: what was masked is readable.
    """

    thread: Thread
    case: Case
    claim: Claim
    side: Side
    person: Person | None
    token: str | None
    why_not: Closed | None
    may_read: bool
    contact_open: bool
    stopped: bool
    wiped: bool

    @property
    def may_speak(self) -> bool:
        """Whether whoever sits here may say something now."""
        return self.why_not is None


def of_requester(token: str, public_id: str) -> Seat | None:
    """The requester's seat in a thread of the case that this link leads to."""
    found = _found(_questions.by_link, thread=public_id, mark=link_mark(token), older=digest(token))
    return found and _seat(*found, side=Side.REQUESTER, token=token)


def of_helper(person: Person, public_id: str) -> Seat | None:
    """The seat of somebody with an account: the helper's, the second person's, or that of a moderator who came in."""
    found = _found(_questions.by_person, thread=public_id, viewer=person.id, viewer_hash=person.phone_hash)
    if found is None:
        return None
    if side := _side_of(person, found[1]):
        return _seat(*found, side=side, person=person)
    sits = moderators.sits(person, found[0], found[2])
    seat = _seat(*found, side=Side.MODERATOR, person=person) if sits else None
    return replace(seat, why_not=seat.why_not or Closed.READS) if seat and sits == Sits.READS else seat


def seat_of(token: str | None, person: Person | None, public_id: str) -> Seat:
    """The seat at an address, of the requester with the link's secret, else of the person; NotFound without one."""
    found = of_requester(token, public_id) if token else of_helper(person, public_id) if person else None
    if found is None:
        raise NotFound
    return found


def requesters_seat(thread: Thread) -> Seat:
    """The requester's seat in a thread that was read already, for the download."""
    found = _found(_questions.by_thread, thread=thread.public_id)
    if found is None:
        raise NotFound
    return _seat(*found, side=Side.REQUESTER)


def settled(seat: Seat) -> Seat:
    """The seat once nobody else can change the claim or the thread before this transaction ends.

    SQLite has one writer, and whoever writes has read the seat inside the transaction. On PostgreSQL a helper could be
    stopped in the middle of a word: the claim is locked against that, then the thread, so that numbers go up by ones.
    """
    if not db.is_postgres():
        return seat
    lock = sa.select(Claim).where(Claim.id == seat.claim.id).options(lazyload("*"))
    db.session.scalar(lock.with_for_update(read=True).execution_options(populate_existing=True))
    held = sa.select(Thread).where(Thread.id == seat.thread.id)
    db.session.scalar(held.with_for_update().execution_options(populate_existing=True))
    closed = _why_not(seat.case, seat.claim, seat.stopped, seat.wiped) or _unchecked_of(seat)
    return replace(seat, why_not=closed or (Closed.READS if seat.why_not == Closed.READS else None))


# --- Reading ------------------------------------------------------------------------------------------------

Found = tuple[Thread, Claim, Case, Any, bool]


class _Questions(threading.local):
    """The statements, built once a thread of the server; see `cases.disclosure.case_view`."""

    @cached_property
    def by_thread(self) -> sa.Select[Any]:
        return _question()

    @cached_property
    def by_link(self) -> sa.Select[Any]:
        return _question().where(CaseSecret.token_hash.in_((sa.bindparam("mark"), sa.bindparam("older"))))

    @cached_property
    def by_person(self) -> sa.Select[Any]:
        return _question(Stop.person_id == sa.bindparam("viewer"), Stop.helper_hash == sa.bindparam("viewer_hash"))


def _question(*more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """A thread by its address with claim and case, when it was wiped, and whether the requester has stopped somebody
    of it: its helper, or who else `more` says."""
    helper = aliased(Person)
    stopped = sa.exists().where(Stop.phone_hash == CaseSecret.phone_hash, sa.or_(Stop.shuts_out(helper), *more))
    columns: tuple[Any, ...] = (Thread, Claim, Case, CaseSecret.wiped_at, stopped)
    found = sa.select(*columns).select_from(Thread)
    found = found.join(Claim, Claim.id == Thread.claim_id).join(Case, Case.id == Thread.case_id)
    found = found.join(CaseSecret, CaseSecret.case_id == Case.id).join(helper, helper.id == Claim.person_id)
    return found.where(Thread.public_id == sa.bindparam("thread")).options(
        lazyload(Claim.person), lazyload(Case.area), lazyload(Case.needs)
    )


_questions = _Questions()


def _found(question: sa.Select[Any], **values: Any) -> Found | None:
    row = db.session.execute(question, values).one_or_none()
    return (row[0], row[1], row[2], row[3], row[4]) if row is not None and scope.is_here(row[2]) else None


def _side_of(person: Person, claim: Claim) -> Side | None:
    if claim.person_id == person.id:
        return Side.HELPER
    return Side.SECOND if claim.second_id == person.id and claim.second_at is not None else None


def _seat(
    thread: Thread, claim: Claim, case: Case, wiped_at: Any, stopped: bool, *,
    side: Side, person: Person | None = None, token: str | None = None,
) -> Seat:  # fmt: skip
    wiped = wiped_at is not None
    closed = _why_not(case, claim, stopped, wiped)
    unchecked = _unchecked(case, side, person)
    shut_out = stopped and side in (Side.HELPER, Side.SECOND)
    return Seat(
        thread=thread, case=case, claim=claim, side=side, person=person, token=token, why_not=closed or unchecked,
        may_read=not shut_out and unchecked is None, stopped=stopped, wiped=wiped,
        contact_open=side == Side.MODERATOR or (closed is None and _is_open(claim, person)),
    )  # fmt: skip


def _why_not(case: Case, claim: Claim, stopped: bool, wiped: bool) -> Closed | None:
    return rules.why_closed(
        state=case.state, until=claim.until, ended_at=claim.ended_at, end=claim.end, now=clock.now(),
        stopped=stopped, wiped=wiped,
    )  # fmt: skip


def _unchecked_of(seat: Seat) -> Closed | None:
    return _unchecked(seat.case, seat.side, seat.person)


def _unchecked(case: Case, side: Side, person: Person | None) -> Closed | None:
    """UNCHECKED for a helper whose credential or organisation was checked when the case was taken, and is no more."""
    if person is None or side not in (Side.HELPER, Side.SECOND):
        return None
    if case.guarded == case_rules.CLINICAL:
        return None if credentials.is_clinician(person, case.area.path) else Closed.UNCHECKED
    return Closed.UNCHECKED if case.guarded == case_rules.SAFEGUARDED and not person.cleared else None


def _is_open(claim: Claim, person: Person | None) -> bool:
    """Whether contact was opened to the helper, as at every look: a lock and a lost clearance close it."""
    if not claim.is_open(clock.now()) or not claim.visit_is_ready:
        return False
    return person is None or accounts.lock_of(person.id) is None
