"""The wards that a text names, wherever in it: an address, a cry for help, a line copied from somewhere.

Every run of words that is the whole name of a ward counts, today's names and older ones. How surely it is meant is
said by the kind before it ("xã …"), by its district and province elsewhere in the text, and by what it follows: a
name after a house number or "đường" is a street's.
"""

from collections.abc import Iterator
from typing import NamedTuple

from connect.areas import rules, snapshot

LONGEST = 6  # words of a ward's name
MOST_WORDS = 120  # of a text; a name further back is not an address's
KINDS = {"phuong", "xa", "tran", "khu"}  # the last word of a ward's kind
KIND_WORDS = ("phuong", "xa", "thi tran", "dac khu")
STREETS = {"duong", "hem", "ngo", "ngach", "kiet", "thon", "xom", "ap", "to", "lo", "block", "cu", "so"}
SHADE = 20  # a name that is so much less surely meant than the best is noise
NAMED, KIND, IN_DISTRICT, IN_PROVINCE, TODAY, STREET, SHORT = 40, 20, 25, 15, 5, -25, -15
SAME_KIND = 5  # "phường Tân Định" is no xã of that name
SURE = NAMED + KIND  # from here on a single answer may be proposed as the one
CLEAR = NAMED + IN_DISTRICT  # from here on nothing else is looked for
_CITY = " thanh pho "


class Mention(NamedTuple):
    """An entry whose whole own name stands in the text, and how surely it is meant, 0 to 100."""

    score: int
    number: int


def mentions(text: str, here: snapshot.Snapshot) -> list[Mention]:
    """The wards named in a text, the surest first; empty when it names none surely enough."""
    parts = _within(rules.parts(text))
    # A name of a district may not go on over a comma or into the next kind: "Tân Bình, TP" holds no Bình Thạnh.
    words = f" {' , '.join(' '.join(part) for part in parts)} ".replace(_CITY, " , ")
    marks = rules.marked(text)
    best: dict[int, Mention] = {}
    for own, bonus in _names(parts, here).items():
        for number in here.by_own[own]:
            score = NAMED + bonus + _surroundings(here, here.entries[number], words)
            place = here.entries[number].place.id
            if score > NAMED and score > best.get(place, (0,))[0]:
                best[place] = Mention(min(100, score), number)
    ranked = sorted(best.values(), key=lambda one: (-one.score, not _is_marked(here, one, marks), one.number))
    return [one for one in ranked if one.score >= ranked[0].score - SHADE]


def _is_marked(here: snapshot.Snapshot, one: Mention, marks: str) -> bool:
    """Whether the name stands in the text with its own marks: "Tân Định" is not Tân Dĩnh."""
    return f" {here.entries[one.number].marked} " in marks


def _within(parts: list[list[str]]) -> list[list[str]]:
    left, out = MOST_WORDS, []
    for part in parts:
        out.append(part[:left])
        left -= len(out[-1])
    return out


def _names(parts: list[list[str]], here: snapshot.Snapshot) -> dict[str, int]:
    """Each own name in the text, with what the words before it add; of several places, the surest."""
    found: dict[str, int] = {}
    for part in parts:
        for own, start in _whole_names(part, here):
            bonus = _before(part[:start], own)
            found[own] = max(bonus, found.get(own, bonus))
    return found


def _whole_names(part: list[str], here: snapshot.Snapshot) -> Iterator[tuple[str, int]]:
    """Own names and where they begin; a name inside a longer one ("Long" in "Phước Long") does not count."""
    reached = 0
    for start in range(len(part)):
        runs = (" ".join(part[start : start + length]) for length in range(LONGEST, 0, -1))
        own = next((run for run in runs if run in here.by_own), None)
        if own and (end := start + own.count(" ") + 1) > reached:
            reached = end
            yield own, start


def _before(before: list[str], own: str) -> int:
    numbered = own[-1].isdigit() and own.split()[0] in KINDS  # "phuong 3" has its kind in its name
    if numbered or (before and before[-1] in KINDS and before[-2:-1] != ["chung"]):
        return KIND
    street = any(word in STREETS or word[0].isdigit() for word in before)
    return (STREET if street else 0) + (SHORT if " " not in own else 0)


def _surroundings(here: snapshot.Snapshot, entry: snapshot.Entry, words: str) -> int:
    districts = {entry.district} if entry.old else here.districts.get(entry.place.id, frozenset())
    rest = words.replace(f" {entry.own} ", " ", 1)
    in_district = any(f" {name} " in rest for name in districts if name)
    in_province = any(f" {name} " in rest for name in entry.provinces if name)
    same_kind = any(f" {kind} {entry.own} " in words and entry.text.startswith(f" {kind} ") for kind in KIND_WORDS)
    around = IN_DISTRICT * in_district + IN_PROVINCE * in_province
    return around + SAME_KIND * same_kind + TODAY * (not entry.old)
