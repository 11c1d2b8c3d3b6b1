"""The files of pictures of points, named by chance. A file stands before its row, and goes after it or by the sweep."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import sqlalchemy as sa

from connect import clock, config, db, lazy_import
from connect.supplies.models import SupplyPoint

if TYPE_CHECKING:
    from connect.pictures import intake
else:
    intake = lazy_import.module("connect.pictures.intake")  # loads Pillow

FRESH = timedelta(hours=1)  # a file that is so young may be one whose row is on its way


class Kept(NamedTuple):
    """A file, and its width and height in pixels."""

    name: str
    width: int
    height: int


def folder() -> Path:
    """The folder of all of them."""
    return config.current().uploads / "supplies"


def keep(stream: BinaryIO) -> Kept:
    """Writes a picture anew, without what its camera said. RuleBroken when it is none."""
    anew, name = intake.anew(stream), f"{secrets.token_hex(16)}.webp"
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / name).write_bytes(anew.content)
    return Kept(name, anew.width, anew.height)


def drop(name: str) -> None:
    """Deletes a file. What the disk refuses is left to the sweep; nobody is shown it meanwhile."""
    with suppress(OSError):
        intake.drop(name, folder())


def drop_later(name: str | None) -> None:
    """Deletes a file once this transaction stands: rolled back, its point still shows it."""
    if name:
        db.after_commit(f"picture of a point {name}", lambda: drop(name))


def orphans() -> Iterator[str]:
    """The names of files that no point has, and that are not quite new."""
    known = set(db.session.scalars(sa.select(SupplyPoint.picture).where(SupplyPoint.picture.is_not(None))))
    old = clock.now() - FRESH
    for one in folder().iterdir() if folder().is_dir() else ():
        with suppress(FileNotFoundError):
            if one.name not in known and datetime.fromtimestamp(one.stat().st_mtime, UTC) < old:
                yield one.name
