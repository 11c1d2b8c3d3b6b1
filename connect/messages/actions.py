"""Opening a thread, saying something, seeing it, taking it back. The number comes from the database."""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.claims.models import Claim
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict, NotFound, RuleBroken
from connect.messages import queries, rules, seats, words as say_words
from connect.messages.models import Message, Thread
from connect.messages.rules import Closed, Kind, Side
from connect.messages.seats import Seat


class Said(NamedTuple):
    """The number of a message; `again`: it stood there already, under the same key and with the same words."""

    number: int
    again: bool


class TalkClosed(Conflict):
    """Nobody may speak in this thread any more; `why` says what has happened."""

    def __init__(self, why: Closed) -> None:
        super().__init__(say_words.WHY_CLOSED[why])
        self.why = why


class KeyUsed(Conflict):
    """Other words went out under this key; both stay, one of them unsent."""


class TooMany(RuleBroken):
    """So many that this side has to wait, `again_at` a moment; None: for good in this thread."""

    def __init__(self, message: object, again_at: datetime | None) -> None:
        super().__init__(message)
        self.again_at = again_at


SAID: list[Callable[[Thread, Message], object]] = []


def said_hook(hook: Callable[[Thread, Message], object]) -> Callable[[Thread, Message], object]:
    """Announces what is called with each new message and its thread, in its transaction."""
    SAID.append(hook)
    return hook


HIDDEN: list[Callable[[Thread, Message], object]] = []


def hidden_hook(hook: Callable[[Thread, Message], object]) -> Callable[[Thread, Message], object]:
    """Announces what is called when a message is taken back, in its transaction."""
    HIDDEN.append(hook)
    return hook


BEFORE: list[Callable[[Seat, Kind, str], object]] = []


def before_saying(check: Callable[[Seat, Kind, str], object]) -> Callable[[Seat, Kind, str], object]:
    """Announces what looks at each message before it is written. It may raise RuleBroken: then nothing is said."""
    BEFORE.append(check)
    return check


def open_thread(claim: Claim) -> Thread:
    """The thread of a claim, made when it is not there: of two who open it at once both get the same."""
    row = {
        "public_id": new_public_id(), "case_id": claim.case_id, "claim_id": claim.id, "opened_at": clock.now(),
        "last_number": 0, "hides": 0, "seen_by_requester": 0, "seen_by_helper": 0, "seen_by_second": 0,
    }  # fmt: skip
    db.upsert(cast("sa.Table", Thread.__table__), [row], key=["claim_id"], add=[])
    return db.session.scalars(sa.select(Thread).where(Thread.claim_id == claim.id)).one()


def say(seat: Seat, kind: Kind, words: str, key: str, code: str | None = None) -> Said:
    """Adds a message; the same key with the same words answers with the one that is there.

    The seat must have been read in the transaction at work. Raises KeyUsed, TalkClosed, TooMany, or RuleBroken for
    words that are none or too many.
    """
    if not key or len(key) > rules.LONGEST_KEY:
        raise NotFound
    seat = seats.settled(seat)
    known = queries.by_key(seat, key)
    if known is not None:
        return _again(seat, known, kind, words, code)
    if seat.why_not is not None:
        raise TalkClosed(seat.why_not)
    _require_fit(kind, words)
    _require_room(seat, kind)
    for check in BEFORE:
        check(seat, kind, words)
    message = _added(seat.thread, seat.side, seat.person, kind, words, key, code)
    for hook in SAID:
        hook(seat.thread, message)
    return Said(message.number, again=False)


def note(thread: Thread, code: str, words: str = "", by: Person | None = None) -> Message:
    """Says something in the name of the site, to both sides, by the code of a phrase; also once a thread is closed."""
    message = _added(thread, Side.SITE, by, Kind.PHRASE, words, secrets.token_hex(16), code)
    for hook in SAID:
        hook(thread, message)
    return message


def _again(seat: Seat, known: Message, kind: Kind, words: str, code: str | None) -> Said:
    """The same once more, as a browser sends it that has not heard the answer."""
    same = known.kind == kind and known.code == code and (known.body or "") == words
    if not same or not queries.is_own(seat, known):
        raise KeyUsed(_l("Other words have gone out from this form. These were not sent yet: look, then send them."))
    return Said(known.number, again=True)


