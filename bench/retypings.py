"""Invented households of real wards, the ways in which one of them is told twice, and honest posts that look alike.

What goes wrong in a second telling is drawn from how people type on phones; no share here is tied to a weight of
the rule, and the rule must hold for every seed.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connect import geo
from connect.accounts.demo import names
from connect.areas import queries as areas
from connect.cases.demo import words as invented
from connect.cases.duplicates.score import Telling, telling
from connect.incidents import kinds
from connect.text import folded

# Shares of family names in percent, rounded from the usual tables; over a third of the country is Nguyễn.
FAMILIES = {
    "Nguyễn": 36, "Trần": 11, "Lê": 9, "Phạm": 7, "Huỳnh": 5, "Phan": 5, "Võ": 4, "Đặng": 3, "Bùi": 3, "Đỗ": 2, "Hồ": 2,
    "Ngô": 2, "Dương": 2, "Lý": 1, "Đinh": 1, "Trương": 2, "Mai": 1, "Cao": 1, "Tạ": 1, "Châu": 1,
}  # fmt: skip
GIVEN_MORE = "Bảo Gia Kiệt Phát Thịnh Nhi Ngân Trâm Quỳnh Như Uyên Thư My Vy Duyên Huệ Cúc Sáu Bảy Út".split()
PREFIXES = "32 33 34 35 36 37 38 39 70 76 77 78 79 81 82 83 84 85 86 88 89 90 91 93 94 96 97 98".split()
COMMON_ITEMS = {"rice": 60, "noodles": 30, "milk": 18, "vegetables": 20, "water": 15, "eggs": 15, "meat": 8, "meals": 6}
PROVINCES = {"79": 46, "01": 24, "46": 10, "52": 10, "66": 10}  # share of the wave, in percent
SPREAD_DEG = 0.02  # how far from the middle of a ward people live, one sigma
NEIGHBOURS = 12  # households of one alley that ask in the same wave, on average
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}


@dataclass(frozen=True, slots=True)
class Alley:
    """A lane, or where there are no lanes a hamlet: who lives along it asks for much the same."""

    at: geo.Point
    ward_id: int
    ward_point: geo.Point
    street: str
    number: int
    rural: bool


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody typed, before anything reads it."""

    alley: Alley
    home: geo.Point
    house: int
    room: int
    name: str
    phone: str
    reporter: str | None
    door: str
    point: geo.Point | None
    accuracy_m: float | None
    items: frozenset[str]
    people: int
    words: str
    at: datetime

    def telling(self) -> Telling:
        """The same as the rule reads it."""
        return telling(
            name=self.name, phone=self.phone, reporter_phone=self.reporter, door=self.door, ward_id=self.alley.ward_id,
            point=self.point, accuracy_m=self.accuracy_m, items=self.items, people=self.people, words=self.words,
            at=self.at,
        )  # fmt: skip


# --- A household asks -------------------------------------------------------------------------------------


def spot(dice: random.Random) -> geo.Point:
    """A place of the wave: near the middle of a ward of one of its provinces."""
    province = dice.choices(list(PROVINCES), list(PROVINCES.values()))[0]
    ward = dice.choice(areas.wards_of(areas.get(province)))
    return geo.Point(ward.lat + dice.gauss(0, SPREAD_DEG), ward.lon + dice.gauss(0, SPREAD_DEG))


def alley(dice: random.Random) -> Alley:
    """A lane near the middle of a ward of the wave."""
    at = spot(dice)
    ward = areas.ward_at(at)
    street, number = dice.choice(invented.STREETS), dice.randint(1, 400)
    return Alley(at, ward.id, ward.point, street, number, rural=ward.kind != "ward")


def post(dice: random.Random, lane: Alley, now: datetime) -> Post:
    """One household of the lane asks for the first time."""
    house, room = dice.randint(1, 90), dice.randint(1, 12) if dice.random() < 0.12 else 0
    home = moved(dice, lane.at, 400 if lane.rural else 45)
    point, accuracy_m = told_place(dice, home)
    return Post(
        lane, home, house, room, person(dice), phone(dice), phone(dice) if dice.random() < 0.15 else None,
        door(dice, lane, house, room), point, accuracy_m, wanted(dice), dice.randint(1, 8), story(dice),
        now - timedelta(hours=min(150.0, dice.expovariate(1 / 30))),
    )  # fmt: skip


def person(dice: random.Random) -> str:
    """A full name; some people give the short one only."""
    woman = dice.random() < 0.6
    family = dice.choices(list(FAMILIES), list(FAMILIES.values()))[0]
    middles = (["Thị"] * 14 + names.MIDDLE_F) if woman else (["Văn"] * 9 + names.MIDDLE_M)
    given = dice.choice((names.GIVEN_F if woman else names.GIVEN_M) + GIVEN_MORE)
    return f"{family} {dice.choice(middles)} {given}" if dice.random() < 0.88 else f"{family} {given}"


