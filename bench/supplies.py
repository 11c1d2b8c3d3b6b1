"""Supply points near by, beside the search of cases: `python -m bench.supplies --points 50000 --cases 100000 --seed 7`.

A site of so many open cases is given so many points with hours, goods and words of all ages, on SQLite and on a
PostgreSQL of our own. Everybody asks for the nearest twenty with rice that are open now, within 1, 5 and 20 km. The
answers are compared with geodesic distances and a look at every point, once three planted bugs were seen by that; the
times with those of the search of cases in the same site, and with a scan that sorts. Then a month goes by without a
word, and what is still shown as there is counted; moments are looked at for shops that are shown open; and a list of
places is imported twice. The last line is JSON.
"""

import argparse
import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask

from bench import imports, open_hours, points, wave
from bench.peers import HAVERSINE
from connect import clock, db, geo
from connect.accounts.models import Person
from connect.cases import queries as cases
from connect.supplies.demo.points import Invented
from connect.supplies.finding import nearby, telling
from connect.supplies.finding.nearby import Filters, Found
from connect.supplies.freshness.rules import HEARD_FOR, SURE_FOR, Freshness
from connect.supplies.rules import SILENT_AFTER

ITEM, LIMIT, CHECKED = "rice", 20, 300
MORNING = 3  # ten in Vietnam, by UTC: at night a bench would find everything closed
RADII_KM = (1, 5, 20)
ASKERS = 60  # places a round, for each radius
SCANS = 20
MONTH_H, STEP_H = 24 * 30, 6
MOMENTS = 20_000
# What a first attempt makes of the same question: every point measured, and sorted, those told of lately first.
SCAN = f"""SELECT point.id, {HAVERSINE} AS d FROM supply_points AS point
    JOIN supply_goods AS good ON good.point_id = point.id AND good.item = :item AND good.level <> 'out'
    WHERE state = 'open' AND point.said_at > :listed
        AND (hours_from <= :now AND :now < hours_until OR next_from <= :now AND :now < next_until)
        AND {HAVERSINE} <= :within
    ORDER BY good.said_at >= :known AND good.buyers_out_at IS NULL DESC, d LIMIT 20"""  # nosec B608


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=50_000, help="of the list that is imported; 0: none is")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.points, asked.cases, asked.seed, asked.rounds, asked.rows)))


def measure(number: int, open_cases: int, seed: int, rounds: int, listed: int) -> dict[str, float]:
    """All figures by name."""
    now = clock.now().replace(hour=MORNING, minute=0, second=0, microsecond=0)
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(wave.site(open_cases, 1, scratch=True, postgres=postgres))
            for name, postgres in (("PostgreSQL", True), ("SQLite", False))
        }  # the last stands in front, so it is the one that is left first
        with sites["SQLite"].app_context():
            made = list(points.rows(number, seed, now))
        for app in sites.values():
            with app.app_context():
                points.load(made)
                db.session.remove()
        with clock.told(now):
            wrong = sum(proven(sites, made, seed, now))
            took = interleaved(sites, seed, rounds)
            table(took)
            figures = {"wrong": wrong, **ratios(took), **scanned(sites["SQLite"], seed)}
        figures["open_wrong"] = open_hours.wrong(MOMENTS, seed)["open_wrong"]
        return {**figures, "stale_shown": stale(sites["SQLite"], made, seed, now), **imported(sites, listed, seed)}


def imported(sites: dict[str, Flask], listed: int, seed: int) -> dict[str, float]:
    """What a list of so many places costs on each database, and on the slower one; nothing where none is asked for."""
    found: dict[str, float] = {}
    for name, app in sites.items() if listed else ():
        with app.app_context():
            with db.transaction() as session:
                sender = Person(name="Bench", phone="+84900000001", password_hash="x")
                session.add(sender)
            figures = imports.measured(listed, seed, sender)
            db.session.remove()
        found |= {key: max(value, found.get(key, 0)) for key, value in figures.items()}
        found |= {f"{key}_{name.lower()}": value for key, value in figures.items() if key.endswith("_s")}
    return found


# --- What is answered -------------------------------------------------------------------------------------

Ask = Callable[[geo.Point, int], list[Found]]


def proven(sites: dict[str, Flask], made: list[Invented], seed: int, now: datetime) -> Iterator[int]:
    """What `check` says, after it has found each of the planted bugs. Raises AssertionError where it has not."""
    truth = points.Truth(made, now, ITEM, LIMIT)
    for name, bug in PLANTED.items():
        assert any(check({"SQLite": sites["SQLite"]}, truth, seed, bug)), f"a search that {name} was not found wrong"
    return check(sites, truth, seed, asked)


def check(sites: dict[str, Flask], truth: points.Truth, seed: int, ask: Ask) -> Iterator[int]:
    """One for each answer, of either database, whose set or order differs from the truth."""
    with sites["SQLite"].app_context():
        places = wave.askers(seed, CHECKED, 1)
    for number, at in enumerate(places):
        within_m = RADII_KM[number % len(RADII_KM)] * 1000
        expected = truth.nearest(at, within_m)
        for app in sites.values():
            with app.app_context():
                yield [one.public_id for one in ask(at, within_m)] != expected


def question(within_m: int, **other: Any) -> Filters:
    """What everybody looks for."""
    return replace(Filters(item=ITEM, open_now=True, within_m=within_m), **other)


def asked(at: geo.Point, within_m: int) -> list[Found]:
    """The question of this bench."""
    return nearby.nearby(at, question(within_m), limit=LIMIT)


def _closed_too(at: geo.Point, within_m: int) -> list[Found]:
    return nearby.nearby(at, question(within_m, open_now=False), limit=LIMIT)


def _by_degrees(at: geo.Point, within_m: int) -> list[Found]:
    here = geo.snapped(at)
    found = nearby.nearby(at, question(within_m), limit=2 * LIMIT)
    degrees = [((one.lat - here.lat) ** 2 + (one.lon - here.lon) ** 2, one) for one in found]
    return [one for _, one in sorted(degrees, key=lambda pair: (not pair[1].known, pair[0]))][:LIMIT]


def _old_words_too(at: geo.Point, within_m: int) -> list[Found]:
    found = nearby.nearby(at, question(within_m), limit=2 * LIMIT)
    return sorted(found, key=lambda one: one.d2)[:LIMIT]


PLANTED: dict[str, Ask] = {
    "ignores the hours": _closed_too, "measures in degrees": _by_degrees, "ignores how old a word is": _old_words_too,
}  # fmt: skip


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


def scanned(app: Flask, seed: int) -> dict[str, float]:
    """So many times quicker than a scan of all points that sorts, one after the other; the worst radius."""
    ratio = []
    with app.app_context():
        for km in RADII_KM:
            places = wave.askers(seed + km, SCANS, 1)
            slow, quick = ([timed(call, at, km * 1000) for at in places] for call in (scan, asked))
            ratio.append(statistics.median(slow) / statistics.median(quick))
    return {"vs_scan": round(min(ratio), 1)}


def scan(at: geo.Point, within_m: int) -> Any:
    """The same question by a look at every point, in the database."""
    reader, now = db.Reader(), clock.now()
    moments = {"now": now, "listed": now - SILENT_AFTER, "known": now - HEARD_FOR}
    values = {name: reader.value_of(moment) for name, moment in moments.items()}
    return reader.rows(SCAN, values | {"item": ITEM, "within": within_m, "lat": at.lat, "lon": at.lon})


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
