"""Reading what is new: the version of a thread for one viewer, and how many messages wait for a person or a link."""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa
from flask import g

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases.claims.models import Claim, Stop
from connect.cases.models import Case, CaseSecret
from connect.crypto.fingerprints import fingerprint
from connect.messages import queries as threads, rules as limits
from connect.messages.blueprint import url_of
from connect.messages.models import Message, Thread
from connect.messages.polling import rules
from connect.messages.queries import Shown
from connect.messages.rules import Side
from connect.messages.seats import Seat


class Facts(NamedTuple):
    """All that the script of an open page has to know: where it asks, how its outbox is named, what is shown."""

    news: str
    see: str
    outbox: str
    last: int
    seen: int
    theirs: int | None
    mark: str
    ended: bool
    most: int


def facts(seat: Seat, shown: Sequence[Shown]) -> Facts:
    """The facts of a page for whoever sits here, with the messages that it shows: one may have come meanwhile."""
    mine, theirs = seen(seat)
    last = max([seat.thread.last_number, *(one.number for one in shown[-1:])])
    return Facts(
        url_of(seat, "news"), url_of(seat, "see"), outbox(seat), last, mine, theirs, mark(seat),
        seat.why_not in rules.FOR_GOOD, limits.LONGEST,
    )  # fmt: skip


def outbox(seat: Seat) -> str:
    """The name under which words wait in a browser: of this thread and this link or account, telling neither.

    That of an account begins with `person-`: it is emptied when somebody signs out.
    """
    who = seat.token or f"person {seat.person.id if seat.person else ''}"
    name = fingerprint("messages.outbox", f"{seat.thread.public_id} {who}")[:20]
    return name if seat.token else f"person-{name}"


def mark(seat: Seat) -> str:
    """The mark of all that is shown in a thread to whoever sits here."""
    return rules.mark(seat.why_not, seat.may_read, seat.contact_open, seat.thread.hides)


def seen(seat: Seat) -> tuple[int, int | None]:
    """The seen numbers: of whoever sits here, and of the others where the site shows them."""
    return seen_numbers(seat.thread, seat.side)


def seen_numbers(thread: threads.Numbers, side: Side) -> tuple[int, int | None]:
    """The same for a side of a thread, or of the few columns of it that are called alike."""
    mine = threads.seen(thread, side)
    if not config.current().show_seen:
        return mine, None
    others = (Side.HELPER, Side.SECOND) if side == Side.REQUESTER else (Side.REQUESTER,)
    return mine, max(threads.seen(thread, other) for other in others)


def etag(seat: Seat) -> str:
    """The version of the thread for whoever sits here; it says nothing of what the other side has looked at, unless
    the site shows that."""
    return rules.etag(seat.thread.id, seat.side, seat.thread.last_number, seen(seat), mark(seat))


# --- How many are new -----------------------------------------------------------------------------------------


def new_by_case(person: Person) -> dict[int, int]:
    """How many messages are new to a helper, by the number of the case: one read for all parts of a page."""
    kept: dict[int, dict[int, int]] = g.setdefault("messages_new", {})
    if person.id not in kept:
        values = {"person": person.id, "hash": person.phone_hash, "since": clock.now() - limits.AFTERWARDS}
        kept[person.id] = {case_id: count for case_id, count in db.session.execute(_statements.to_helper, values)}  # noqa: C416 - rows are no pairs to mypy
    return kept[person.id]


class _Statements(threading.local):
    """Built once a thread of the server: it is asked on every page of whoever helps."""

    @cached_property
    def to_helper(self) -> sa.Select[int, int]:
        return _new_to_helper()


_statements = _Statements()


def _new_to_helper() -> sa.Select[int, int]:
    """Of claims that run, or ended lately: earlier ones can be read, and nothing comes there. Whom the requester has
    stopped has nothing new. Few claims of a person are open at a time, and an index finds them."""
    shut_out = sa.or_(Stop.person_id == sa.bindparam("person"), Stop.helper_hash == sa.bindparam("hash"))
    stopped = sa.exists().where(Stop.phone_hash == CaseSecret.phone_hash, shut_out)
    new = sa.select(Claim.case_id, sa.func.count()).join(Thread, Thread.claim_id == Claim.id)
    new = new.join(Message, threads.is_new(Thread, Thread.seen_by_helper, Side.HELPER))
    new = new.join(CaseSecret, CaseSecret.case_id == Claim.case_id)
    lately = sa.or_(Claim.ended_at.is_(None), Claim.ended_at > sa.bindparam("since"))
    mine = (Claim.person_id == sa.bindparam("person"), lately, CaseSecret.wiped_at.is_(None), ~stopped)
    return new.where(*mine).group_by(Claim.case_id)


def new_to_requester(case: Case) -> int:
    """How many messages of all its threads are new to whoever asked."""
    is_new = threads.is_new(Thread, Thread.seen_by_requester, Side.REQUESTER)
    new = sa.select(sa.func.count()).select_from(Thread).join(Message, is_new)
    return db.session.scalar(new.where(Thread.case_id == case.id, Thread.closed_at.is_(None))) or 0
