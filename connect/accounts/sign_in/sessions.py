"""Sessions on the server: begun at the sign-in, seen now and then, ended one by one or all at once."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import rules
from connect.accounts.models import Person
from connect.accounts.sign_in.models import Device, Session
from connect.crypto import audit_log
from connect.crypto.tokens import digest
from connect.errors import NotFound
from connect.registry import personal_data

KEPT_DAYS = 60  # how long an ended session is still known; longer than any may last
DEVICE_DAYS = 400


def new_token() -> str:
    """A new token for a browser: 256 bits, of which the database keeps the hash."""
    return secrets.token_urlsafe(32)


def begin(person: Person, token: str, user_agent: str, pending: bool = False, by_factor: bool = False) -> Session:
    """A session for this token; a pending one opens nothing yet but the way to the second factor."""
    now = clock.now()
    browser, platform = rules.device(user_agent)
    made = Session(
        person_id=person.id, token_hash=digest(token), browser=browser, platform=platform, created_at=now, seen_at=now,
        pending=pending, by_factor=by_factor, proved_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.execute(sa.delete(Session).where(Session.created_at < now - timedelta(days=KEPT_DAYS)))
    return made


def prove(session: Session, token: str, by_factor: bool) -> None:
    """Records a proof of identity: the session goes on under a new token, and no longer waits."""
    session.token_hash = digest(token)
    session.proved_at = session.seen_at = clock.now()
    session.pending = False
    session.by_factor = session.by_factor or by_factor


def arrive(session: Session, device: str | None) -> None:
    """Begins a session: it tells of an unconfirmed new device, and the person's others of this one when it is new."""
    session.new_device = not _known(session.person_id, device)
    session.news_id = _unanswered(session)
    db.session.flush()
    if session.new_device:
        others = sa.update(Session).where(Session.person_id == session.person_id, Session.ended_at.is_(None))
        db.session.execute(others.where(Session.id != session.id).values(news_id=session.id))


def remember_device(person: Person, device: str) -> None:
    """Knows this browser from now on, and forgets those not seen for long."""
    now, row = clock.now(), {"person_id": person.id, "token_hash": digest(device)}
    known = db.session.get(Device, row)
    if known is None:
        db.session.add(Device(**row, seen_at=now))
    else:
        known.seen_at = now
    old = Device.person_id == person.id, Device.seen_at < now - timedelta(days=DEVICE_DAYS)
    db.session.execute(sa.delete(Device).where(*old))


def seen(session_id: int) -> None:
    """Notes that a session is in use; a row seen a moment ago by another request is left alone."""
    now = clock.now()
    due = Session.seen_at < now - timedelta(seconds=rules.SEEN_EVERY_S)
    db.session.execute(sa.update(Session).where(Session.id == session_id, due).values(seen_at=now))


def end(person: Person, public_id: str) -> Session:
    """Ends one session of this person's own."""
    mine = sa.select(Session).where(Session.person_id == person.id, Session.public_id == public_id)
    found = db.session.scalar(mine.where(Session.ended_at.is_(None)))
    if found is None:
        raise NotFound
    found.ended_at = clock.now()
    return found


def expire(session_id: int) -> None:
    """Ends a session that was refused as over: a clock that is put back must not open it again."""
    over = sa.update(Session).where(Session.id == session_id, Session.ended_at.is_(None))
    db.session.execute(over.values(ended_at=clock.now()))


def end_all(person: Person, but: Session | None = None) -> None:
    """Signs a person out everywhere, or everywhere else."""
    live = sa.update(Session).where(Session.person_id == person.id, Session.ended_at.is_(None))
    if but is not None:
        live = live.where(Session.id != but.id)
    db.session.execute(live.values(ended_at=clock.now()))


def end_everybodys() -> int:
    """Signs everybody out everywhere; says how many sessions ended. Browsers stay known as their owners'."""
    live = sa.update(Session).where(Session.ended_at.is_(None)).values(ended_at=clock.now())
    return int(db.session.execute(live.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def answer(session: Session) -> None:
    """Marks the new device that this session was told of as known to its person."""
    mine = Session.id == session.news_id, Session.person_id == session.person_id
    db.session.execute(sa.update(Session).where(*mine).values(answered_at=clock.now()))


@personal_data.erasure("sessions", "devices")
def forget(person: Person) -> None:
    """Erases all sessions and devices of a person."""
    for model in (Session, Device):
        db.session.execute(sa.delete(model).where(model.person_id == person.id))


def _known(person_id: int, device: str | None) -> bool:
    """Whether the person signed in from this browser before; the very first one is nothing to be told of."""
    mine = sa.select(Device.token_hash).where(Device.person_id == person_id)
    if device and db.session.scalar(mine.where(Device.token_hash == digest(device))):
        return True
    return db.session.scalar(mine.limit(1)) is None


def _unanswered(session: Session) -> int | None:
    """The id of the latest other session from a new device that runs and that the person has not confirmed."""
    mine = sa.select(Session.id).where(Session.person_id == session.person_id, Session.ended_at.is_(None))
    new = mine.where(Session.new_device, Session.answered_at.is_(None), Session.id != session.id)
    return db.session.scalar(new.order_by(Session.id.desc()).limit(1))


audit_log.kinds(sign_out_all="everybody was signed out")
