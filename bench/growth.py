"""What size costs: `python -m bench.growth --sizes 1000,10000,100000,1000000 --seed 7 --plot docs/growth.svg`.

The search alone on both databases, and the list and the map on SQLite as their views make them, at sites of the same
wave in several sizes. Rounds are interleaved, each from new places. The last line is JSON: `growth_median` and
`growth_p99` are the search on SQLite at the largest site against the one of 10,000 open cases (or the smallest above
it), `postgres_growth_median` and so on the same there; `list_ratio` and `map_ratio` are 100,000 (or the largest)
against the smallest.
"""

import argparse
import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from flask import Flask

from bench import drawing, wave
from bench.drawing import Curve, Panel
from connect import db, geo
from connect.cases import queries
from connect.cases.map import clusters
from connect.cases.queries import Filters
from connect.cases.views.nearby import rows_of
from tests.postgres import binaries

ZOOMS = {6: 6.0, 9: 0.8, 12: 0.1}  # zoom of a phone's map: height of the view in degrees
ASKERS = 80  # places a round
BASE, LISTED = 10_000, 100_000
SQLITE, POSTGRES, LIST = "nearby, SQLite", "nearby, PostgreSQL", "list"
Took = dict[tuple[str, int], list[list[float]]]  # what was measured and the size: milliseconds of each round


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plot", type=Path, help="where to write the SVG")
    asked = parser.parse_args()
    took = measure(sorted(map(int, asked.sizes.split(","))), asked.seed, asked.rounds)
    table(took)
    if asked.plot:
        asked.plot.write_text(plot(took), encoding="utf-8")
    print(json.dumps(ratios(took)))


def measure(sizes: list[int], seed: int, rounds: int) -> Took:
    """Milliseconds of everything at all sizes; one round warms up."""
    took: Took = defaultdict(list)
    with ExitStack() as stack:
        grown = {size: stack.enter_context(wave.site(size, 1, postgres=True)) for size in sizes} if binaries() else {}
        small = {size: stack.enter_context(wave.site(size, 1)) for size in sizes}
        if not grown:
            print(f"NOT MEASURED: {POSTGRES}: no PostgreSQL server is installed", flush=True)
        for turn in range(rounds + 1):
            with small[sizes[0]].app_context():
                places = wave.askers(seed * 1000 + turn, ASKERS, 1)
            for (name, call), size in itertools.product(CALLS.items(), sizes):
                if app := (grown if name == POSTGRES else small).get(size):
                    milliseconds = timed(app, call, places)
                    if turn:
                        took[name, size].append(milliseconds)
    return took


def timed(app: Flask, call: Callable[[geo.Point], object], places: list[geo.Point]) -> list[float]:
    """Milliseconds of each call, the end of its session included."""
    took = []
    with app.test_request_context():
        for at in places:
            start = time.perf_counter()
            call(at)
            db.session.remove()
            took.append((time.perf_counter() - start) * 1000)
    return took


def page_of(at: geo.Point) -> object:
    """One page of the list, as the view makes it."""
    return rows_of(queries.cards(queries.nearby(at, Filters(), limit=21)[:20]))


def map_of(at: geo.Point, height: float) -> object:
    """A phone's view of so many degrees, its middle at a place."""
    half, wide = height / 2, height / 3
    return clusters.clusters(clusters.Box(at.lat - half, at.lon - wide, at.lat + half, at.lon + wide), Filters())


def search(at: geo.Point) -> object:
    """The search alone."""
    return queries.nearby(at, Filters(within_m=20_000))


CALLS: dict[str, Callable[[geo.Point], object]] = {
    SQLITE: search,
    POSTGRES: search,
    LIST: page_of,
    **{f"map, zoom {zoom}": partial(map_of, height=height) for zoom, height in ZOOMS.items()},
}


# --- Figures ----------------------------------------------------------------------------------------------


def middle(took: Took, name: str, size: int) -> float:
    """The median of the rounds' medians."""
    return statistics.median(map(statistics.median, took[name, size]))


def p99(took: Took, name: str, size: int) -> float:
    """Of all answers of all rounds."""
    everything = sorted(itertools.chain.from_iterable(took[name, size]))
    return everything[len(everything) * 99 // 100]


def sizes_of(took: Took) -> list[int]:
    """The sizes that were measured."""
    return sorted({size for _, size in took})


def names_of(took: Took) -> list[str]:
    """What was measured."""
    return list(dict.fromkeys(name for name, _ in took))


def table(took: Took) -> None:
    """Prints medians and p99 by size."""
    sizes = sizes_of(took)
    print(f"{'milliseconds':<20}" + "".join(f"{f'{size:,}: median':>20}{'p99':>9}" for size in sizes))
    for name in names_of(took):
        print(f"{name:<20}" + "".join(f"{middle(took, name, n):20.3f}{p99(took, name, n):9.3f}" for n in sizes))


def ratios(took: Took) -> dict[str, float]:
    """The ratios that the site promises."""
    sizes, names = sizes_of(took), names_of(took)
    base = next((size for size in sizes if size >= BASE), sizes[-1])
    listed = LISTED if LISTED in sizes else sizes[-1]
    found: dict[str, float] = {"from": base, "to": sizes[-1]}
    for name, plain in ((SQLITE, "growth"), (POSTGRES, "postgres_growth")):
        if name in names:
            found[f"{plain}_median"] = round(middle(took, name, sizes[-1]) / middle(took, name, base), 2)
            found[f"{plain}_p99"] = round(p99(took, name, sizes[-1]) / p99(took, name, base), 2)
    grown = {name: round(middle(took, name, listed) / middle(took, name, sizes[0]), 2) for name in names}
    return found | {"list_ratio": grown[LIST], "map_ratio": max(grown[name] for name in names if "map" in name)}


def plot(took: Took) -> str:
    """The search on one panel, list and map on another."""
    sizes = sizes_of(took)

    def curve(name: str) -> Curve:
        median, tail = ([figure(took, name, size) for size in sizes] for figure in (middle, p99))
        return Curve(name.removeprefix("nearby, "), median, tail)

    searches = [curve(name) for name in names_of(took) if name in (SQLITE, POSTGRES)]
    pages = [curve(name) for name in names_of(took) if name not in (SQLITE, POSTGRES)]
    panels = [Panel("The search for what is near", searches), Panel("The list and the map, SQLite", pages)]
    return drawing.svg("What a growing site costs: milliseconds by number of open cases", sizes, panels)


if __name__ == "__main__":
    main()
