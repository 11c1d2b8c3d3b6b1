"""Supply points near by, beside the search of cases: `python -m bench.supplies --points 50000 --cases 100000 --seed 7`.

A site of so many open cases is given so many points with hours, goods and words of all ages, on SQLite and on a
PostgreSQL of our own. Everybody asks for the nearest twenty with rice that are open now, within 1, 5 and 20 km. The
answers are compared with geodesic distances and a look at every point; the times with those of the search of cases in
the same site, and with a scan that sorts. Then a month goes by without a word, and what is still shown as there is
counted. The last line is JSON.
"""

import argparse
import itertools
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask
from geopy.distance import geodesic

from bench import people, wave
from bench.peers import HAVERSINE
from connect import clock, db, geo
from connect.areas import queries as areas
from connect.cases import queries as cases
from connect.supplies.demo import points as invented
from connect.supplies.demo.points import Invented
from connect.supplies.finding import nearby, telling
from connect.supplies.finding.nearby import Filters, Found
from connect.supplies.freshness.rules import HEARD_FOR, SURE_FOR, Freshness
from connect.supplies.rules import SILENT_AFTER, Level

ITEM, LIMIT, CHECKED = "rice", 20, 300
MORNING = 3  # ten in Vietnam, by UTC: at night a bench would find everything closed
RADII_KM = (1, 5, 20)
ASKERS = 60  # places a round, for each radius
SCANS = 3
MONTH_H, STEP_H = 24 * 30, 6
BLOCK = 5000
# What a first attempt makes: every point measured, and sorted.
SCAN = f"""SELECT id, {HAVERSINE} AS d FROM supply_points
    WHERE state = 'open' AND said_at > :listed AND goods & :goods <> 0
        AND (hours_from <= :now AND :now < hours_until OR next_from <= :now AND :now < next_until)
        AND {HAVERSINE} <= :within ORDER BY d LIMIT 20"""  # nosec B608


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.points, asked.cases, asked.seed, asked.rounds)))


def measure(number: int, open_cases: int, seed: int, rounds: int) -> dict[str, float]:
    """All figures by name."""
    now = clock.now().replace(hour=MORNING, minute=0, second=0, microsecond=0)
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(wave.site(open_cases, 1, scratch=True, postgres=postgres))
            for name, postgres in (("PostgreSQL", True), ("SQLite", False))
        }  # the last stands in front, so it is the one that is left first
        with sites["SQLite"].app_context():
            made = list(rows(number, seed, now))
        for app in sites.values():
            with app.app_context():
                load(made)
                db.session.remove()
        with clock.told(now):
            wrong = sum(check(sites, made, seed, now))
            took = interleaved(sites, seed, rounds)
            table(took)
            figures = {"wrong": wrong, **ratios(took), **scanned(sites["SQLite"], took, seed)}
        return {**figures, "stale_shown": stale(sites["SQLite"], made, seed, now)}


# --- The points -------------------------------------------------------------------------------------------


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
    with db.extension.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as bare:
        bare.execute(sa.text("VACUUM ANALYZE supply_points" if db.is_postgres() else "SELECT 1"))
        bare.execute(sa.text("VACUUM ANALYZE supply_goods" if db.is_postgres() else "SELECT 1"))


# --- What is answered -------------------------------------------------------------------------------------


class Truth:
    """The points that fit, by a look at each: needs no index and trusts no metric of ours."""

    def __init__(self, made: list[Invented], now: datetime) -> None:
        fit = [one for one in made if self._fits(one, now)]
        self._parts = [[one for one in fit if self._is_known(one, now) == known] for known in (True, False)]

    @staticmethod
    def _fits(one: Invented, now: datetime) -> bool:
        row = one.point
        spans = ((row["hours_from"], row["hours_until"]), (row["next_from"], row["next_until"]))
        opened = any(start is not None and start <= now < end for start, end in spans)
        has = any(good["item"] == ITEM and good["level"] != Level.OUT for good in one.goods)
        return opened and has and row["said_at"] > now - SILENT_AFTER

    @staticmethod
    def _is_known(one: Invented, now: datetime) -> bool:
        good = next(good for good in one.goods if good["item"] == ITEM)
        return good["said_at"] >= now - HEARD_FOR and good["buyers_out_at"] is None

    def nearest(self, at: geo.Point, within_m: int) -> list[str]:
        """Public ids: first those whose rice was told of lately, each part by geodesic distance."""
        here = geo.snapped(at)
        return [one for part in self._parts for one in self._nearest(part, here, within_m)][:LIMIT]

    @staticmethod
    def _nearest(part: list[Invented], here: geo.Point, within_m: int) -> list[str]:
        around = geo.metric(here)
        rough = ((around.squared(one.point["lat"], one.point["lon"]), one.point) for one in part)
        close = [(d2, row) for d2, row in rough if d2 <= (within_m * 1.01 + 10) ** 2]
        close = sorted(close, key=lambda pair: pair[0])[: LIMIT + 50]  # the rough distance is good to centimetres
        true = sorted(
            (geodesic((here.lat, here.lon), (row["lat"], row["lon"])).meters, row["public_id"]) for _, row in close
        )  # fmt: skip
        return [public_id for metres, public_id in true if metres <= within_m]


