"""Where something about cases has changed lately, as one process has heard: so that "nothing new" needs no search.

A process reads at most once a second what the history and the ends of leases say since it last did, and marks the
large cells where that was. What was made of a search stays true while none of its cells was marked since.
Nothing of this is told to anybody: a mark only says when to search anew, and what is told is made of the answer.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from flask import current_app

from connect import clock, db, geo
from connect.cases.map.clusters import LEASED_SQL, Box

LISTEN_S = 1.0  # at most so often, however many ask
HEAL_S = 600.0  # nothing is believed for longer: bulk loads write no history
COARSE = 5  # H3 resolution of the marks: about 250 square kilometres
KEPT = 4096  # searches
LATE = 256  # numbers of the history that PostgreSQL may still fill, by whoever commits last
MANY = 2000  # events at once: then everywhere

Cells = frozenset[int] | None  # coarse cells; None: the whole country


class Kept(NamedTuple):
    """The making of a search, at which tick, and until when it is believed (seconds of the monotonic clock)."""

    made: str
    tick: int
    until: float


class Changes:
    """The news that one process has heard, and the pieces that it has made of searches."""

    def __init__(self) -> None:
        self.tick, self._everywhere, self._marks = 1, 0, dict[int, int]()
        self._event, self._read, self._until = -1, frozenset[int](), db.EPOCH
        self._listens_at, self._kept = -math.inf, OrderedDict[Hashable, Kept]()
        self._listening, self._keeping = threading.Lock(), threading.Lock()

    def remembered(self, search: Hashable, cells: Cells, make: Callable[[], str], most_s: float = HEAL_S) -> str:
        """The piece made of a search, made anew when something in its cells has changed since, or `most_s` ago."""
        self._listen()
        tick = self.tick  # before it is made: what changes meanwhile counts as later
        with self._keeping:
            found = self._kept.get(search)
            if found:
                self._kept.move_to_end(search)
        if found and monotonic() < found.until and not self._marked(cells, found.tick):
            return found.made
        kept = Kept(make(), tick, monotonic() + most_s)
        with self._keeping:
            self._kept[search] = kept
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept.made

    def _marked(self, cells: Cells, since: int) -> bool:
        if cells is None:
            return self.tick > since
        marks = self._marks
        return self._everywhere > since or any(marks.get(cell, 0) > since for cell in cells)

    def _listen(self) -> None:
        """One of those who ask at the same time listens; the others go by what is known."""
        if monotonic() < self._listens_at or not self._listening.acquire(blocking=self._event < 0):
            return
        try:
            if monotonic() >= self._listens_at:
                self._hear(db.Reader(), clock.now())
                self._listens_at = monotonic() + LISTEN_S
        finally:
            self._listening.release()

    def _hear(self, reader: db.Reader, now: datetime) -> None:
        if self._event < 0:
            sql = f"SELECT id FROM case_events ORDER BY id DESC LIMIT {LATE}"  # nosec B608 # noqa: S608 - a number of ours
            self._read = frozenset(number for (number,) in reader.rows(sql, ()))
            self._event, self._until = max(self._read, default=0), now
            return
        ended = self._ended(reader, now)
        news = self._events(reader)
        if not news and not ended:
            return
        tick = self.tick + 1
        if len(news) >= MANY:
            self._everywhere = tick
        self._marks |= {geo.parent_of(cell, COARSE): tick for cell in {*news, *ended}}
        self.tick = tick

    def _events(self, reader: db.Reader) -> list[int]:
        """The cells of what was written since; on PostgreSQL also under lower numbers, of those who commit late."""
        again = LATE if reader.postgres else 0  # numbers that are read once more
        mark = reader.mark
        sql = f"SELECT e.id, c.cell FROM case_events e JOIN cases c ON c.id = e.case_id WHERE e.id > {mark} ORDER BY e.id LIMIT {mark}"  # nosec B608 # noqa: S608, E501
        rows = reader.rows(sql, (self._event - again, MANY + again))
        news = [cell for number, cell in rows if number not in self._read]
        if rows:
            self._event = max(self._event, rows[-1][0])
            self._read = frozenset(number for number, _ in rows if number > self._event - LATE)
        return news

    def _ended(self, reader: db.Reader, now: datetime) -> list[int]:
        """The cells of cases whose lease has ended since: they are free again, and nobody writes that down."""
        since, self._until = self._until, max(self._until, now)
        table = "cases" if reader.postgres else "cases INDEXED BY ix_cases_leases"
        sql = f"SELECT cell FROM {table} WHERE {LEASED_SQL} AND free_at > {reader.mark} AND free_at <= {reader.mark}"  # nosec B608 # noqa: S608
        return [cell for (cell,) in reader.rows(sql, (reader.value_of(since), reader.value_of(now)))]


def remembered(search: Hashable, cells: Cells, make: Callable[[], str], most_s: float = HEAL_S) -> str:
    """See `Changes.remembered`; of this process."""
    here: Changes = current_app.extensions.setdefault("connect.cases.changes", Changes())
    return here.remembered(search, cells, make, most_s)


def around(cell: int, within_m: int) -> Cells:
    """The coarse cells that hold every finest cell within so many metres of one, and a few more."""
    steps = math.ceil(within_m / geo.spacing_m(COARSE) / 0.8) + 1  # a row of hexagons is 0.87 of the spacing apart
    return _rings(geo.parent_of(cell, COARSE), steps)


@lru_cache(maxsize=1024)  # of up to 17 kB
def _rings(cell: int, steps: int) -> frozenset[int]:
    return frozenset(geo.rings(cell, steps))


def in_view(box: Box) -> Cells:
    """The same for a view of the map; a large one is the whole country."""
    middle = geo.Point((box.south + box.north) / 2, (box.west + box.east) / 2)
    corner = geo.distance_m(middle, geo.Point(box.south, box.west))
    return around(geo.cell_of(middle), 1000 * math.ceil(corner / 1000)) if corner < 100_000 else None
