"""A wave of cases, from a seed: where people live, what they ask for, and who looks for what is near.

People live where the wards are: no table of inhabitants is among the areas' data, so a ward counts by its kind
(`HEADS`), the hard-hit provinces more (`WAVE`). Inside a ward most live around a few sub-centres of Zipf sizes, the
rest anywhere in it. Closed cases lie between the open ones, the worst that can befall a table. Who asks is drawn
from the same places.
"""

import itertools
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connect import config, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.asking import public_location
from connect.crypto.tokens import ALPHABET
from connect.incidents import kinds

EACH = 5  # one case of so many is open
SPOTS = 400_000  # places drawn; cases share them as they share cells
HEADS = {"ward": 35, "commune": 22, "special_zone": 5}  # thousands of people in a unit, in round figures
CITY_WARD, WIDE_COMMUNE, WIDE_KM2 = 60, 9, 300  # the same in a centrally run city, and in the mountains
WAVE = {"79": 4, "01": 2, "48": 2}  # Hồ Chí Minh City, Hà Nội, Đà Nẵng: so many times harder hit
RURAL = 0.15  # share of those who live outside every sub-centre
CLOSED = {"confirmed": 60, "unconfirmed": 8, "helped": 7, "expired": 10, "withdrawn": 8, "rejected": 5, "claimed": 2}
KINDS = {"food": 50, "daily_goods": 18, "medical_goods": 12, "medical_advice": 5, "shopping": 10, "school_items": 5}
NEVER = "2999-01-01 00:00:00.000000"  # leases of a built site do not run out while it is kept
LONG_AGO = "1970-01-01 00:00:00.000000"
BLOCK = 20_000

Row = tuple[Any, ...]
Spot = tuple[int, int, float, float, int]  # cell, its resolution, centre, public ward


# --- Where people live ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settlement:
    """A ward with the sub-centres around which its people live: places, sizes and spread in degrees."""

    ward: Place
    reach: float
    centres: tuple[tuple[float, float], ...]
    sizes: tuple[float, ...]  # cumulated
    spread: float


class Wave:
    """Where the people of one wave live; the same seed gives the same settlements. Needs an app with its areas."""

    def __init__(self, seed: int) -> None:
        dice = random.Random(f"settlements {seed}")
        wards = [ward for province in areas.provinces() for ward in areas.wards_of(province)]
        self._settlements = [_settlement(ward, dice) for ward in wards]
        self._weights = list(itertools.accumulate(_people(ward) for ward in wards))

    def points(self, dice: random.Random, number: int) -> list[geo.Point]:
        """So many homes, or so many who ask what is near."""
        return [_home(one, dice) for one in dice.choices(self._settlements, cum_weights=self._weights, k=number)]


def _people(ward: Place) -> float:
    province = areas.ancestors(ward)[1]
    heads: float = HEADS[ward.kind]
    if ward.kind == "ward" and province.kind == "city":
        heads = CITY_WARD
    elif ward.kind == "commune" and ward.km2 > WIDE_KM2:
        heads = WIDE_COMMUNE
    return heads * WAVE.get(province.code, 1)


def _settlement(ward: Place, dice: random.Random) -> Settlement:
    reach = math.sqrt(ward.km2 / math.pi) / 111
    number = min(12, 2 + round(ward.km2 / 4))
    centres = [_around(ward.lat, ward.lon, reach * math.sqrt(dice.random()), dice) for _ in range(number)]
    sizes = itertools.accumulate(1 / rank for rank in range(1, number + 1))
    return Settlement(ward, reach, tuple(centres), tuple(sizes), min(reach / 4, 0.006))


def _home(at: Settlement, dice: random.Random) -> geo.Point:
    if dice.random() < RURAL:
        return geo.Point(*_around(at.ward.lat, at.ward.lon, at.reach * math.sqrt(dice.random()), dice))
    lat, lon = dice.choices(at.centres, cum_weights=at.sizes)[0]
    return geo.Point(dice.gauss(lat, at.spread), dice.gauss(lon, at.spread))


