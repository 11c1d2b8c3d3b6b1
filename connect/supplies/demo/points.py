"""Invented supply points as rows: hours, goods, prices and words of all ages; for the demo, and as many as one wants.

The rows go in at once, for a bench wants fifty thousand. All of them are an import's: nobody owns them.
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from connect import config, db, geo
from connect.accounts.demo.people import Cast
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.actions import public_place
from connect.crypto.tokens import new_public_id
from connect.incidents import kinds
from connect.registry.demo_data import PLACES, Wave
from connect.supplies import goods, rules
from connect.supplies.demo import words
from connect.supplies.holidays import queries as holidays
from connect.supplies.hours.actions import columns as hours_columns
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyPoint
from connect.supplies.rules import By, Kind, Level, Pay, SaidBy, State, Verb
from connect.text import folded

NUMBER = 2000
SOURCE = "demo"
# Hours since the last word, and how many of a hundred points are so old: more than half are fresh.
AGES = ((0, 12, 34), (12, 48, 26), (48, 72, 14), (72, 24 * 13, 26))
LEVELS = {Level.PLENTY: 40, Level.SOME: 34, Level.LAST: 14, Level.OUT: 12}


@dataclass(frozen=True, slots=True)
class Invented:
    """The rows of one point: its own, and those of its goods without the number of the point."""

    point: dict[str, Any]
    goods: list[dict[str, Any]]


class Maker:
    """Makes points at places, from a seed, as they are at a moment."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        zone, off = config.current().timezone, holidays.days()
        self.dice, self.now = dice, now
        self._hours = {
            hours: hours_columns(hours, off, now, zone) for some in words.HOURS.values() for hours in some
        }  # fmt: skip
        self._unknown = hours_columns(None, off, now, zone)
        self._shares = [style.share for style in words.STYLES.values()]

    def one(self, at: geo.Point, ward: Place) -> Invented:
        """A point there, with what it has."""
        dice, kind = self.dice, self.dice.choices(list(words.STYLES), self._shares)[0]
        style, said_at = words.STYLES[kind], self._said_at()
        name, exact = words.name(dice, kind, ward.short), not (kind == Kind.SHOP and dice.random() < 0.08)
        market = f"Chợ {ward.short}" if kind == Kind.SHOP and dice.random() < 0.1 else None
        stock = self._goods(style, said_at)
        delivers = dice.random() < 0.3 and not style.free
        row = self._place(at, ward, exact) | self._pays(style) | {
            "public_id": new_public_id(), "state": State.OPEN, "version": 1, "kind": kind, "name": name,
            "market": market, "folded": folded(" ".join(filter(None, (name, market)))), "exact": exact,
            "address": words.address(dice) if exact else None, "phone_shown": False, "delivers": delivers,
            "delivers_m": dice.choice((1000, 2000, 3000, 5000)) if delivers else None,
            "goods": goods.mask_of(one["item"] for one in stock if one["level"] != Level.OUT),
            "verified_at": said_at - timedelta(days=3) if dice.random() < 0.6 else None, "source": SOURCE,
            "said_at": said_at, "created_at": said_at - timedelta(days=20), "changed_at": said_at, "link": 1,
        }  # fmt: skip
        return Invented(row | self._open(kind), stock)

    def _said_at(self) -> datetime:
        least, most, _ = self.dice.choices(AGES, [share for *_, share in AGES])[0]
        return self.now - timedelta(hours=self.dice.uniform(least + 0.1, most - 0.1))

    def _place(self, at: geo.Point, ward: Place, exact: bool) -> dict[str, Any]:
        shown, cell, resolution = geo.Point(round(at.lat, 6), round(at.lon, 6)), geo.cell_of(at), geo.FINEST
        if not exact:
            rough = public_place(at, (), guarded=False)
            shown, cell, resolution = rough.centre, rough.cell, rough.resolution
            ward = areas.ward_at(shown)
        return {"lat": shown.lat, "lon": shown.lon, "cell": cell, "cell_res": resolution, "area_id": ward.id}

    def _pays(self, style: words.Style) -> dict[str, Any]:
        ways = [Pay.FREE] if style.free else [Pay.CASH, *(way for way in (Pay.TRANSFER, Pay.CARD) if self._coin())]
        return {"pays": rules.pay_mask(ways)}

    def _coin(self) -> bool:
        return self.dice.random() < 0.45

    def _open(self, kind: Kind) -> dict[str, Any]:
        return self._hours[self.dice.choice(words.HOURS[kind])] if self.dice.random() < 0.88 else self._unknown

    def _goods(self, style: words.Style, said_at: datetime) -> list[dict[str, Any]]:
        number = self.dice.randint(min(2, style.most), style.most)
        items = self.dice.sample(sorted(set(style.goods)), min(number, len(set(style.goods))))
        return [self._good(item, said_at, style.free) for item in items]

    def _good(self, item: str, said_at: datetime, free: bool) -> dict[str, Any]:
        dice, packs = self.dice, {pack.code: pack.of for pack in kinds.item(item).packs}
        price, per = (None, "") if free or dice.random() < 0.15 else words.price(dice, item, packs)
        older = timedelta(hours=dice.choice((0, 0, 0, 30, 80)))  # not everything is told anew each time
        out = dice.random() < 0.03
        return {
            "item": item, "level": dice.choices(list(LEVELS), list(LEVELS.values()))[0], "price": price, "per": per,
            "limit_each": dice.choice((None, None, None, 2, 5)), "said_at": said_at - older, "said_by": SaidBy.IMPORT,
            "buyers_out_at": min(self.now, said_at + timedelta(hours=1)) if out else None,
        }  # fmt: skip


_POINTS, _GOODS, _EVENTS = (cast("sa.Table", one.__table__) for one in (SupplyPoint, SupplyGood, SupplyEvent))


def write(made: list[Invented]) -> None:
    """Inserts points, what they have, and the first line of their history, into the transaction at work."""
    numbered = sa.insert(_POINTS).returning(_POINTS.c.id, sort_by_parameter_order=True)
    numbers = db.session.scalars(numbered, [one.point for one in made]).all()
    pairs = list(zip(numbers, made, strict=True))
    db.session.execute(sa.insert(_GOODS), [{"point_id": n} | row for n, one in pairs for row in one.goods])
    first = {"verb": Verb.REGISTER, "by": By.IMPORT, "detail": {}}
    began = [first | {"point_id": n, "at": one.point["created_at"]} for n, one in pairs]
    db.session.execute(sa.insert(_EVENTS), began)


def fill(wave: Wave) -> None:
    """The points of the demo, where its wave is: fewer where it is small."""
    cast, maker = wave.get(Cast), Maker(wave.dice, wave.now)
    number = min(NUMBER, max(20, wave.size.cases * 2 // 5))
    shares = [share for _, share in PLACES.values()]
    provinces = wave.dice.choices(list(PLACES), shares, k=number)
    write([maker.one(*_somewhere(wave.dice, cast.wards[province])) for province in provinces])


def _somewhere(dice: random.Random, wards: list[Place]) -> tuple[geo.Point, Place]:
    """A place in a ward, more often in the first ones, where the wave is."""
    ward = wards[min(len(wards) - 1, int(dice.expovariate(1) * len(wards) / 3))]
    reach = math.sqrt(ward.km2 or 4) * 1000 / 3
    around = geo.metric(ward.point)
    north, east = dice.gauss(0, reach / 2), dice.gauss(0, reach / 2)
    return geo.Point(round(ward.lat + north / around.ky, 6), round(ward.lon + east / around.kx, 6)), ward
