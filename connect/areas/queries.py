"""Looking areas up: by code, by point, by what somebody typed."""

from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from connect import geo
from connect.areas import rules, snapshot
from connect.areas.models import Area
from connect.areas.snapshot import Place
from connect.errors import NotFound

__all__ = ["AreaHit", "Place", "ancestors", "below", "by_id", "find", "get", "is_within", "label", "nearest_wards"]


@dataclass(frozen=True, slots=True)
class AreaHit:
    """One answer of a search: the area of today, the older name that matched if any, and how well (0 to 100)."""

    place: Place
    label: str
    note: str
    score: int


def get(code: str) -> Place:
    """The area of a code, or NotFound."""
    place = snapshot.current().by_code.get(code)
    if place is None:
        raise NotFound
    return place


def by_id(area_id: int) -> Place:
    """The area of an inner number."""
    return snapshot.current().by_id[area_id]


def label(place: Place | Area) -> str:
    """A name with what it lies in: "Phường Bến Thành, Thành phố Hồ Chí Minh"."""
    here = snapshot.current()
    return here.label(here.by_id[place.id])


def ancestors(place: Place | Area) -> list[Place]:
    """From the country down to the area itself."""
    here = snapshot.current()
    return here.ancestors(here.by_id[place.id])


def provinces() -> list[Place]:
    """The provinces and centrally run cities of today, by name."""
    here = snapshot.current().by_id.values()
    return sorted(
        (one for one in here if one.kind in ("city", "province") and not one.ended), key=lambda one: one.folded
    )


def wards_of(place: Place) -> list[Place]:
    """The wards of today in a province, by name."""
    here = snapshot.current().by_id.values()
    return sorted((one for one in here if one.parent_id == place.id and not one.ended), key=lambda one: one.folded)


def is_within(place: Place | Area, scope_path: str) -> bool:
    """Whether an area is the one of the path or lies below it."""
    return place.path.startswith(scope_path)


def below(paths: list[str]) -> sa.Select[int]:
    """A select of the ids of all areas at or below the paths, for use inside other queries."""
    return sa.select(Area.id).where(
        sa.or_(sa.false(), *(Area.path.startswith(path, autoescape=True) for path in paths))
    )


def nearest_wards(point: geo.Point, n: int = 3) -> list[tuple[float, Place]]:
    """The likeliest wards of a point, with the metres to their centres: to be confirmed, never assigned.

    The first is right for about three points in four, one of three for 96 in a hundred.
    """
    return snapshot.current().nearest(point, n)


def ward_at(point: geo.Point) -> Place:
    """The one ward nearest to a point: only for the public ward of a cell's centre, which need not be exact."""
    return _ward_at(snapshot.current(), point)


@lru_cache(maxsize=50_000)
def _ward_at(here: snapshot.Snapshot, point: geo.Point) -> Place:
    return here.nearest(point, 1)[0][1]


# --- Search -----------------------------------------------------------------------------------------------


SHADE = 30  # a name that fits so much worse than the best is noise, not an answer


def search(text: str, limit: int = 10, *, wards_only: bool = False) -> list[AreaHit]:
    """What somebody may mean, best first, by today's names and older ones, while still typing.

    Every word must occur, the last one may be unfinished. When nothing fits, near misses by edit distance.
    """
    here, wanted = snapshot.current(), rules.tokens(text)
    if not wanted:
        return []
    found = here.having(wanted[-1], prefix=True).copy()
    for word in wanted[:-1]:
        found &= here.having(word, prefix=False)
    said = rules.phrases(text)
    ranked = sorted(((rank(here.entries[number], said), number) for number in found), reverse=True)
    return _hits(here, ranked, limit, wards_only) or _near_misses(here, wanted, limit, wards_only)


def rank(entry: snapshot.Entry, said: list[str]) -> int:
    """0 to 100: whether the phrases stand together in the name, the first is the unit's own, and it is today's."""
    first = said[0]
    bare = rules.without_kind(first)
    together = all(f" {phrase}" in entry.text for phrase in said)
    exact = entry.own in (bare, first)
    begins = bool(bare) and entry.own.startswith(bare)
    named = f" {first} " in entry.text
    goes_on = f"{bare} ".startswith(f"{entry.own} ") or f"{first} ".startswith(f"{entry.own} ")
    today = not entry.old
    return 35 + 20 * (together or goes_on) + 25 * (exact or goes_on) + 8 * begins + 7 * named + 5 * today


def _hits(here: snapshot.Snapshot, ranked: list[tuple[int, int]], limit: int, wards_only: bool) -> list[AreaHit]:
    hits: dict[int, AreaHit] = {}
    best = ranked[0][0] if ranked else 0
    for score, number in ranked:
        entry = here.entries[number]
        if score < best - SHADE:
            break
        if entry.place.id in hits or (wards_only and entry.place.kind not in snapshot.WARDS):
            continue
        hits[entry.place.id] = AreaHit(entry.place, here.label(entry.place), entry.old, min(100, score))
        if len(hits) == limit:
            break
    return list(hits.values())


def _near_misses(here: snapshot.Snapshot, wanted: list[str], limit: int, wards_only: bool) -> list[AreaHit]:
    """Typing errors: each word that is not known is replaced by the most alike that is."""
    mended = []
    for word in wanted:
        if word in here.by_word:
            mended.append(word)
        elif len(word) > 2 and (best := process.extractOne(word, here.words, scorer=fuzz.ratio, score_cutoff=70)):
            mended.append(best[0])
    found: dict[int, int] = {}
    for word in mended:
        for number in here.by_word.get(word, ()):
            found[number] = found.get(number, 0) + (1 if word in rules.KIND_WORDS else 3)
    most = max(found.values(), default=0)
    best_numbers = [number for number, n in found.items() if n == most]
    said = [" ".join(mended)]
    ranked = sorted(((rank(here.entries[number], said) - 10, number) for number in best_numbers), reverse=True)
    return _hits(here, ranked, limit, wards_only) if most >= 3 else []


def find(address: str, limit: int = 5) -> list[AreaHit]:
    """Wards that a typed address may lie in, with a score.

    People write from the small to the large, so parts are dropped from the left (house, street) until the
    rest names a ward; old and new names may be mixed.
    """
    parts = [part for part in address[:300].replace("\n", ",").split(",") if part.strip()]
    if len(parts) == 1:
        words = rules.tokens(address)
        tails = [" ".join(words[start:]) for start in range(len(words))]
    else:
        tails = [", ".join(parts[start:]) for start in range(len(parts))]
    here = snapshot.current()
    for dropped, tail in enumerate(tails):
        wanted = rules.tokens(tail)
        if not wanted or not all(here.having(word, prefix=False) for word in wanted):
            continue
        hits = [hit for hit in search(tail, limit * 2, wards_only=True) if hit.score >= 55]
        if hits:
            loss = 5 * dropped if len(parts) > 1 else 2 * dropped
            return [AreaHit(hit.place, hit.label, hit.note, max(1, hit.score - loss)) for hit in hits[:limit]]
    return search(", ".join(parts[-3:]), limit, wards_only=True) if parts else []
