"""Reading a door as people write it: "12/45 hẻm", "số 12 hẻm 45" and "hẻm 45 nhà 12" are one house. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from connect.text import folded

# What stands before a number says what the number is. The alley is shared by all who live in it, and the group
# (hamlet, street, floor, ward) by many more; only what is left can be somebody's house.
_ALLEY = "hem|hxh|ngo|ngach|kiet|duong hem|h|k"
_GROUP = (
    "to dan pho|to|ap|thon|xom|doi|khu pho|kp|khu|cum|lang|buon|ban|khom|duong so|duong|phuong|quan|xa|"
    "quoc lo|ql|tinh lo|tl|km|p|q"
)
_ROOM = "phong tro so|phong so|phong|can ho|tang|lau|block|lo"
_ONE = r"\d{1,4}[a-z]{0,2}"
_NUMBER = re.compile(
    rf"(?:\b(?:(?P<alley>{_ALLEY})|(?P<group>{_GROUP})|(?P<room>{_ROOM}))(?:\s+so)?\b\.?\s*|"
    rf"\b(?P<stuck>h|k|kp|ql|tl|p|q)(?=\d))?(?P<number>(?<![\d+]){_ONE}(?:/{_ONE})*)(?![\d/])"
)
_SLASH = re.compile(r"(?<=[\da-z])\s*[/\\-]\s*(?=\d)")
_WORD = re.compile(r"[a-z]+")
_FILLERS = frozenset(
    "so nha sn hem hxh ngo ngach kiet duong pho to dan ap thon xom doi khu kp cum lang buon ban khom tang lau phuong "
    "quan xa p q h k ql tl quoc lo tinh km block phong tro can ho day o trong cua".split()
)
ANOTHER_STREET = 60  # likeness of streets (0 to 100) below which they are two
SAME_LANDMARK = 85  # likeness of the words of two doors without a number from which they are one

Alike = Literal["same_door", "like_door", "same_landmark", "other_door"]


@dataclass(frozen=True, slots=True)
class Door:
    """The numbers of a door in order of size, whether one of them is a house, its groups, and the words left."""

    numbers: tuple[str, ...] = ()
    is_house: bool = False
    groups: frozenset[tuple[str, str]] = frozenset()
    words: str = ""

    @property
    def normal(self) -> str:
        """The same text for the ways of writing one house; empty when it could be any of several in a ward."""
        sure = self.is_house and (self.words or len(self.numbers) > 1)
        return f"{' '.join(self.numbers)} {self.words}".strip() if sure else ""


def read(text: str) -> Door:
    """The parts of a door as it was typed."""
    plain = _SLASH.sub("/", folded(text))
    numbers: list[str] = []
    groups: set[tuple[str, str]] = set()
    is_house = False
    for found in _NUMBER.finditer(plain):
        label = found["stuck"] or found["group"]
        ones = [one.lstrip("0") or "0" for one in found["number"].split("/")]
        if label and label not in ("h", "k"):
            groups.add((label, found["number"]))
            continue
        if found["room"]:
            ones = [f"r{one}" for one in ones]
        elif len(ones) > 1 or not (found["alley"] or label):
            is_house = True
        numbers += ones
    words = [word for word in _WORD.findall(_NUMBER.sub(" ", plain)) if word not in _FILLERS]
    return Door(tuple(sorted(numbers)), is_house, frozenset(groups), " ".join(words))


def compared(a: Door, b: Door) -> Alike | None:
    """The likeness of two doors; None when they say nothing about each other."""
    if a.is_house and b.is_house:
        return _houses(a, b)
    if {label for label, _ in a.groups} & {label for label, _ in b.groups} and not a.groups & b.groups:
        return "other_door"
    if len(a.groups & b.groups) > 1:
        return "same_landmark"
    long_enough = min(len(a.words.split()), len(b.words.split())) >= 3
    if long_enough and fuzz.token_sort_ratio(a.words, b.words) >= SAME_LANDMARK:
        return "same_landmark"
    return None


def _houses(a: Door, b: Door) -> Alike:
    if a.words and b.words and fuzz.token_set_ratio(a.words, b.words) < ANOTHER_STREET:
        return "other_door"
    if a.numbers == b.numbers:
        sure = len(a.numbers) > 1 or (a.words and b.words)
        return "same_door" if sure else "like_door"
    fewer, more = sorted((set(a.numbers), set(b.numbers)), key=len)
    return "like_door" if fewer < more else "other_door"