def check(sites: dict[str, Flask], made: list[Invented], seed: int, now: datetime) -> Iterator[int]:
    """One for each answer, of either database, whose set or order differs from the truth."""
    truth = Truth(made, now)
    with sites["SQLite"].app_context():
        places = wave.askers(seed, CHECKED, 1)
    for number, at in enumerate(places):
        within_m = RADII_KM[number % len(RADII_KM)] * 1000
        expected = truth.nearest(at, within_m)
        for app in sites.values():
            with app.app_context():
                yield [one.public_id for one in asked(at, within_m)] != expected


def asked(at: geo.Point, within_m: int) -> list[Found]:
    """The question of this bench."""
    return nearby.nearby(at, Filters(item=ITEM, open_now=True, within_m=within_m), limit=LIMIT)


# --- What it costs ----------------------------------------------------------------------------------------


class Who(NamedTuple):
    """Something that searches, and the site it runs in."""

    app: Flask
    call: Callable[[geo.Point, int], Any]


Took = dict[tuple[str, int], list[float]]  # name and radius in kilometres: milliseconds


def interleaved(sites: dict[str, Flask], seed: int, rounds: int) -> Took:
    """Rounds in which all answer the same new questions, one after another; the first warms up."""
    who = {f"points, {name}": Who(app, asked) for name, app in sites.items()}
    who |= {
        f"cases, {name}": Who(app, lambda at, within_m: cases.nearby(at, cases.Filters(within_m=within_m)))
        for name, app in sites.items()
    }
    took: Took = defaultdict(list)
    for turn, km in itertools.product(range(rounds + 1), RADII_KM):
        with sites["SQLite"].app_context():
            places = wave.askers(seed * 1000 + turn * 50 + km, ASKERS, 1)
        for name, one in who.items():
            with one.app.app_context():
                found = [timed(one.call, at, km * 1000) for at in places]
            if turn:
                took[name, km] += found
    return took


def timed(call: Callable[[geo.Point, int], Any], at: geo.Point, within_m: int) -> float:
    """Milliseconds of one search; its session ends with it as with a request."""
    start = time.perf_counter()
    call(at, within_m)
    db.session.remove()
    return (time.perf_counter() - start) * 1000


def table(took: Took) -> None:
    """Prints median and p95 of each, in milliseconds."""
    print(f"{'milliseconds':<30}" + "".join(f"{f'{km} km: median':>16}{'p95':>9}" for km in RADII_KM))
    for name in dict.fromkeys(name for name, _ in took):
        figures = (sorted(took[name, km]) for km in RADII_KM)
        cells = (f"{statistics.median(one):16.3f}{one[len(one) * 95 // 100]:9.3f}" for one in figures)
        print(f"{name:<30}" + "".join(cells), flush=True)


def ratios(took: Took) -> dict[str, float]:
    """The median of points against that of cases: the worst radius of each database, and the worse of the two."""
    found = {
        name: max(statistics.median(took[f"points, {name}", km]) / statistics.median(took[f"cases, {name}", km])
                  for km in RADII_KM)
        for name in ("SQLite", "PostgreSQL")
    }  # fmt: skip
    each = {f"median_vs_cases_{name.lower()}": round(ratio, 2) for name, ratio in found.items()}
    return {"median_vs_cases": round(max(found.values()), 2), **each}


def scanned(app: Flask, took: Took, seed: int) -> dict[str, float]:
    """So many times quicker than a scan of all points that sorts; the worst radius."""
    ratio = []
    with app.app_context():
        reader, now = db.Reader(), clock.now()
        places = wave.askers(seed + 1, SCANS, 1)
        for km in RADII_KM:
            values = {
                "goods": Filters(item=ITEM).values(now)["goods"], "now": reader.value_of(now), "within": km * 1000,
                "listed": reader.value_of(now - SILENT_AFTER),
            }  # fmt: skip
            slow = [
                timed(lambda at, _m, v=values: reader.rows(SCAN, v | {"lat": at.lat, "lon": at.lon}), at, 0)
                for at in places
            ]
            ratio.append(statistics.median(slow) / statistics.median(took["points, SQLite", km]))
    return {"vs_scan": round(min(ratio), 1)}


# --- A month without a word -------------------------------------------------------------------------------


def stale(app: Flask, made: list[Invented], seed: int, now: datetime) -> int:
    """How often goods are told as there, or listed among those that are, longer than their word holds."""
    told = {
        (one.point["public_id"], good["item"]): good["said_at"] for one in made for good in one.goods
    }  # fmt: skip
    wrong = 0
    with app.app_context():
        places = wave.askers(seed + 2, MONTH_H // STEP_H, 1)
        for step, at in enumerate(places):
            later = now + timedelta(hours=step * STEP_H)
            with clock.told(later), app.test_request_context():
                found = nearby.nearby(at, Filters(item=ITEM, within_m=20_000), limit=LIMIT)
                wrong += sum(one.known and told[one.public_id, ITEM] < later - HEARD_FOR for one in found)
                wrong += sum(
                    good.told.worth == Freshness.SURE and told[row.public_id, good.code] < later - SURE_FOR
                    for row in telling.rows(found, ITEM)
                    for good in row.goods
                    if not good.out_say_buyers
                )
            db.session.remove()
    return wrong


if __name__ == "__main__":
    main()
