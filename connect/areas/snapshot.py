"""The areas as a process remembers them: small, read-only, looked up in microseconds without the database."""

import bisect
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from connect import db, geo
from connect.areas.models import Area, AreaAlias, AreaImport
from connect.areas.rules import all_tokens, marked, short_name
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
    district: str  # the words of the district it lay in, without its kind; empty for today's names
    provinces: tuple[str, ...]  # the same of its province, then and now
    text: str  # all its words in order, with a blank at both ends
    old: str  # the older name as people know it; empty for today's
    marked: str  # the unit's own name with its marks, as `rules.marked` writes it


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
                names = [one.name for one in reversed(self.ancestors(place)) if one.kind != "country"]
                out.append(_entry(place, names, "", "", names[-1:]))
        for area_id, ward, district, province, _kind in self._aliases:
            parts = [part for part in (ward, district, province) if part]
            place = self.by_id[area_id]
            today = place.name if place.kind not in WARDS else self.ancestors(place)[1].name
            out.append(_entry(place, [*parts, today], ", ".join(parts), district, [province, today]))
        out += [_entry(place, [name], name, "", []) for name, place in self._ended_provinces()]
        _words.cache_clear()  # it has done its work, and names are many
        return out

    def _ended_provinces(self) -> list[tuple[str, Place]]:
        """Provinces that are no more, and the one of today that has most of their wards."""
        wards: dict[str, Counter[int]] = defaultdict(Counter)
        for area_id, _ward, _district, province, _kind in self._aliases:
            if parent := self.by_id[area_id].parent_id:
                wards[province][parent] += 1
        there = {place.short for place in self.by_id.values() if place.kind in ("city", "province")}
        most = {name: self.by_id[count.most_common(1)[0][0]] for name, count in wards.items() if name}
        return [(name, place) for name, place in most.items() if short_name(name) not in there]

    @cached_property
    def by_own(self) -> dict[str, list[int]]:
        """The own words of wards to the numbers of the entries that have them."""
        index: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            if entry.place.kind in WARDS:
                index[entry.own].append(number)
        return dict(index)

    @cached_property
    def wide(self) -> list[Entry]:
        """The names of provinces and cities, today's and older ones."""
        return [entry for entry in self.entries if entry.place.kind in ("city", "province")]

    @cached_property
    def districts(self) -> dict[int, frozenset[str]]:
        """The districts that went into each ward of today, by its number."""
        found: dict[int, set[str]] = defaultdict(set)
        for entry in self.entries:
            if entry.district:
                found[entry.place.id].add(entry.district)
        return {number: frozenset(names) for number, names in found.items()}

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


def _entry(place: Place, names: list[str], old: str, district: str, provinces: list[str]) -> Entry:
    """One name to search for; `names` are that of the unit and of what it lies or lay in."""
    words, own = [word for name in names for word in _words(name)], _words(short_name(names[0]))
    joined = {"".join(own)} if 1 < len(own) < 4 else set()  # "Daklak", "Ealy"
    return Entry(
        place=place, words=frozenset(words) | joined, own=" ".join(own), district=_bare(district),
        provinces=tuple(_bare(one) for one in dict.fromkeys(provinces)), text=f" {' '.join(words)} ", old=old,
        marked=marked(short_name(names[0])).strip(),
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(all_tokens(name))


def _bare(name: str) -> str:
    return " ".join(_words(short_name(name)))


def _ring(row: int, column: int, ring: int) -> list[tuple[int, int]]:
    if ring == 0:
        return [(row, column)]
    span = range(-ring, ring + 1)
    edge = [(row + a, column + b) for a in (-ring, ring) for b in span]
    return edge + [(row + a, column + b) for b in (-ring, ring) for a in span if abs(a) != ring]


_lock = threading.Lock()
_known: dict[str, Snapshot] = {}  # by content of the loaded files and their ids
_of_database: "WeakKeyDictionary[sa.Engine, str]" = WeakKeyDictionary()


def current() -> Snapshot:
    """The snapshot of this database, read once in the life of a process."""
    engine = db.extension.engine
    stamp = _of_database.get(engine)
    if stamp is None:
        with _lock, db.reading_from(None):  # a replica might not have the last import yet
            stamp = _stamp()
            if stamp not in _known:
                _known[stamp] = _read()
            _of_database[engine] = stamp
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
