"""Sealed files that belong to rows: a file stands before its row and goes after it.

Whatever a crash, a restored database or an erased account leaves is a file without a row, which nothing opens.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Response

from connect import clock, db
from connect.pictures import sealed

LEFT_ALONE = timedelta(hours=1)  # a file whose row may still be on its way
AT_ONCE = 500  # names in one question
POLICY = (  # opened as a page it may do nothing
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; sandbox"
)


def drop(name: str, folder: Path) -> None:
    """Deletes one file; a disk that refuses keeps what nobody can open, until the clock asks again."""
    with suppress(OSError):
        sealed.drop(name, folder)


def drop_afterwards(names: Iterable[str], folder: Path) -> None:
    """Deletes files once the transaction at work stands."""
    for name in names:
        db.after_commit(f"file {name}", partial(drop, name, folder))


def sweep(folder: Path, column: sa.orm.InstrumentedAttribute[Any]) -> int:
    """Deletes files that no row names in this column, but the newest; says how many."""
    names = list(sealed.older_than((clock.now() - LEFT_ALONE).timestamp(), folder))
    gone = 0
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        known = set(db.session.scalars(sa.select(column).where(column.in_(some))))
        for name in some:
            if name not in known:
                drop(name, folder)
                gone += 1
    return gone


def answer(content: bytes, name: str) -> Response:
    """A picture for few: kept by no browser, and opened as a page it can do nothing."""
    shown = Response(content, mimetype="image/webp")
    shown.headers["Cache-Control"] = "no-store"
    shown.headers["Content-Security-Policy"] = POLICY
    shown.headers["Content-Disposition"] = f"inline; filename={name}.webp"
    return shown
