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
from typing import Any

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
    truth = by_resolution(everything(small))
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


def by_resolution(truth: Counts) -> Callable[[int], Counts]:
    """The same cases by the cells of a resolution, each added up once."""

    @cache
    def added(resolution: int) -> Counts:
        found: Counts = Counter()
        for (cell, colour), n in truth.items():
            found[geo.parent_of(cell, resolution), colour] += n
        return found

    return added


def right(truth: Callable[[int], Counts], box: Box, found: list[clusters.Cluster]) -> bool:
    """Whether an answer holds every sign that stands in the view, with its exact numbers and at their exact mean."""
    view = clusters.in_view(box)
    told = {
        (one.cell, colour): n for one in found for colour in ("need", "taken", "done") if (n := getattr(one, colour))
    }
    near = {cell: middle for cell, middle in means(truth, view).items() if box.holds(middle)}
    expected = truth(view.fine)
    return told == {key: n for key, n in expected.items() if key[0] in near} and all(
        one.at == near[one.cell] for one in found
    )


def means(truth: Callable[[int], Counts], view: clusters.InView) -> dict[int, geo.Point]:
    """Where the signs of a resolution stand: the middle of the deeper cells that each counts."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (cell, _colour), n in truth(view.deep).items():
        at, sign = centre(cell), sums[geo.parent_of(cell, view.fine)]
        for place, more in enumerate((round(at.lat * 1e6), round(at.lon * 1e6), 1)):
            sign[place] += more * n
    return {cell: geo.Point(round(lat / n) / 1e6, round(lon / n) / 1e6) for cell, (lat, lon, n) in sums.items()}


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
