"""What is near, against everybody else: `python -m bench.nearby --open 1000000 --seed 7`.

Ours is `queries.nearby` as the app runs it, its session and connection included, on SQLite and on a PostgreSQL of
our own (without fsync, which reads do not notice). The peers of `bench.peers` run bare, by prepared statements over
open connections. Rounds are interleaved and each asks from new places, drawn from where the people live. The
answers are compared with geodesic distances first. The last line is JSON with ratios of medians.
"""

import itertools
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

import bench
from bench import peers, wave
from bench.truth import Truth, compared
from connect import config, db, geo
from connect.cases import queries
from connect.cases.queries import Filters, Found

RADII_KM = (1, 5, 20)
ASKERS = 60  # places a round, for each radius
CHECKED, PAGED, PAGES = 300, 40, 10
SQLITE, POSTGRES, KEYS, KEYS_IN_APP = (
    "Connect, SQLite",
    "Connect, PostgreSQL",
    "20 lookups by key",
    "the same in the app",
)
LOOKUP = f"SELECT id, public_id, kinds, urgency, waiting_since, lat, lon FROM cases WHERE id IN ({', '.join('?' * 20)})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that searches, the app it runs in, and from how many places it is asked in a round."""

    call: Callable[[geo.Point, int], Any]
    app: Flask | None = None
    asked: int = ASKERS

    def __call__(self, at: geo.Point, within_m: int) -> float:
        """Milliseconds of one search; in an app, its session ends with it as with a request."""
        start = time.perf_counter()
        self.call(at, within_m)
        if self.app:
            db.session.remove()
        return (time.perf_counter() - start) * 1000


Took = dict[tuple[str, int], list[list[float]]]  # name and radius in kilometres: milliseconds of each round


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = bench.options(__doc__)
    parser.add_argument("--peers", choices=("all", "none"), default="all")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.open, asked.seed, asked.rounds, asked.peers == "all")))


def measure(number: int, seed: int, rounds: int, with_peers: bool) -> dict[str, float | None]:
    """All ratios by name, at so many open cases."""
    with ExitStack() as stack:
        grown = stack.enter_context(wave.site(number, 1, postgres=True))
        small = stack.enter_context(wave.site(number, 1))
        answers = check(small, grown, seed)
        candidates = ours(small, grown)
        if with_peers:
            candidates |= others(stack, small, grown)
        took = interleaved(candidates, seed, rounds)
    table(took)
    return ratios(took) | answers


# --- Who searches -----------------------------------------------------------------------------------------


def ours(small: Flask, grown: Flask) -> dict[str, Candidate]:
    """Our two, and the lookups by key that no search can do without."""
    with small.app_context():
        ids = list(db.session.scalars(sa.text("SELECT id FROM cases WHERE state = 'open'")))
        db.session.remove()
        bare: Any = db.extension.engine.raw_connection().driver_connection
    random.Random(1).shuffle(ids)
    turns = itertools.cycle([tuple(ids[start : start + 20]) for start in range(0, len(ids) - 20, 20)])

    def search(at: geo.Point, within_m: int) -> list[Found]:
        return queries.nearby(at, Filters(within_m=within_m))

    return {
        SQLITE: Candidate(search, small),
        POSTGRES: Candidate(search, grown),
        KEYS: Candidate(lambda _at, _within_m: bare.execute(LOOKUP, next(turns)).fetchall()),
        KEYS_IN_APP: Candidate(
            lambda _at, _within_m: db.session.connection().exec_driver_sql(LOOKUP, next(turns)).all(), small
        ),
    }


def others(stack: ExitStack, small: Flask, grown: Flask) -> dict[str, Candidate]:
    """The peers on the same open cases, those that take long asked less often."""

    def rows() -> list[peers.Row]:
        with small.app_context():
            found = db.session.execute(
                sa.text("SELECT id, lat, lon FROM cases WHERE state IN ('open', 'partly_helped')")
            )
            return [tuple(row) for row in found]

    with small.app_context():
        site = config.current().instance
    url = grown.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    found = stack.enter_context(peers.sqlite(site / "connect.db", site))
    found |= stack.enter_context(peers.postgis(url, rows))
    found |= stack.enter_context(peers.redis(rows))
    found |= peers.tree(rows)
    return {name: Candidate(call, asked=peers.SLOW.get(name, ASKERS)) for name, call in found.items()}


def interleaved(candidates: dict[str, Candidate], seed: int, rounds: int) -> Took:
    """Rounds in which everybody answers the same new questions, each time another one first; one round warms up."""
    took: Took = defaultdict(list)
    names = list(candidates)
    for turn in range(rounds + 1):
        for km in RADII_KM:
            with next(one.app for one in candidates.values() if one.app).app_context():
                places = wave.askers(seed * 1000 + turn * 50 + km, ASKERS, 1)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                one = candidates[name]
                with one.app.app_context() if one.app else nullcontext():
                    milliseconds = [one(at, km * 1000) for at in places[: one.asked if turn else 3]]
                if turn:
                    took[name, km].append(milliseconds)
    return took


# --- What they answer -------------------------------------------------------------------------------------


def check(small: Flask, grown: Flask, seed: int) -> dict[str, float | None]:
    """How many answers differ from the geodesic truth, on both databases, and whether pages repeat or leave out."""
    with small.app_context():
        truth, places = Truth(20 * PAGES), wave.askers(seed, CHECKED, 1)
    sets = orders = 0
    for number, at in enumerate(places):
        within_m = RADII_KM[number % len(RADII_KM)] * 1000
        expected = truth.nearest(at, within_m, 20)
        differs = [compared(expected, searched(app, at, within_m)) for app in (small, grown)]
        sets += any(one for one, _ in differs)
        orders += any(one for _, one in differs)
    return {"checked": CHECKED, "wrong_sets": sets, "wrong_orders": orders} | paged(small, truth, places[:PAGED])


