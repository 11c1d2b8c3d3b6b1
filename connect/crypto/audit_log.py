"""The log that answers "who did that, and when": only ever added to, each line sealed to the one before.

A line's mark is the HMAC (RFC 2104) of its words and the mark before it, under the site's key of fingerprints; so a
line taken out, put in or changed breaks every mark after it. The newest is noted in `instance/audit_head` too, so that
lines cut off at the end are missed. Triggers in the database refuse change and deletion.
What a line says is never personal: who acted, on which case or account, why in one word.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, config, db
from connect.crypto.fingerprints import fingerprint
from connect.db import sqlite

log = structlog.get_logger("connect.audit")


class Kept(NamedTuple):
    """The newest line as it was noted outside of the database."""

    number: int
    at: str  # ISO 8601
    mark: str


BEGINNING = "0" * 64
ALARMS = ("alarm",)
KINDS = {"alarm": "something that a person has to look at"}


class AuditEntry(db.Model):
    """One line."""

    __tablename__ = "audit"
    __table_args__ = (sa.Index("ix_audit_about", "about", "id"), sa.Index("ix_audit_person", "person_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(30))
    person_id: Mapped[int | None]  # who acted; no foreign key, the line outlives the account
    about: Mapped[str] = mapped_column(sa.String(40))  # "case 12", "person 7", "key 2"
    detail: Mapped[str] = mapped_column(sa.String(200))
    before: Mapped[str] = mapped_column(sa.String(64))
    mark: Mapped[str] = mapped_column(sa.String(64), unique=True)


def kinds(**told: str) -> None:
    """Announces kinds of lines: the word that stands in the log, and what happened. Each is announced once."""
    if twice := KINDS.keys() & told.keys():
        raise ValueError(f"{', '.join(sorted(twice))}: announced already, choose another name")
    KINDS.update(told)


def write(what: str, *, by: int | None, about: str, detail: str = "") -> AuditEntry:
    """Adds a line in the transaction at work: it stands if and only if what it tells of does.

    `what` is one of the announced kinds, else it raises ValueError.
    """
    if what not in KINDS:
        raise ValueError(f"{what} is no kind of line in the log: announce it by audit_log.kinds")
    db.hold(db.AdvisoryLock.AUDIT_CHAIN)
    db.session.flush()
    line = AuditEntry(at=clock.now(), what=what, person_id=by, about=about, detail=detail[:200], before=head())
    line.mark = _mark(line)
    db.session.add(line)
    db.session.flush()
    if what in ALARMS:
        log.error("alarm", about=about, person=by, detail=detail)
    if not missing():
        db.after_commit("audit", partial(_keep, f"{line.id} {line.at.isoformat(timespec='seconds')} {line.mark}"))
    return line


def kept() -> Kept | None:
    """The newest line as the file beside the database tells it; None before the first one."""
    try:
        number, at, mark = _file().read_text().split()
        return Kept(int(number), at, mark)
    except (OSError, ValueError):
        return None


def missing() -> Kept | None:
    """The line that the file beside the database knows and the log does not: the log's end was cut off.

    From then on the file is left as it is, so that nothing written later hides it.
    """
    last = kept()
    return last if last and not holds(last.mark) else None


def _keep(line: str) -> None:
    """Notes the newest line in the file, unless another process has noted a newer one meanwhile."""
    try:
        with sqlite.alone(_file().with_suffix(".lock")):
            last = kept()
            if last is None or last.number < int(line.split()[0]):
                beside = _file().with_suffix(".new")
                beside.write_text(line + "\n")
                beside.chmod(0o600)
                beside.replace(_file())
    except OSError as error:
        log.warning("audit mark not kept", kind=type(error).__name__)


def _file() -> Path:
    return config.current().instance / "audit_head"


def head() -> str:
    """The newest mark. Whoever keeps it elsewhere can prove later that nothing before it was touched."""
    return db.session.scalar(sa.select(AuditEntry.mark).order_by(AuditEntry.id.desc()).limit(1)) or BEGINNING


def broken() -> int | None:
    """The number of the first line that does not fit the one before it, or None when all do."""
    before = BEGINNING
    for line in _lines():
        if line.before != before or line.mark != _mark(line):
            return line.id
        before = line.mark
    return None


def holds(mark: str) -> bool:
    """Whether a head that was kept elsewhere is still part of the log."""
    return db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.mark == mark)) is not None


def _lines() -> Iterator[AuditEntry]:
    """All of them, a thousand at a time: the log only grows, so no transaction has to hold it still."""
    last, statement = 0, sa.select(AuditEntry).order_by(AuditEntry.id).limit(1000)
    while lines := db.session.scalars(statement.where(AuditEntry.id > last)).all():
        yield from lines
        last = lines[-1].id


def _mark(line: AuditEntry) -> str:
    words = (line.before, line.at.isoformat(), line.what, str(line.person_id), line.about, line.detail)
    return fingerprint("audit", "\0".join(words))
