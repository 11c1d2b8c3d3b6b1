"""The areas that somebody's words mean: what was typed into a search, an address, the name in a file."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from connect import geo
from connect.areas import positions, queries, rules, snapshot
from connect.areas.names.mentions import CLEAR, SURE, Mention, mentions
from connect.areas.snapshot import Place

SHADE = 30  # a name that fits so much worse than the best is noise, not an answer
ALIKE = 50  # of the best that fit, how many are told apart by their marks


@dataclass(frozen=True, slots=True)
class AreaHit:
    """One answer of a search: the area of today, the older name that matched if any, and how well (0 to 100)."""

    place: Place
    label: str
    note: str
    score: int


def search(text: str, limit: int = 10, *, wards_only: bool = False) -> list[AreaHit]:
    """The areas that an unfinished text may mean, best first, by today's names and older ones.

    A text that names a ward with its district or kind means that. Else every word must occur, the last one may be
    unfinished; when that fits nothing, the wards that the text names less clearly, then near misses by edit distance.
    """
    here, wanted = snapshot.current(), rules.tokens(text)
    if not wanted:
        return []
    named = mentions(text, here)
    if named and named[0].score >= CLEAR:
        return _named(here, named, limit)
    found = here.having(wanted[-1], prefix=True).copy()
    for word in wanted[:-1]:
        found &= here.having(word, prefix=False)
    said = rules.phrases(text)
    ranked = sorted(((rank(here.entries[number], said), number) for number in found), reverse=True)
    marked = rules.marked(text)
    best = sorted(ranked[:ALIKE], key=lambda one: _order(here.entries[one[1]], one[0], said, marked), reverse=True)
    best += ranked[ALIKE:]
    return (
        _hits(here, best, limit, wards_only)
        or (_middle_of(here, best, limit) if wards_only else [])
        or _named(here, named, limit)
        or _near_misses(here, wanted, limit, wards_only)
    )


def position_in(text: str) -> positions.Position | None:
    """The position that a text holds; a short plus code counts from the ward or province that stands beside it."""
    return positions.position_in(text, _point_of)


def _point_of(name: str) -> geo.Point | None:
    hits = search(name, 1)
    return hits[0].place.point if hits else None


def is_sure(hits: list[AreaHit], text: str) -> bool:
    """Whether a single answer may be proposed as the one: every word of the ward's own name was typed, as a ward's."""
    if len(hits) != 1:  # asked first: most that is typed fits several, and needs no second reading
        return False
    here = snapshot.current()
    named = mentions(text, here)
    return len(named) == 1 and named[0].score >= SURE and here.entries[named[0].number].place == hits[0].place


def _order(entry: snapshot.Entry, score: int, said: list[str], marked: str) -> tuple[int, bool]:
    """The fit of a name, to sort by; of two alike, the one with the typed marks: "Mĩ Tho" is Mỹ Tho and not Mỹ Thọ.

    A province, also one that is no more, comes before its town of the same name.
    """
    wide = 6 * (entry.place.kind not in snapshot.WARDS and entry.own == rules.without_kind(said[0]))
    return score + wide, f" {entry.marked} " in marked


def _named(here: snapshot.Snapshot, named: list[Mention], limit: int) -> list[AreaHit]:
    """The wards that a text names, as answers."""
    found = [(one.score, here.entries[one.number]) for one in named[:limit]]
    return [AreaHit(entry.place, here.label(entry.place), entry.old, score) for score, entry in found]


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


def _middle_of(here: snapshot.Snapshot, ranked: list[tuple[int, int]], limit: int) -> list[AreaHit]:
    """The wards in the middle of the province that was meant, when a ward is wanted."""
    if not ranked:
        return []
    entry = here.entries[ranked[0][1]]
    near = (ward for _metres, ward in here.nearest(entry.place.point, 2 * limit))
    wards = [ward for ward in near if queries.is_within(ward, entry.place.path)]
    return [AreaHit(ward, here.label(ward), "", SHADE) for ward in wards[:limit]]


def _near_misses(here: snapshot.Snapshot, wanted: list[str], limit: int, wards_only: bool) -> list[AreaHit]:
    """Typing errors: each word that is not known is replaced by the most alike that is; all must fit one name."""
    mended = [word if word in here.by_word else _most_alike(here, word) for word in wanted]
    if not all(mended):
        return []
    found = set.intersection(*(here.by_word[word] for word in mended))
    said = [" ".join(mended)]
    ranked = sorted(((rank(here.entries[number], said) - 10, number) for number in found), reverse=True)
    return _hits(here, ranked, limit, wards_only)


def _most_alike(here: snapshot.Snapshot, word: str) -> str:
    """The known word most like one that is not; empty when none is, or when it is too short to say."""
    if len(word) < 3 or word.isdigit():
        return ""
    best = process.extractOne(word, here.words, scorer=fuzz.ratio, score_cutoff=70)
    return best[0] if best else ""


def find(address: str, limit: int = 5) -> list[AreaHit]:
    """Wards that a typed address may lie in, the surest first, with a score of 1 to 100."""
    here, text = snapshot.current(), address[:300].replace("\n", ",")
    named = _named(here, mentions(text, here), limit)
    return named or search(", ".join(text.split(",")[-3:]), limit, wards_only=True)


def named(text: str, scope: Place) -> list[AreaHit]:
    """The places of today within one that a whole name means: its own name, or the older one of a ward.

    Today's name comes before older ones, one with the same marks before others; what else stands behind a comma (an old
    district, a province) has to fit where it fits any. Several answers mean that it has to be asked.
    """
    first, *around = text[:200].split(",")
    own = rules.without_kind(" ".join(rules.all_tokens(first)))
    here, marks = snapshot.current(), rules.marked(first)
    found = [here.entries[number] for number in here.by_own.get(own, [])]
    found += [entry for entry in here.wide if entry.own == own]
    inside = [entry for entry in found if queries.is_within(entry.place, scope.path)]
    for part in around:
        words = f" {rules.without_kind(' '.join(rules.all_tokens(part)))} "
        inside = [entry for entry in inside if words in entry.text] or inside
    for better in (lambda entry: f" {entry.marked} " in marks, lambda entry: not entry.old, _same_kind(first)):
        inside = [entry for entry in inside if better(entry)] or inside
    hits = {entry.place.id: AreaHit(entry.place, here.label(entry.place), entry.old, 100) for entry in inside}
    return list(hits.values())


def _same_kind(text: str) -> Callable[[snapshot.Entry], bool]:
    """Whether an entry is of the kind that a name begins with."""
    said = " ".join(rules.all_tokens(text))
    return lambda entry: any(said.startswith(f"{kind} ") and entry.text.startswith(f" {kind} ") for kind in _KINDS)


_KINDS = ("phuong", "xa", "thi tran", "dac khu", "tinh", "thanh pho")
