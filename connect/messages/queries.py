"""Reading threads: the messages as one reader may see them, and how many are new."""

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret
from connect.messages import masking, rules
from connect.messages.models import Message, Thread
from connect.messages.places import rules as places
from connect.messages.places.rules import Place
from connect.messages.rules import Kind, Side
from connect.messages.seats import Seat
from connect.messages.warnings import rules as warnings
from connect.messages.warnings.rules import Warned

PAGE = 20  # messages of a first view, so that it stays light


class Shown(NamedTuple):
    """One message as a reader sees it. `words` is None where they are hidden, deleted, or said by `code`.

    `place` is where to meet, its point left out for whoever may not see it; `ward` names it.
    """

    number: int
    side: Side
    mine: bool
    kind: Kind
    words: str | None
    code: str | None
    at: datetime
    hidden: bool
    may_hide: bool
    key: str | None  # of one's own, by which a browser knows what has arrived
    warning: Warned | None = None
    has_link: bool = False
    place: Place | None = None
    ward: str = ""


def shown(seat: Seat, after: int | None = None, before: int | None = None, most: int = PAGE) -> list[Shown]:
    """The messages in their order. Of more than `most` the first ones after a number, so that whoever asks from the
    last one that is there misses none; without a number the latest, or the latest before another."""
    if not seat.may_read:
        return []
    statement = sa.select(Message).where(Message.thread_id == seat.thread.id)
    if before is not None:
        statement = statement.where(Message.number < before)
    if after is not None:
        following = statement.where(Message.number > after).order_by(Message.number)
        found = list(db.session.scalars(following.limit(most)))
    else:
        found = list(db.session.scalars(statement.order_by(Message.number.desc()).limit(most)))[::-1]
    names = () if seat.contact_open or not found else _names(seat)
    return [_shown(seat, one, names) for one in found]


def _names(seat: Seat) -> tuple[str, ...]:
    """The names that are covered until contact is open: those of the household, which no helper knows yet."""
    secret = db.session.get_one(CaseSecret, seat.case.id)
    return tuple(filter(None, (secret.name, secret.reporter_name)))


def one(seat: Seat, number: int) -> Shown | None:
    """One message by its number; None where there is none, or the reader may not read it."""
    found = shown(seat, number - 1, number + 1)
    return found[0] if found else None


def _shown(seat: Seat, message: Message, names: Sequence[str]) -> Shown:
    hidden, mine = message.hidden_at is not None, is_own(seat, message)
    body = None if hidden else message.body
    place = _place(seat, body) if body is not None and message.kind == Kind.PLACE else None
    said = place.words if place else body
    seen = _words(seat, said, names)
    warning = warnings.warning(body, seen) if body and seen and message.kind == Kind.TEXT else None
    return Shown(
        message.number, message.side, mine, message.kind, seen, None if hidden else message.code,
        message.at, hidden, may_hide=mine and not hidden and rules.may_hide(message.at, clock.now()),
        has_link=said is not None and seat.contact_open and masking.has_link(said),
        place=place, ward=areas.label(areas.get(place.ward)) if place and place.ward else "",
        key=message.key if mine else None, warning=warning,
    )  # fmt: skip


def _words(seat: Seat, said: str | None, names: Sequence[str]) -> str | None:
    return None if said is None else masking.for_reader(said, seat.contact_open, names)


def _place(seat: Seat, body: str) -> Place:
    place = places.unpacked(body)
    sees = places.may_read(seat.side, seat.why_not is not None, seat.contact_open)
    return place if sees else place._replace(point=None)


def is_own(seat: Seat, message: Message) -> bool:
    """Whether whoever sits here has written a message; of two moderators each has their own."""
    return message.side == seat.side and message.person_id == (seat.person.id if seat.person else None)


# --- New ones -----------------------------------------------------------------------------------------------

