"""The files of pictures: in a folder of their own, named by chance, gone with their story whatever is killed when."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import sqlalchemy as sa
import structlog

from connect import clock, config, db, lazy_import
from connect.stories.models import StoryPicture

if TYPE_CHECKING:
    from connect.pictures import intake
else:
    intake = lazy_import.module("connect.pictures.intake")  # loads Pillow

log = structlog.get_logger("connect.jobs")
FRESH = timedelta(minutes=10)  # a file that is so young may be one whose row is just being written
AT_ONCE = 500


def folder() -> Path:
    """The folder of all of them."""
    return config.current().uploads / "stories"


def keep(stream: BinaryIO) -> str:
    """Writes a picture anew, without what its camera said; its file name. RuleBroken when it is none."""
    return intake.keep(stream, folder())


def drop(name: str) -> None:
    """Deletes a file. What the disk refuses is left to the sweep; nobody is shown it meanwhile."""
    try:
        intake.drop(name, folder())
    except OSError as error:
        log.error("storage", kind=type(error).__name__, endpoint="stories.pictures")


def drop_later(name: str) -> None:
    """Deletes a file once this transaction stands: rolled back, its story still shows it."""
    db.after_commit(f"picture of a story {name}", lambda: drop(name))


def sweep() -> int:
    """Deletes the files that no story has any more, left by a kill between the row and the file; says how many."""
    old = list(_older_than(clock.now() - FRESH))
    dropped = 0
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        known = set(db.session.scalars(sa.select(StoryPicture.file_name).where(StoryPicture.file_name.in_(some))))
        for name in some:
            if name not in known:
                drop(name)
                dropped += 1
    return dropped


def _older_than(moment: datetime) -> Iterator[str]:
    if not folder().is_dir():
        return
    with os.scandir(folder()) as found:
        for one in found:
            if datetime.fromtimestamp(one.stat().st_mtime, UTC) <= moment:
                yield one.name