def phone(dice: random.Random) -> str:
    """A mobile as E.164."""
    return f"+84{dice.choice(PREFIXES)}{dice.randrange(10**7):07d}"


def wanted(dice: random.Random) -> frozenset[str]:
    """What all ask for, and now and then something rare."""
    common = dice.choices(list(COMMON_ITEMS), list(COMMON_ITEMS.values()), k=dice.randint(1, 4))
    return frozenset(common + ([dice.choice(list(kinds.ITEMS))] if dice.random() < 0.25 else []))


def story(dice: random.Random) -> str:
    """A few words, or none."""
    if dice.random() < 0.35:
        return ""
    start = dice.choice(invented.HOME["flood"] + invented.HOME["epidemic"]).format(when=dice.choice(invented.WHEN))
    return f"{start} {dice.choice(invented.WISH)}"


def moved(dice: random.Random, at: geo.Point, metres: float) -> geo.Point:
    """A point some metres off, one sigma."""
    degrees = metres / 111_000
    return geo.Point(at.lat + dice.gauss(0, degrees), at.lon + dice.gauss(0, degrees))


def told_place(dice: random.Random, home: geo.Point) -> tuple[geo.Point | None, float | None]:
    """By the phone's position, by a tap on the map, or only by the ward."""
    how = dice.random()
    if how < 0.25:
        return None, None
    if how < 0.4:
        return moved(dice, home, 35), None
    accuracy = min(400.0, dice.lognormvariate(3.0, 0.8))
    return moved(dice, home, accuracy * 0.7), round(accuracy, 1)


def door(dice: random.Random, lane: Alley, house: int, room: int) -> str:
    """One of the ways to write where the house is; the same house is written anew each time."""
    h, n, street = house, lane.number, lane.street
    if lane.rural:
        ways = [f"Tổ {h % 9 + 1} ấp {n % 12 + 1}", f"thôn {n % 12 + 1}, nhà số {h}", f"Số {h} thôn {n % 12 + 1}",
                f"ấp {n % 12 + 1} tổ {h % 9 + 1}, sau chợ", "gần nhà văn hóa thôn", ""]  # fmt: skip
    else:
        ways = [f"{n}/{h} {street}", f"Số {h} hẻm {n} {street}", f"{h}/{n} hẻm", f"hẻm {n} nhà {h}", f"hem {n} so {h}",
                f"số nhà {h}, hẻm {n}, đường {street}", f"{n}/{h}", f"nhà {h} ngõ {n} {street}", f"hẻm {n} {street}",
                f"so {h} hem {n} duong {folded(street)}", f"sn {h} hẻm {n}", ""]  # fmt: skip
    said = dice.choice(ways)
    return f"{said}, phòng {room}" if room and said and dice.random() < 0.7 else said


# --- The same household, told again -----------------------------------------------------------------------


def retold(dice: random.Random, first: Post) -> tuple[str, Post]:
    """A second telling of a household, and by which way it came."""
    kind = dice.choices(list(TELLERS), [share for share, _ in TELLERS.values()])[0]
    point, accuracy_m = told_place(dice, first.home) if dice.random() < 0.7 else (first.point, first.accuracy_m)
    people = first.people if dice.random() < 0.85 else max(1, first.people + dice.choice((-1, 1)))
    again = replace(
        first, name=retyped_name(dice, first.name), door=retyped_door(dice, first), point=point, accuracy_m=accuracy_m,
        items=changed_items(dice, first.items), people=people, words=retyped_words(dice, first.words),
        at=first.at + timedelta(hours=dice.expovariate(1 / 12)), reporter=None,
    )  # fmt: skip
    return kind, TELLERS[kind][1](dice, again)


def _slip(dice: random.Random, post: Post) -> Post:
    digits, at = list(post.phone), dice.randint(5, len(post.phone) - 2)
    if dice.random() < 0.35 and digits[at] != digits[at + 1]:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    else:
        digits[at] = dice.choice([d for d in "0123456789" if d != digits[at]])
    return replace(post, phone="".join(digits))


def _borrowed(dice: random.Random, post: Post) -> Post:
    """From a neighbour's phone, or by a neighbour: nothing to hold on to but name, place and door."""
    door_told = post.door or door(dice, post.alley, post.house, post.room)
    helper = phone(dice)
    return replace(post, door=door_told, phone=helper, reporter=helper if dice.random() < 0.5 else None)


