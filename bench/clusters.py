"""What the map shows, from kept counts and on the fly: `python -m bench.clusters --open 1000000 --seed 7`.

Views of 1024 x 768 pixels at zoom 5 to 16 around places where people live. Ours is `clusters.clusters` as the app
runs it, on SQLite and on a PostgreSQL of our own; the usual way groups the open cases of the view by a grid of 64
pixels, on the same databases. Every answer is compared with a look at every case. Rounds are interleaved, each from
new places. The last line is JSON.
"""

import itertools
import json
import math
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

import bench
from bench import wave
from bench.nearby import LOOKUP
from connect import db, geo
from connect.cases.map import clusters
from connect.cases.map.clusters import Box
from connect.cases.queries import Filters
from connect.cases.rules import colour_of

ZOOMS = range(5, 17)
WIDE, HIGH, GRID = 1024, 768, 64  # pixels
VIEWS = 20  # a round, for each zoom
SLOW_VIEWS = 2  # of those that are grouped on the fly
SQLITE, POSTGRES = "Connect, SQLite", "Connect, PostgreSQL"
FLY_SQLITE, FLY_POSTGRES = "on the fly, SQLite", "on the fly, PostgreSQL"
KEYS = "20 lookups by key"
GROUPED = sa.text("""
    SELECT floor(lat / :step), floor(lon / :step), count(*) FROM cases
    WHERE state IN ('open', 'partly_helped', 'claimed', 'in_delivery') AND guarded = 0
        AND lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east
    GROUP BY 1, 2
""")
Counts = Counter[tuple[int, str]]  # how many cases of a cell and a colour
Took = dict[tuple[str, int], list[list[float]]]  # name and zoom: milliseconds of each round


class Stand(NamedTuple):
    """A sign as the cases themselves say it: where, how many, the box of its finest cells, the deeper cell of most."""

    at: geo.Point
    counts: Counter[str]
    around: Box
    heart: int


Stands = Callable[[int, int], dict[int, Stand]]  # of a resolution and the deeper one that it is the mean of


def main() -> None:
    """Reads the arguments, measures, prints."""
    asked = bench.options(__doc__).parse_args()
    with ExitStack() as stack:
        grown = stack.enter_context(wave.site(asked.open, 1, postgres=True))
        small = stack.enter_context(wave.site(asked.open, 1))
        took, wrong = measure(small, grown, asked.seed, asked.rounds)
    table(took)
    print(json.dumps(ratios(took) | {"exact": wrong == 0, "wrong_views": wrong}))


def measure(small: Flask, grown: Flask, seed: int, rounds: int) -> tuple[Took, int]:
    """Milliseconds of everything at all zooms, one round to warm up; and how many of our answers were wrong."""
    took: Took = defaultdict(list)
    truth = stands_of(everything(small))
    wrong = 0
    for turn, zoom in itertools.product(range(rounds + 1), ZOOMS):
        with small.app_context():
            boxes = [view(at, zoom) for at in wave.askers(seed * 1000 + turn * 50 + zoom, VIEWS, 1)]
        for name, (app, call, number) in candidates(small, grown).items():
            milliseconds, answers = timed(app, call, boxes[:number])
            if turn:
                took[name, zoom].append(milliseconds)
            if name in (SQLITE, POSTGRES):
                wrong += sum(not right(truth, box, found) for box, found in zip(boxes, answers, strict=False))
    return took, wrong


def candidates(small: Flask, grown: Flask) -> dict[str, tuple[Flask, Callable[[Box], Any], int]]:
    """Who answers: the app, the call, and for how many views a round."""
    ours = lambda box: clusters.clusters(box, Filters())  # noqa: E731
    return {
        SQLITE: (small, ours, VIEWS),
        POSTGRES: (grown, ours, VIEWS),
        FLY_SQLITE: (small, grouped, SLOW_VIEWS),
        FLY_POSTGRES: (grown, grouped, SLOW_VIEWS),
        KEYS: (small, lookups, VIEWS),
    }


def grouped(box: Box) -> Any:
    """The usual way: all cases of the view, counted by a grid."""
    step = (box.north - box.south) / (HIGH / GRID)
    values = {"step": step, "south": box.south, "north": box.north, "west": box.west, "east": box.east}
    return db.session.execute(GROUPED, values).all()


def lookups(box: Box) -> Any:
    """Twenty rows by their keys, other ones for each view."""
    first = int(abs(box.west) * 1e6) % 900 * 5 + 5
    keys = tuple(range(first, first + 100, 5))
    cursor: Any = db.session.connection().connection.cursor()
    return cursor.execute(LOOKUP, keys).fetchall()


def timed(app: Flask, call: Callable[[Box], Any], boxes: list[Box]) -> tuple[list[float], list[Any]]:
    """Milliseconds and answers of each view."""
    took, answers = [], []
    with app.app_context():
        for box in boxes:
            db.session.connection()
            start = time.perf_counter()
            answers.append(call(box))
            took.append((time.perf_counter() - start) * 1000)
            db.session.remove()
    return took, answers


