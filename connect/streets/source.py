"""The file of streets as it lies there now: opened and checked once, looked at again when it has changed."""

import hashlib
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from flask import current_app

from connect import config
from connect.streets import checking, layers
from connect.streets.checking import Unfit
from connect.streets.pmtiles import Archive, Broken

FILE = "map.pmtiles"
# Of no use to a map on which houses are as small as their signs, and three quarters of the bytes of a town.
BUILDINGS = frozenset({"buildings"})
# Never drawn: which borders a file of others shows where is not for this site to repeat.
BORDERS = frozenset({"boundaries"})
KEPT_TILES = 128  # of some 40 kB, which have been packed anew
GZIP_BEGINS = b"\x1f\x8b"
log = structlog.get_logger()
State = tuple[int, int, int]


class Streets:
    """A file that passed its check. `mark` names its content, alike on every machine that has the same file."""

    def __init__(self, path: Path) -> None:
        """Opens and checks it; OSError, Unfit."""
        self.archive = Archive(path)
        self.told = checking.check(self.archive)
        self.bounds = checking.bounds_of(self.archive.head)
        self.max_zoom = self.archive.head.max_zoom
        self.min_zoom = self.archive.head.min_zoom
        self.mark = self._marked()
        self.leaner = lru_cache(KEPT_TILES)(self._leaner)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A packed tile as it lies in the file, or None; Broken."""
        found = self.archive.tile(z, x, y)
        if found is not None and not found.startswith(GZIP_BEGINS):
            raise Broken("a tile of it is none")  # another file was copied over this one, just now
        return found

    def shown(self, z: int, x: int, y: int, buildings: bool) -> bytes | None:
        """A packed tile as pages get it, or None; Broken."""
        return self.leaner(z, x, y, BORDERS if buildings else BORDERS | BUILDINGS)

    def _leaner(self, z: int, x: int, y: int, dropped: frozenset[str]) -> bytes | None:
        found = self.tile(z, x, y)
        return layers.without(found, dropped) if found else None

    def _marked(self) -> str:
        head, size = self.archive.head_bytes, self.archive.size
        told = b"\0".join((head, str(size).encode(), repr(self.told).encode(), self.archive.root()))
        return hashlib.sha256(told).hexdigest()[:12]


class Watched:
    """A path at which an operator puts a file, takes it away, or copies another one over it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        self.seen: State | None = None
        self.streets: Streets | None = None
        self.trouble = ""  # why there are none although there is a file

    def now(self) -> Streets | None:
        """The streets that there are at this moment; one look at the folder, and no more while nothing changes."""
        state = _state(self.path)
        if state != self.seen:
            with self.lock:
                if state != self.seen:
                    self._open(state)
        return self.streets

    def _open(self, state: State | None) -> None:
        self.streets, self.trouble = None, ""
        if state is not None:
            try:
                self.streets = Streets(self.path)
            except Unfit as error:
                self.trouble = str(error)
            except (OSError, Broken) as error:
                self.trouble = f"it cannot be read ({error}). Let the account that serves the site read it."
        self.seen = state
        log.info("streets", there=self.streets is not None, trouble=self.trouble, path=str(self.path))


def _state(path: Path) -> State | None:
    """A mark that changes whenever the file does: moment of writing in nanoseconds, size, number in the folder."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def watched() -> Watched:
    """The place of this site's file."""
    kept: dict[str, Any] = current_app.extensions
    if "connect.streets" not in kept:
        here = config.current()
        kept.setdefault("connect.streets", Watched(here.instance / (here.map_file or FILE)))
    found: Watched = kept["connect.streets"]
    return found


def now() -> Streets | None:
    """The streets of this site, or None."""
    return watched().now()