TELLERS: dict[str, tuple[int, Callable[[random.Random, Post], Post]]] = {
    "her own phone": (52, lambda dice, post: post),
    "a slip in the phone": (16, _slip),
    "somebody asks for her": (22, lambda dice, post: replace(post, reporter=phone(dice))),
    "a neighbour's phone": (10, _borrowed),
}


def retyped_name(dice: random.Random, name: str) -> str:
    """A name as it is typed the second time."""
    parts, title = name.split(), dice.choice(("Chị", "Anh", "Cô", "Bà"))
    return dice.choices(
        [
            name, folded(name), name.lower(), folded(name).upper(), " ".join([parts[0], parts[-1]]),
            " ".join([parts[-1], *parts[:-1]]), typo(dice, name), f"{title} {parts[-1]}",
            " ".join(parts[1:]), telex(name), folded(name).replace(" ", ""),
        ],
        [26, 24, 6, 4, 10, 7, 10, 5, 4, 2, 2],
    )[0]  # fmt: skip


def typo(dice: random.Random, text: str) -> str:
    """One letter missing, doubled, wrong, or swapped with the next."""
    at = dice.randrange(len(text) - 1)
    before, one, two, after = text[:at], text[at], text[at + 1], text[at + 2 :]
    return before + dice.choice((two, one + one + two, dice.choice("aeinhtgcou") + two, two + one)) + after


def telex(name: str) -> str:
    """Typed for a keyboard that was not switched on."""
    return "".join(TELEX.get(c.lower(), folded(c) or c) for c in name)


def retyped_door(dice: random.Random, first: Post) -> str:
    """The house written anew, as before, without marks, or left out."""
    how = dice.random()
    if how < 0.1:
        return ""
    if how < 0.35:
        return first.door
    return folded(first.door) if how < 0.5 else door(dice, first.alley, first.house, first.room)


def changed_items(dice: random.Random, items: frozenset[str]) -> frozenset[str]:
    """The same, one more, one less, or both."""
    more = wanted(dice) if dice.random() < 0.3 else frozenset()
    less = {dice.choice(sorted(items))} if len(items) > 1 and dice.random() < 0.25 else set()
    return (items | more) - less or items


def retyped_words(dice: random.Random, words: str) -> str:
    """As before, with a slip, without marks, or told anew."""
    if not words or dice.random() < 0.5:
        return story(dice)
    return dice.choice((words, folded(words), typo(dice, words)))


# --- Other households that look alike ---------------------------------------------------------------------


def honest(dice: random.Random, near: Post, now: datetime) -> tuple[str, Post]:
    """A household that has not asked before, chosen to look like one that has, and in what way."""
    kind = dice.choices(list(LOOKALIKES), [share for share, _ in LOOKALIKES.values()])[0]
    other = post(dice, near.alley, now)
    return kind, LOOKALIKES[kind][1](dice, near, other, now)


def _neighbour(_dice: random.Random, near: Post, other: Post, _now: datetime) -> Post:
    """Asks for the same things on the same day, some houses on."""
    house = other.house if other.house != near.house else near.house + 2
    return replace(other, house=house, door=door(_dice, near.alley, house, 0), items=near.items, at=near.at)


def _tenant(dice: random.Random, near: Post, other: Post, _now: datetime) -> Post:
    """Lives in another room under the same number."""
    room = other.room if other.room not in (0, near.room) else near.room + 3
    point, accuracy_m = told_place(dice, near.home)
    return replace(
        other, house=near.house, room=room, home=near.home, door=door(dice, near.alley, near.house, room), point=point,
        accuracy_m=accuracy_m, items=near.items,
    )  # fmt: skip


def _same_reporter(dice: random.Random, near: Post, other: Post, _now: datetime) -> Post:
    """One who knows the lane asks for several homes; half of them have no phone of their own."""
    reporter = near.reporter or near.phone
    return replace(other, reporter=reporter, phone=reporter if dice.random() < 0.5 else other.phone, items=near.items)


def _namesake(_dice: random.Random, near: Post, other: Post, _now: datetime) -> Post:
    """The same three words of a name, in the same ward, another lane."""
    at = moved(_dice, near.alley.at, 700)
    lane = replace(near.alley, at=at, number=near.alley.number + 7, street=_dice.choice(invented.STREETS))
    return replace(post(_dice, lane, near.at), name=near.name, items=near.items)


LOOKALIKES: dict[str, tuple[int, Callable[[random.Random, Post, Post, datetime], Post]]] = {
    "next door, same things": (40, _neighbour),
    "another room": (12, _tenant),
    "same reporter": (12, _same_reporter),
    "namesake in the ward": (12, _namesake),
    "anybody": (24, lambda dice, _near, _other, now: post(dice, alley(dice), now)),
}