def _around(lat: float, lon: float, far: float, dice: random.Random) -> tuple[float, float]:
    turn = dice.random() * 2 * math.pi
    return lat + far * math.sin(turn), lon + far * math.cos(turn) / math.cos(math.radians(lat))


def askers(seed: int, number: int, site_seed: int | None = None) -> list[geo.Point]:
    """So many positions of people who look for what is near, of the same wave. Needs its app."""
    return Wave(seed if site_seed is None else site_seed).points(random.Random(f"askers {seed}"), number)


# --- Cases ------------------------------------------------------------------------------------------------


CASE = (
    "id", "public_id", "state", "version", "cell", "cell_res", "lat", "lon", "area_id", "kinds", "urgency", "people",
    "wanted", "given", "guarded", "waiting_since", "free_at", "clock_at", "changed_at",
)  # fmt: skip
NEED = ("id", "case_id", "kind", "item", "quantity", "given")


def case_rows(number: int, seed: int, now: datetime, spots: list[Spot]) -> Iterator[Row]:
    """All rows of `cases` for so many open ones at these places, by id; every `EACH`th is open."""
    dice = random.Random(f"cases {seed}")
    masks = [kinds.mask_of(set(dice.choices(list(KINDS), list(KINDS.values()), k=1 + (n % 3 == 0)))) for n in range(64)]
    ended = list(itertools.accumulate(CLOSED.values()))
    for start in range(1, number * EACH + 1, BLOCK):
        ids = range(start, min(start + BLOCK, number * EACH + 1))
        places, kinds_of = dice.choices(spots, k=len(ids)), dice.choices(masks, k=len(ids))
        states = dice.choices(list(CLOSED), cum_weights=ended, k=len(ids))
        urgencies = dice.choices((0, 1, 2, 3), (10, 60, 25, 5), k=len(ids))
        for one, where, mask, state, urgency in zip(ids, places, kinds_of, states, urgencies, strict=True):
            if one % EACH == 0:
                state = "open" if one % (EACH * 20) else "partly_helped"
            since = _text(now - timedelta(hours=min(600, dice.expovariate(1 / 20))))
            lease = NEVER if state == "claimed" else LONG_AGO
            yield (
                one, public_id(one), state, 1, *where, mask, urgency, 1 + one % 7, 9, int(state == "partly_helped"), 0,
                since, lease, NEVER, since,
            )  # fmt: skip


def public_spots(number: int, seed: int) -> list[Spot]:
    """So many homes as the site would show them."""
    coarse_km2 = config.current().coarse_ward_km2
    known: dict[int, Spot] = {}
    spots = []
    for home in Wave(seed).points(random.Random(f"homes {seed}"), number):
        cell = geo.cell_of(home)
        if cell not in known:
            shown = public_location.public_place(geo.centre_of(cell), _facts, coarse_km2=coarse_km2, sensitive=False)
            ward = areas.ward_at(shown.centre).id
            known[cell] = (shown.cell, shown.resolution, shown.centre.lat, shown.centre.lon, ward)
        spots.append(known[cell])
    return spots


def _facts(point: geo.Point) -> public_location.WardFacts:
    ward = areas.ward_at(point)
    return public_location.WardFacts(ward.id, ward.kind, ward.km2)


def need_rows(cases: Iterable[Row]) -> Iterator[Row]:
    """Two things wanted of each kind of every open case, so that its card can be shown."""
    masks = range(sum(kind.bit for kind in kinds.BUILT_IN) + 1)
    wanted = {mask: [item for kind in kinds.in_mask(mask) for item in kind.items[:2]] for mask in masks}
    number = itertools.count(1)
    for row in cases:
        if row[0] % EACH == 0:
            for item in wanted[row[9]]:
                yield next(number), row[0], item.kind, item.code, item.usual, 0


def public_id(number: int) -> str:
    """A name for an address that grows with the number, so that its index is filled in order."""
    letters = []
    for _ in range(8):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))


def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