def searched(app: Flask, at: geo.Point, within_m: int) -> list[str]:
    """Public ids as an app gives them."""
    with app.app_context():
        return [one.public_id for one in queries.nearby(at, Filters(within_m=within_m))]


def paged(app: Flask, truth: Truth, places: list[geo.Point]) -> dict[str, float | None]:
    """Ten pages from each place: the cost of the tenth against the first, repeats and gaps."""
    first, tenth, repeats, gaps = [], [], 0, 0
    with app.app_context():
        for at in places:
            seen: list[str] = []
            for number, (milliseconds, page) in enumerate(pages(at), 1):
                seen += [one.public_id for one in page]
                if number == 1 and len(page) == 20:
                    first.append(milliseconds)
                if number == PAGES and len(page) == 20:
                    tenth.append(milliseconds)
            repeats += len(seen) - len(set(seen))
            gaps += len(set(truth.nearest(at, 20_000, len(seen))) - set(seen))
    ratio = statistics.median(tenth) / statistics.median(first) if first and tenth else None
    return {"page10_vs_page1": ratio and round(ratio, 2), "repeats": repeats, "gaps": gaps}


def pages(at: geo.Point) -> Iterator[tuple[float, list[Found]]]:
    """The first ten pages with their milliseconds, each from a session of its own."""
    after = None
    for _ in range(PAGES):
        start = time.perf_counter()
        page = queries.nearby(at, Filters(within_m=20_000), after=after)
        db.session.remove()
        yield (time.perf_counter() - start) * 1000, page
        if len(page) < 20:
            return
        after = page[-1]._replace(id=0)  # as a cursor brings it back


# --- Figures ----------------------------------------------------------------------------------------------


def table(took: Took) -> None:
    """Prints median, p95 and p99 of each candidate and radius, in milliseconds."""
    print(f"{'milliseconds':<30}" + "".join(f"{f'{km} km: median':>16}{'p95':>9}{'p99':>9}" for km in RADII_KM))
    for name in dict.fromkeys(name for name, _ in took):
        figures = [(middle(took, name, km), tail(took, name, km, 95), tail(took, name, km, 99)) for km in RADII_KM]
        print(f"{name:<30}" + "".join(f"{one:16.3f}{two:9.3f}{three:9.3f}" for one, two, three in figures), flush=True)


def middle(took: Took, name: str, km: int) -> float:
    """The median of the rounds' medians."""
    return statistics.median(map(statistics.median, took[name, km]))


def tail(took: Took, name: str, km: int, percent: int) -> float:
    """A percentile of all answers of all rounds."""
    everything = sorted(itertools.chain.from_iterable(took[name, km]))
    return everything[min(len(everything) - 1, len(everything) * percent // 100)]


def ratios(took: Took) -> dict[str, float | None]:
    """The ratios that the site promises, the worst of the radii; None where the peer was not measured."""

    def median(one: str, other: str, radii: tuple[int, ...] = RADII_KM) -> float | None:
        return worst(one, other, radii, middle)

    def p99(one: str, other: str, radii: tuple[int, ...] = RADII_KM) -> float | None:
        return worst(one, other, radii, lambda took, name, km: tail(took, name, km, 99))

    def worst(one: str, other: str, radii: tuple[int, ...], figure: Callable[[Took, str, int], float]) -> float | None:
        if (other, RADII_KM[0]) not in took or (one, RADII_KM[0]) not in took:
            return None
        return round(max(figure(took, one, km) / figure(took, other, km) for km in radii), 3)

    def times(one: str, other: str, radii: tuple[int, ...] = RADII_KM) -> float | None:
        if (other, radii[0]) not in took:
            return None
        return round(min(middle(took, other, km) / middle(took, one, km) for km in radii), 1)

    geography, geometry = "PostGIS KNN geography", "PostGIS KNN geometry, exact"
    return {
        "sqlite_median_vs_pk": median(SQLITE, KEYS),
        "sqlite_median_vs_pk_in_app": median(SQLITE, KEYS_IN_APP),
        "sqlite_p99_vs_median": round(max(tail(took, SQLITE, km, 99) / middle(took, SQLITE, km) for km in RADII_KM), 2),
        "vs_naive": times(SQLITE, "SQLite haversine scan"),
        "vs_rtree": times(SQLITE, "SQLite R*Tree, doubling"),
        "sqlite_median_vs_postgis_knn": median(SQLITE, geography),
        "sqlite_p99_vs_postgis_knn": p99(SQLITE, geography),
        "postgres_median_vs_knn_geography": median(POSTGRES, geography),
        "round_trip_vs_knn_geography": median(peers.ROUND_TRIP, geography),
        "postgres_median_vs_knn_geometry": median(POSTGRES, geometry),
        "postgres_p99_vs_postgis_knn": p99(POSTGRES, geometry),
        "dwithin_20km_vs_postgres": times(POSTGRES, "PostGIS ST_DWithin, sort", (20,)),
        "postgres_vs_redis": median(POSTGRES, "Redis GEOSEARCH"),
        "postgres_vs_redis_20km": median(POSTGRES, "Redis GEOSEARCH", (20,)),
        "sqlite_vs_redis": median(SQLITE, "Redis GEOSEARCH"),
        "sqlite_vs_kdtree": median(SQLITE, "k-d tree in memory"),
    }


if __name__ == "__main__":
    main()
