"""Files that the site's own user alone may read: database, its log, keys, uploads, recorded messages."""

import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077  # rights that group and others do not get


def folder(path: Path) -> None:
    """Makes the instance folder, shuts it to all others, and has everything this process writes be shut too."""
    os.umask(OTHERS)
    path.mkdir(parents=True, exist_ok=True)
    _shut(path)


def everything(path: Path) -> int:
    """Takes the rights of others from all that lies in a folder already; says from how many."""
    return sum(_shut(one) for one in (path, *path.rglob("*")))


def _shut(path: Path) -> bool:
    """Whether others had rights, and have none now; what belongs to another user stays as it is."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & OTHERS and not path.is_symlink():
            path.chmod(mode & ~OTHERS & 0o7777)
            return True
    return False
