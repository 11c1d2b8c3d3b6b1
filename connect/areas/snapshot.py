"""The areas as a process remembers them: small, read-only, looked up in microseconds without the database."""

import bisect
import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from connect import db, geo
from connect.areas.models import Area, AreaAlias, AreaImport
from connect.areas.rules import all_tokens, short_name
from connect.errors import NotFound

_GRID = 0.2  # degrees, about 22 km: a few wards in each square
WARDS = ("ward", "commune", "special_zone")


@dataclass(frozen=True, slots=True)
class Place:
    """An area as everybody but the importer uses it."""

    id: int
    code: str
    parent_id: int | None
    path: str
    kind: str
    name: str
    short: str
    folded: str
    lat: float
    lon: float
    km2: float
    ended: bool

    @property
    def point(self) -> geo.Point:
        """Its centre."""
        return geo.Point(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Entry:
    """One name that can be searched for: today's, or an older one."""

    place: Place
    words: frozenset[str]
    own: str  # the words of the unit itself, without its kind and what it lies in
    text: str  # all its words in order, with a blank at both ends
    old: str  # the older name as people know it; empty for today's


class Alias(NamedTuple):
    """An older name, as its table has it."""

    area_id: int
    ward: str
    district: str
    province: str
    kind: str


class Snapshot:
    """All places, by id, by code, by square of a grid, and by the words of their names."""

    def __init__(self, areas: list[Place], aliases: list[Alias]) -> None:
        self.by_id = {place.id: place for place in areas}
        self.by_code = {place.code: place for place in areas}
        self._aliases = aliases
        self._squares: dict[tuple[int, int], list[Place]] = defaultdict(list)
        for place in areas:
            if place.kind in WARDS and not place.ended:
                self._squares[self._square(place.lat, place.lon)].append(place)

    @staticmethod
    def _square(lat: float, lon: float) -> tuple[int, int]:
        return int(lat // _GRID), int(lon // _GRID)

    def nearest(self, point: geo.Point, n: int) -> list[tuple[float, Place]]:
        """The n wards whose centres are nearest, with metres; exact, by widening squares."""
        metric = geo.metric(point)
        row, column = self._square(point.lat, point.lon)
        found: list[tuple[float, Place]] = []
        for ring in range(200):
            for square in _ring(row, column, ring):
                found += [(metric.squared(one.lat, one.lon), one) for one in self._squares.get(square, ())]
            found.sort(key=lambda pair: (pair[0], pair[1].code))
            # All within `ring` whole squares are seen; a square is at least 0.2 x 100 km x cos 24 wide.
            if len(found) >= n and found[n - 1][0] <= (ring * _GRID * 100_000) ** 2:
                break
        return [(squared**0.5, place) for squared, place in found[:n]]

    def ancestors(self, place: Place) -> list[Place]:
        """From the country down to the place itself."""
        return [self.by_code[code] for code in place.path.strip("/").split("/")]

    def label(self, place: Place) -> str:
        """Its name with what it lies in: "Phường Bến Thành, Thành phố Hồ Chí Minh"."""
        return ", ".join(one.name for one in reversed(self.ancestors(place)) if one.kind != "country")

    @cached_property
    def entries(self) -> list[Entry]:
        """Every name that can be searched for."""
        out = []
        for place in self.by_id.values():
            if not place.ended and place.kind != "country":
                out.append(_entry(place, [place.name, self.label(place)], ""))
        for area_id, ward, district, province, _kind in self._aliases:
            parts = [part for part in (ward, district, province) if part]
            today = self.label(self.by_id[area_id]).rsplit(", ", 1)[-1]
            out.append(_entry(self.by_id[area_id], [parts[0], " ".join([*parts, today])], ", ".join(parts)))
        return out

    @cached_property
    def by_word(self) -> dict[str, set[int]]:
        """Word to the numbers of the entries that have it."""
        index: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self.entries):
            for word in entry.words:
                index[word].add(number)
        return dict(index)

    @cached_property
    def words(self) -> list[str]:
        """All words, sorted, to find those that begin like one."""
        return sorted(self.by_word)

    def having(self, word: str, *, prefix: bool) -> set[int]:
        """The entries with a word, or with one that begins so."""
        if not prefix:
            return self.by_word.get(word, set())
        first = bisect.bisect_left(self.words, word)
        found: set[int] = set()
        for other in self.words[first:]:
            if not other.startswith(word):
                break
            found |= self.by_word[other]
        return found


def _entry(place: Place, names: list[str], old: str) -> Entry:
    words = all_tokens(names[1])
    return Entry(place, frozenset(words), " ".join(all_tokens(short_name(names[0]))), f" {' '.join(words)} ", old)


def _ring(row: int, column: int, ring: int) -> list[tuple[int, int]]:
    if ring == 0:
        return [(row, column)]
    span = range(-ring, ring + 1)
    edge = [(row + a, column + b) for a in (-ring, ring) for b in span]
    return edge + [(row + a, column + b) for b in (-ring, ring) for a in span if abs(a) != ring]


_lock = threading.Lock()
_known: dict[str, Snapshot] = {}  # by content of the loaded files and their ids
_of_database: dict[str, str] = {}


def current() -> Snapshot:
    """The snapshot of this database, read once in the life of a process."""
    url = str(db.extension.engine.url)
    stamp = _of_database.get(url)
    if stamp is None:
        with _lock, db.reading_from(None):  # a replica might not have the last import yet
            stamp = _stamp()
            if stamp not in _known:
                _known[stamp] = _read()
            _of_database[url] = stamp
    return _known[stamp]


def forget() -> None:
    """After an import: look at the tables again. Other processes do so at their next start."""
    _of_database.clear()


def _stamp() -> str:
    last = db.session.execute(
        sa.select(AreaImport.id, AreaImport.digest).order_by(AreaImport.id.desc()).limit(1)
    ).first()
    if last is None:
        raise NotFound
    first_and_last = db.session.execute(sa.select(sa.func.min(Area.id), sa.func.max(Area.id), sa.func.count())).one()
    return f"{last.digest}:{last.id}:{tuple(first_and_last)}"


def _read() -> Snapshot:
    names = ("id", "code", "parent_id", "path", "kind", "name", "short", "folded", "lat", "lon", "km2", "effective_to")
    rows = db.session.execute(sa.select(*(getattr(Area, name) for name in names)).order_by(Area.id))
    values = [dict(row) for row in rows.mappings()]
    places = [Place(ended=row.pop("effective_to") is not None, **row) for row in values]
    aliases = db.session.execute(
        sa.select(AreaAlias.area_id, AreaAlias.ward, AreaAlias.district, AreaAlias.province, AreaAlias.kind)
    )
    return Snapshot(places, [Alias(*row) for row in aliases])
