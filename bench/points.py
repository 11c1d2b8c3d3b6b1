"""The supply points of a bench, from a seed; and what is near among them, by a look at each."""

import random
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from geopy.distance import geodesic

from bench import people
from connect import db, geo
from connect.areas import queries as areas
from connect.supplies.demo import points as invented
from connect.supplies.demo.points import Invented
from connect.supplies.freshness.rules import HEARD_FOR
from connect.supplies.rules import SILENT_AFTER, Level

BLOCK = 5000


def rows(number: int, seed: int, now: datetime) -> Iterator[Invented]:
    """So many points where people live; their ids follow from the seed, so that two sites are alike."""
    dice = random.Random(f"points {seed}")
    maker = invented.Maker(dice, now)
    for count, at in enumerate(people.Wave(1).points(dice, number), 1):
        one = maker.one(at, areas.ward_at(at))
        yield Invented(one.point | {"public_id": people.public_id(count)}, one.goods)


def load(made: list[Invented]) -> None:
    """Writes them into the site of the app in force."""
    for start in range(0, len(made), BLOCK):
        with db.transaction():
            invented.write(made[start : start + BLOCK])
    if db.is_postgres():
        with db.extension.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as bare:
            # What was committed must be on the disk, or VACUUM finds no page of which all see all, as those of cases.
            for statement in ("CHECKPOINT", "VACUUM ANALYZE supply_points", "VACUUM ANALYZE supply_goods"):
                bare.execute(sa.text(statement))


class Truth:
    """The points that fit, by a look at each: needs no index and trusts no metric of ours."""

    def __init__(self, made: list[Invented], now: datetime, item: str, limit: int) -> None:
        self._item, self._limit = item, limit
        fit = [one for one in made if self._fits(one, now)]
        self._parts = [[one for one in fit if self._is_known(one, now) == known] for known in (True, False)]

    def _fits(self, one: Invented, now: datetime) -> bool:
        row = one.point
        spans = ((row["hours_from"], row["hours_until"]), (row["next_from"], row["next_until"]))
        opened = any(start is not None and start <= now < end for start, end in spans)
        has = any(good["item"] == self._item and good["level"] != Level.OUT for good in one.goods)
        return opened and has and row["said_at"] > now - SILENT_AFTER

    def _is_known(self, one: Invented, now: datetime) -> bool:
        good = next(good for good in one.goods if good["item"] == self._item)
        return good["said_at"] >= now - HEARD_FOR and good["buyers_out_at"] is None

    def nearest(self, at: geo.Point, within_m: int) -> list[str]:
        """Public ids: first those whose item was told of lately, each part by geodesic distance."""
        here = geo.snapped(at)
        return [one for part in self._parts for one in self._nearest(part, here, within_m)][: self._limit]

    def _nearest(self, part: list[Invented], here: geo.Point, within_m: int) -> list[str]:
        around = geo.metric(here)
        rough = ((around.squared(one.point["lat"], one.point["lon"]), one.point) for one in part)
        close = [(d2, row) for d2, row in rough if d2 <= (within_m * 1.01 + 10) ** 2]
        close = sorted(close, key=lambda pair: pair[0])[: self._limit + 50]  # the rough distance is good to centimetres
        true = sorted(
            (geodesic((here.lat, here.lon), (row["lat"], row["lon"])).meters, row["public_id"]) for _, row in close
        )  # fmt: skip
        return [public_id for metres, public_id in true if metres <= within_m]
