"""The life of the keys that seal personal data: made once, proved at every start, rotated, never missed silently."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, config, db
from connect.crypto import audit_log, encryption, fingerprints
from connect.crypto.encryption import KeyMissing
from connect.crypto.tokens import keyed

_BATCH = 500
_SECRET = 0  # the row that proves the key of fingerprints, and tells this site from all others


class KeyCheck(db.Model):
    """A known text under each key, so that a lost or a wrong key is found out before it does harm."""

    __tablename__ = "key_checks"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proof: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime]


def ensure() -> None:
    """Makes the first key of a new site; on any other, proves that the keys are those of this database.

    Raises KeyMissing, which must stop the start: going on would write what nobody can ever read together.
    """
    known = {row.number for row in db.session.scalars(sa.select(KeyCheck))}
    if not known and not encryption.ring().numbers():
        encryption.ring().add()
    for number in encryption.ring().numbers():
        if number not in known:
            db.session.add(KeyCheck(number=number, proof=encryption.seal(_text(number), "key", number), at=clock.now()))
    _ensure_fingerprints()
    if _SECRET not in known:
        db.session.add(KeyCheck(number=_SECRET, proof=_proof(fingerprints.key()), at=clock.now()))
    db.session.flush()
    troubles = check()
    if troubles:
        raise KeyMissing("\n".join(troubles))


def _ensure_fingerprints() -> None:
    """The key of fingerprints: by chance for a new site; for one from before there was such a key, `secret_key`."""
    if db.session.get(fingerprints.SiteSecret, fingerprints.ONLY) is not None:
        return
    given, row = config.current().secret_key, db.session.get(KeyCheck, _SECRET)
    if row is not None and row.proof != _proof(given):
        raise KeyMissing(
            "The site's secret (instance/secret_key or CONNECT_SECRET_KEY) is another one than this database was made "
            "with. Put the old one back for one start of this version; from then on it can be replaced at any time."
        )
    fingerprints.keep(given if row is not None or _is_in_use() else secrets.token_hex(32))


def _is_in_use() -> bool:
    """Whether somebody is found by a fingerprint already."""
    tables = [table for table in db.Base.metadata.tables.values() if "phone_hash" in table.c]
    return any(db.session.execute(sa.select(table.c.phone_hash).limit(1)).first() for table in tables)


def check() -> list[str]:
    """The faults of the keys, a sentence each; empty when all is well."""
    troubles = []
    encryption.ring().numbers()  # reads the file again: what it held before does not count
    for row in db.session.scalars(sa.select(KeyCheck).order_by(KeyCheck.number)):
        try:
            if row.number != _SECRET:
                encryption.opened(row.proof, "key")
            elif row.proof != _proof(fingerprints.kept() or config.current().secret_key):
                troubles.append(
                    "The key of links and look-ups by phone (table site_secrets, or secret_key where that is empty) is "
                    "another one than this database was made with. Put it back from a copy of the database."
                )
        except KeyMissing as error:
            troubles.append(str(error))
    return list(dict.fromkeys(troubles))


def in_use() -> dict[int, int]:
    """The number of sealed values by the number of their key."""
    found: dict[int, int] = {}
    for column in encryption.COLUMNS:
        cell = getattr(column.owner, column.column)
        head = sa.func.substr(cell, 1, 3)
        for mark, n in db.session.execute(sa.select(head, sa.func.count()).where(cell.is_not(None)).group_by(head)):
            number = encryption.key_number(bytes(mark))
            found[number] = found.get(number, 0) + n
    return found


def rotate(progress: Callable[[int], None] = lambda done: None) -> int:
    """Makes a new key and seals everything with it, a few hundred rows at a time beside running traffic.

    Running processes notice the new key by themselves. May be stopped anywhere and run again. Opens its own
    transactions, because it is many of them; returns how many values were sealed anew.
    """
    number = encryption.ring().add()
    with db.transaction():
        db.session.add(KeyCheck(number=number, proof=encryption.seal(_text(number), "key", number), at=clock.now()))
        audit_log.write("rotate", by=None, about=f"key {number}")
    return reseal(progress)


def reseal(progress: Callable[[int], None] = lambda done: None) -> int:
    """Seals with the newest key whatever an older one still holds."""
    done = 0
    for column in encryption.COLUMNS:
        for rows in _batches(column):
            with db.transaction():
                done += sum(_renewed(column, key, by, sealed) for key, by, sealed in rows)
            progress(done)
    return done


def forget() -> list[int]:
    """Drops the keys under which nothing lies any more. Old backups can then be read no longer."""
    with db.transaction():
        newest = encryption.ring().newest()[0]
        gone = [number for number in encryption.ring().numbers() if number != newest and number not in in_use()]
        db.session.execute(sa.delete(KeyCheck).where(KeyCheck.number.in_(gone)))
    if gone:
        encryption.ring().drop(set(gone))
    return gone


def _batches(column: encryption.Sealed[Any]) -> Iterator[list[Any]]:
    """The rows of a column that an older key holds, in batches by their primary key."""
    newest = encryption.ring().newest()[0]
    key, cell, by = _parts(column)
    after = 0
    while True:
        with db.transaction():
            rows = db.session.execute(sa.select(key, by, cell).where(key > after).order_by(key).limit(_BATCH)).all()
        if not rows:
            return
        after = rows[-1][0]
        yield [row for row in rows if row[2] is not None and encryption.key_number(row[2]) != newest]


def _renewed(column: encryption.Sealed[Any], row: int, by: Any, sealed: bytes) -> bool:
    """Seals one value anew, unless somebody has written another one meanwhile."""
    key, cell, _ = _parts(column)
    place = column.place(by)
    again = encryption.seal(encryption.opened(sealed, place), place)
    statement = sa.update(column.owner).where(key == row, cell == sealed).values({column.column: again})
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)


def _parts(column: encryption.Sealed[Any]) -> tuple[Any, Any, Any]:
    owner = column.owner
    key = sa.inspect(owner).primary_key[0]
    return key, getattr(owner, column.column), getattr(owner, column.by)


def _text(number: int) -> str:
    return f"connect key {number}"


def _proof(secret: str) -> bytes:
    return keyed(secret, "key check", "connect").encode()


audit_log.kinds(rotate="a new key seals what is personal")