SEEN = {Side.REQUESTER: "seen_by_requester", Side.HELPER: "seen_by_helper", Side.SECOND: "seen_by_second"}


class Numbers(Protocol):
    """The numbers of a thread: its last one. Those that each side has seen are columns named in `SEEN`."""

    @property
    def last_number(self) -> Any:
        """The number of the latest message."""


def seen(thread: Numbers, side: Side) -> int:
    """The highest number that a side has had on its screen; a moderator leaves no mark."""
    return int(getattr(thread, SEEN[side])) if side in SEEN else thread.last_number


def is_new(thread: Thread | type[Thread], seen_by: Any, *own: Side) -> sa.ColumnElement[bool]:
    """The condition that a message of a thread is new to whoever wrote as `own` and has seen up to a number."""
    return sa.and_(
        Message.thread_id == thread.id, Message.number > seen_by, Message.side.not_in(own), Message.hidden_at.is_(None)
    )


def unread(seat: Seat) -> int:
    """How many messages of the other sides are new to this one: counted when asked, never counted up."""
    if not seat.may_read:
        return 0
    new = sa.select(sa.func.count()).where(
        is_new(seat.thread, seen(seat.thread, seat.side), seat.side),
        Message.number <= seat.thread.last_number,  # what came since the seat was read is no part of what it counts
    )
    return db.session.scalar(new) or 0


# --- Threads ------------------------------------------------------------------------------------------------


def of_claim(claim: Claim) -> Thread | None:
    """The thread of a claim, once it was opened."""
    return db.session.scalar(sa.select(Thread).where(Thread.claim_id == claim.id))


def of_case(case: Case) -> Sequence[Thread]:
    """All threads of a case, the newest first: a requester has had one with each helper."""
    return db.session.scalars(sa.select(Thread).where(Thread.case_id == case.id).order_by(Thread.id.desc())).all()


def of_person(case: Case, person: Person) -> Thread | None:
    """The latest thread of somebody's own claims on a case."""
    mine = sa.select(Thread).join(Claim, Claim.id == Thread.claim_id)
    mine = mine.where(Thread.case_id == case.id, Claim.person_id == person.id)
    return db.session.scalar(mine.order_by(Thread.id.desc()).limit(1))


def of_visitor(case: Case, person: Person) -> list[tuple[Claim, Thread | None]]:
    """The claims of a case with which somebody goes or went there, the newest first, each with its thread."""
    second = sa.and_(Claim.second_id == person.id, Claim.second_at.is_not(None))
    mine = sa.select(Claim, Thread).outerjoin(Thread, Thread.claim_id == Claim.id).options(lazyload(Claim.person))
    mine = mine.where(Claim.case_id == case.id, sa.or_(Claim.person_id == person.id, second))
    return [(claim, thread) for claim, thread in db.session.execute(mine.order_by(Claim.id.desc()))]


def by_key(seat: Seat, key: str) -> Message | None:
    """The message that this side has sent under a key."""
    return db.session.scalar(_statements.by_key, {"thread": seat.thread.id, "side": seat.side, "key": key})


class _Statements(threading.local):
    """Built once a thread of the server: it is asked with each message."""

    @cached_property
    def by_key(self) -> sa.Select[Message]:
        named: dict[str, Any] = {name: sa.bindparam(name) for name in ("thread", "side", "key")}
        mine = (Message.thread_id == named["thread"], Message.side == named["side"], Message.key == named["key"])
        return sa.select(Message).where(*mine)


_statements = _Statements()


def nth_latest(seat: Seat, n: int, kind: Kind | None = None) -> datetime | None:
    """When this side said what was its n-th message from the end; None when it has said fewer."""
    mine = sa.select(Message.at).where(Message.thread_id == seat.thread.id, Message.side == seat.side)
    if kind is not None:
        mine = mine.where(Message.kind == kind)
    return db.session.scalar(mine.order_by(Message.number.desc()).offset(n - 1).limit(1))
