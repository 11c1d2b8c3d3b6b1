"""Whether two requests are likely told by one household: a sum of points, each with its reason. Pure.

The points are rough logarithms of how much more often something is seen in a second telling than between two
neighbours. They come from reasoning about names and alleys, not from fitting a seed of the bench.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from connect import geo
from connect.cases.duplicates import address
from connect.text import folded

LIKELY = 4.0  # from here on somebody is told

POINTS = {
    # Who. A phone is nearly a household; one that speaks for others is a hint only, a ward officer has many.
    "same_phone": 6.0,
    "near_phone": 4.0,  # one digit mistyped, or two swapped
    "same_reporter": 2.0,
    "other_phone": -1.0,  # little: people borrow the phone of a neighbour
    "other_name": -2.5,
    # Where. Neighbours stand near too, so nearness alone never suffices.
    "same_place": 2.0,
    "near_place": 1.0,
    "other_place": -1.0,
    "far_place": -3.0,
    "same_ward": 0.3,
    "other_ward": -1.5,
    "same_door": 3.0,
    "like_door": 1.5,  # a part left out: the alley, the room
    "same_landmark": 0.7,
    "other_door": -3.0,
    # What and when. In an alley all ask for rice on the same day.
    "same_items": 0.5,
    "other_items": -0.5,
    "same_people": 0.7,
    "other_people": -0.7,
    "same_words": 1.0,
    "same_days": 0.3,
    "other_days": -0.5,
}
# Of a name, the words that half the country shares tell little and the others much.
COMMON_WORD, RARE_WORD, MOST_OF_A_NAME = 0.35, 1.3, 4.0
SAME_PLACE_M, NEAR_M, OTHER_M = 60.0, 250.0, 1000.0  # beyond what both positions may be wrong by
MOST_ERROR_M = 200.0
SAME_DAYS, OTHER_DAYS = timedelta(days=2), timedelta(days=7)
COMMON = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong thi van ngoc minh thanh".split()
)
_TITLES = frozenset("anh chi co chu bac ba ong em me bo cau di gia dinh nha nick ten la".split())
_WORD = re.compile(r"[a-z]+")
# Marks typed as letters, because the keyboard was not switched on ("Nguyeenx" in Telex): letters that Vietnamese
# has not at all, or not there.
_MARKS, _TWICE = re.compile(r"[fjwz]|(?<=.)[sx]|(?<=[^t])r"), re.compile(r"([aeod])\1")


@dataclass(frozen=True, slots=True)
class Telling:
    """The comparable facts of a request, folded once. `point` is None when only the ward was told."""

    name: tuple[str, ...]
    phone: str  # E.164 of the household itself; empty when only somebody else's is known
    reporter: str  # E.164 of the person asking for them, or empty
    door: address.Door
    ward_id: int
    point: geo.Point | None
    error_m: float
    items: frozenset[str]
    people: int
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sum of the points and what they were given for."""

    score: float
    reasons: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether somebody should be told."""
        return self.score >= LIKELY


def telling(
    *, name: str, phone: str, reporter_phone: str | None, door: str, ward_id: int, point: geo.Point | None,
    accuracy_m: float | None, items: frozenset[str], people: int, words: str, at: datetime,
) -> Telling:  # fmt: skip
    """Folds the typed facts of a request for comparison; phones are in E.164, `accuracy_m` in metres."""
    reporter = reporter_phone or ""
    return Telling(
        name=name_words(name), phone="" if phone == reporter else phone, reporter=reporter, door=address.read(door),
        ward_id=ward_id, point=point, error_m=min(accuracy_m or 0.0, MOST_ERROR_M), items=items, people=people,
        words=folded(words), at=at,
    )  # fmt: skip


def likeness(a: Telling, b: Telling) -> Likeness:
    """How likely two tellings are of one household, and why."""
    found = [
        _phones(a, b), _names(a.name, b.name), _places(a, b), address.compared(a.door, b.door), _items(a, b),
        _people(a, b), _words(a, b), _days(a, b),
    ]  # fmt: skip
    score, reasons = 0.0, []
    for one in found:
        if one is not None:
            reason, points = one if isinstance(one, tuple) else (one, POINTS[one])
            score += points
            reasons.append(reason)
    return Likeness(round(score, 2), tuple(reasons))


# --- Who --------------------------------------------------------------------------------------------------


def _phones(a: Telling, b: Telling) -> str:
    if a.phone and a.phone == b.phone:
        return "same_phone"
    if a.phone and b.phone and OSA.distance(a.phone, b.phone, score_cutoff=1) == 1:
        return "near_phone"
    if {a.phone, a.reporter} & {b.phone, b.reporter} - {""}:
        return "same_reporter"
    return "other_phone"


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without marks and titles; all of them when there is nothing else."""
    words = [_TWICE.sub(r"\1", _MARKS.sub("", word)) for word in _WORD.findall(folded(name))]
    return tuple(word for word in words if word not in _TITLES) or tuple(words)


def _names(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, float] | None:
    """Words in any order, left out on one side, or with a slip; when both have some of their own, two people."""
    short, long = sorted((a, b), key=len)
    if not short:
        return None
    if len(short) == 1 and len(long) > 1 and fuzz.ratio(short[0], "".join(long)) >= 88:  # typed without blanks
        short = long
    left, worth, exact, own = list(long), 0.0, True, 0
    for word in sorted(short, key=lambda word: word not in left):  # equal words find each other first
        best = max(left, key=lambda other: fuzz.ratio(word, other), default="")
        slip = word != best
        if slip and not _is_slip(word, best):
            own += 1
            continue
        left.remove(best)
        worth += _worth(best) * (0.5 if slip else 1)
        exact &= not slip
    if own and left:
        return "other_name", POINTS["other_name"]
    return ("same_name" if exact else "near_name"), round(min(worth, MOST_OF_A_NAME), 2)


def _is_slip(word: str, other: str) -> bool:
    """One letter wrong, missing or swapped; in two letters that is another name."""
    return min(len(word), len(other)) > 2 and OSA.distance(word, other) <= 1


def _worth(word: str) -> float:
    return COMMON_WORD if word in COMMON else RARE_WORD


# --- Where ------------------------------------------------------------------------------------------------


def _places(a: Telling, b: Telling) -> str | None:
    if a.point is None or b.point is None:
        return "same_ward" if a.ward_id == b.ward_id else "other_ward"
    gap = geo.distance_m(a.point, b.point) - a.error_m - b.error_m
    if gap <= SAME_PLACE_M:
        return "same_place"
    if gap <= NEAR_M:
        return "near_place"
    return "far_place" if gap > OTHER_M else "other_place"


# --- What and when ----------------------------------------------------------------------------------------


def _items(a: Telling, b: Telling) -> str | None:
    shared = len(a.items & b.items)
    if 2 * shared >= len(a.items | b.items):
        return "same_items"
    return None if shared else "other_items"


def _people(a: Telling, b: Telling) -> str | None:
    if a.people == b.people:
        return "same_people"
    return "other_people" if abs(a.people - b.people) > 1 else None


def _words(a: Telling, b: Telling) -> str | None:
    if min(len(a.words), len(b.words)) < 25:
        return None
    return "same_words" if fuzz.token_sort_ratio(a.words, b.words) >= 80 else None


def _days(a: Telling, b: Telling) -> str | None:
    apart = abs(a.at - b.at)
    if apart <= SAME_DAYS:
        return "same_days"
    return "other_days" if apart > OTHER_DAYS else None