def _require_fit(kind: Kind, words: str) -> None:
    if kind == Kind.TEXT and not words:
        raise RuleBroken(_l("Write something first."))
    if len(words) > rules.LONGEST:
        raise RuleBroken(_l("At most %(most)s characters fit into one message.", most=rules.LONGEST))


def _require_room(seat: Seat, kind: Kind) -> None:
    """Raises TooMany once a side has said its share; each has its own, or one could silence the other."""
    if kind == Kind.PICTURE and queries.nth_latest(seat, rules.PICTURES, kind):
        raise TooMany(_l("There are %(n)s pictures from you here: more are not possible.", n=rules.PICTURES), None)
    for most, span in ((rules.A_DAY, rules.DAY), (rules.A_MINUTE, rules.MINUTE)):
        _require_pace(seat, most, span)


def _require_pace(seat: Seat, most: int, span: timedelta) -> None:
    if seat.thread.last_number < most:
        return
    first = queries.nth_latest(seat, most)
    if first is not None and (again_at := first + span) > clock.now():
        raise TooMany(say_words.too_many(most, again_at), again_at)


def _added(
    thread: Thread, side: Side, person: Person | None, kind: Kind, words: str, key: str, code: str | None
) -> Message:  # fmt: skip
    """One UPDATE gives the number, and the row goes in beside it: whoever asks for numbers meets no gap."""
    number = db.session.execute(_statements.counted, {"thread": thread.id}).scalar_one()
    set_committed_value(thread, "last_number", number)
    message = Message(
        thread_id=thread.id, number=number, side=side, kind=kind, key=key, at=clock.now(), code=code,
        person_id=person.id if person else None, body=words or None,
    )  # fmt: skip
    row = {name: getattr(message, name) for name in _statements.columns}
    message.id = db.session.execute(_statements.insert, row).scalar_one()
    make_transient_to_detached(message)
    db.session.add(message)
    return message


class _Statements(threading.local):
    """Built once a thread of the server: it runs with each message."""

    @cached_property
    def counted(self) -> "sa.sql.dml.ReturningUpdate[Any]":
        table = cast("sa.Table", Thread.__table__)
        one = sa.update(table).where(table.c.id == sa.bindparam("thread"))
        return one.values(last_number=table.c.last_number + 1).returning(table.c.last_number)

    @cached_property
    def columns(self) -> list[str]:
        return [one.name for one in Message.__table__.columns if one.name not in ("id", "hidden_at")]

    @cached_property
    def insert(self) -> "sa.sql.dml.ReturningInsert[Any]":
        table = cast("sa.Table", Message.__table__)
        return sa.insert(table).values({name: sa.bindparam(name) for name in self.columns}).returning(table.c.id)


_statements = _Statements()


def see(seat: Seat, number: int) -> bool:
    """Notes that messages up to a number were on this side's screen; it only grows, and never beyond the last one."""
    if seat.side not in queries.SEEN or not seat.may_read:
        return False
    name = queries.SEEN[seat.side]
    number = max(0, min(number, 2**31 - 1))
    most = sa.case((Thread.last_number < number, Thread.last_number), else_=number)
    mark = sa.update(Thread).where(Thread.id == seat.thread.id, getattr(Thread, name) < most).values({name: most})
    mark = mark.returning(getattr(Thread, name)).execution_options(synchronize_session=False)
    now = db.session.execute(mark).scalar()
    if now is not None:
        set_committed_value(seat.thread, name, now)
    return now is not None


def hide(seat: Seat, number: int) -> None:
    """Takes back one's own message; its place stays. NotFound for any other, RuleBroken once it is too late."""
    found = sa.select(Message).where(Message.thread_id == seat.thread.id, Message.number == number)
    message = db.session.scalar(found)
    if message is None or not seat.may_read or not queries.is_own(seat, message):
        raise NotFound
    if message.hidden_at is not None:
        return
    now = clock.now()
    if not rules.may_hide(message.at, now):
        raise RuleBroken(_l("A message can be taken back for 15 minutes. This one stays."))
    message.hidden_at = now
    for hook in HIDDEN:
        hook(seat.thread, message)
    seat.thread.hides = Thread.hides + 1
    db.session.flush()