def view(at: geo.Point, zoom: int) -> Box:
    """The degrees that a screen shows around a place, by the map's own projection (Web Mercator, EPSG:3857)."""
    degrees = 360 / 256 / 2**zoom  # a pixel, west to east
    high, wide = HIGH / 2 * degrees * math.cos(math.radians(at.lat)), WIDE / 2 * degrees
    return Box(at.lat - high, at.lon - wide, at.lat + high, at.lon + wide)


# --- Truth ------------------------------------------------------------------------------------------------


def everything(app: Flask) -> Counts:
    """All cases that the map shows, by finest cell and colour; no lease of a built site runs out."""
    with app.app_context():
        rows = db.session.execute(sa.text("SELECT cell, state, count(*) FROM cases WHERE guarded = 0 GROUP BY 1, 2"))
        found: Counts = Counter()
        for cell, state, n in rows:
            if colour := colour_of(state):
                found[cell, colour] += n
        return found


def stands_of(truth: Counts) -> Stands:
    """The same cases as signs, each resolution added up once."""

    @cache
    def stands(fine: int, deep: int) -> dict[int, Stand]:
        inside: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for (cell, colour), n in truth.items():
            inside[geo.parent_of(cell, fine)].append((cell, colour, n))
        return {cell: stand(parts, deep) for cell, parts in inside.items()}

    return stands


def stand(parts: list[tuple[int, str, int]], deep: int) -> Stand:
    """A sign from its finest cells, each with a colour and how many."""
    counts: Counter[str] = Counter()
    below: Counter[int] = Counter()
    for cell, colour, n in parts:
        counts[colour] += n
        below[geo.parent_of(cell, deep)] += n
    middles = {cell: centre(cell) for cell in below}
    lat, lon = (
        round(sum(n * round(getattr(middles[cell], name) * 1e6) for cell, n in below.items()) / below.total()) / 1e6
        for name in ("lat", "lon")
    )
    homes = [centre(cell) for cell, *_ in parts]
    lats, lons = [one.lat for one in homes], [one.lon for one in homes]
    most = max(below.values())
    heart = min(cell for cell, n in below.items() if n == most)
    return Stand(geo.Point(lat, lon), counts, Box(min(lats), min(lons), max(lats), max(lons)), heart)


def right(stands: Stands, box: Box, found: list[clusters.Cluster]) -> bool:
    """Whether an answer holds every sign that stands in the view and no other, each as the cases themselves say."""
    view = clusters.in_view(box)
    near = {cell: one for cell, one in stands(view.fine, view.deep).items() if box.holds(one.at)}
    return [one.cell for one in found] == sorted(near) and all(agrees(one, near[one.cell]) for one in found)


def agrees(told: clusters.Cluster, one: Stand) -> bool:
    """Whether numbers, mean and heart are exact, and the bounds hold all that is counted."""
    south, west, north, east = one.around.edges
    return (
        Counter(need=told.need, taken=told.taken, done=told.done) == one.counts
        and (told.at, told.heart) == (one.at, one.heart)
        and told.bounds.holds(geo.Point(south, west))
        and told.bounds.holds(geo.Point(north, east))
    )


centre = cache(geo.centre_of)


# --- Figures ----------------------------------------------------------------------------------------------


def table(took: Took) -> None:
    """Prints median and p95 by zoom, in milliseconds."""
    names = list(dict.fromkeys(name for name, _ in took))
    print(f"{'zoom':<6}" + "".join(f"{name:>26}{'p95':>9}" for name in names))
    for zoom in ZOOMS:
        print(
            f"{zoom:<6}" + "".join(f"{middle(took, n, zoom):26.3f}{p95(took, n, zoom):9.3f}" for n in names), flush=True
        )


def middle(took: Took, name: str, zoom: int) -> float:
    """The median of the rounds' medians."""
    return statistics.median(map(statistics.median, took[name, zoom]))


def p95(took: Took, name: str, zoom: int) -> float:
    """Of all answers of all rounds."""
    everyone = sorted(itertools.chain.from_iterable(took[name, zoom]))
    return everyone[min(len(everyone) - 1, len(everyone) * 95 // 100)]


def ratios(took: Took) -> dict[str, float]:
    """What the site promises of its map."""
    keys = statistics.median(middle(took, KEYS, zoom) for zoom in ZOOMS)
    return {
        "zoom6_on_the_fly_vs_sqlite": round(middle(took, FLY_SQLITE, 6) / middle(took, SQLITE, 6), 1),
        "zoom6_on_the_fly_vs_postgres": round(middle(took, FLY_POSTGRES, 6) / middle(took, POSTGRES, 6), 1),
        "worst_p95_vs_pk_sqlite": round(max(p95(took, SQLITE, zoom) for zoom in ZOOMS) / keys, 1),
        "worst_p95_vs_pk_postgres": round(max(p95(took, POSTGRES, zoom) for zoom in ZOOMS) / keys, 1),
    }


if __name__ == "__main__":
    main()
