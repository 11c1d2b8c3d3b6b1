"""What size costs: `python -m bench.growth --sizes 1000,10000,100000,1000000 --seed 7 --plot docs/growth.svg`.

The search alone on SQLite, and the list and the map as their views make them, at sites of the same wave in several
sizes. Rounds are interleaved, each from new places. The last line is JSON: `growth_median` and `growth_p99` are the
largest site against the one of 10,000 open cases (or the smallest above it), `list_ratio` and `map_ratio` 100,000
(or the largest) against the smallest.
"""

import argparse
import itertools
import json
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from flask import Flask

from bench import wave
from connect import db, geo
from connect.cases import clusters, queries
from connect.cases.queries import Filters
from connect.cases.views.nearby import rows_of

ZOOMS = {6: 6.0, 9: 0.8, 12: 0.1}  # zoom of a phone's map: height of the view in degrees
ASKERS = 80  # places a round
BASE, LISTED = 10_000, 100_000
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
        sites = {size: stack.enter_context(wave.site(size, 1)) for size in sizes}
        for turn in range(rounds + 1):
            with sites[sizes[0]].app_context():
                places = wave.askers(seed * 1000 + turn, ASKERS, 1)
            for (name, call), size in itertools.product(CALLS.items(), sizes):
                milliseconds = timed(sites[size], call, places)
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
    return rows_of(queries.nearby(at, Filters(), limit=21)[:20])


def map_of(at: geo.Point, height: float) -> object:
    """A phone's view of so many degrees, its middle at a place."""
    half, wide = height / 2, height / 3
    return clusters.clusters(clusters.Box(at.lat - half, at.lon - wide, at.lat + half, at.lon + wide), Filters())


CALLS: dict[str, Callable[[geo.Point], object]] = {
    "nearby": lambda at: queries.nearby(at, Filters(within_m=20_000)),
    "list": page_of,
    **{f"map {zoom}": lambda at, height=height: map_of(at, height) for zoom, height in ZOOMS.items()},
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


def table(took: Took) -> None:
    """Prints medians and p99 by size."""
    sizes = sizes_of(took)
    print(f"{'milliseconds':<14}" + "".join(f"{f'{size:,}: median':>20}{'p99':>9}" for size in sizes))
    for name in CALLS:
        print(f"{name:<14}" + "".join(f"{middle(took, name, n):20.3f}{p99(took, name, n):9.3f}" for n in sizes))


def ratios(took: Took) -> dict[str, float]:
    """The ratios that the site promises."""
    sizes = sizes_of(took)
    base = next((size for size in sizes if size >= BASE), sizes[-1])
    listed = LISTED if LISTED in sizes else sizes[-1]
    grown = {name: middle(took, name, listed) / middle(took, name, sizes[0]) for name in CALLS}
    return {
        "growth_median": round(middle(took, "nearby", sizes[-1]) / middle(took, "nearby", base), 2),
        "growth_p99": round(p99(took, "nearby", sizes[-1]) / p99(took, "nearby", base), 2),
        "from": base, "to": sizes[-1], "list_ratio": round(grown["list"], 2),
        "map_ratio": round(max(ratio for name, ratio in grown.items() if name.startswith("map")), 2),
    }  # fmt: skip


# --- The plot ---------------------------------------------------------------------------------------------


WIDE, HIGH, MARGIN = 640, 400, 60
HUES = ("#0b6e4f", "#b3540b", "#2f5d9f", "#7a3b8f", "#8a6d00")
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="13">
<title>Milliseconds by open cases; both scales are logarithmic; dashed: p99</title>
<rect width="100%" height="100%" fill="#fff"/>
{body}
</svg>
"""


def plot(took: Took) -> str:
    """Median and p99 against size as SVG, both scales logarithmic, each line named at its end."""
    sizes = sizes_of(took)
    figures = [one(took, name, size) for name in CALLS for size in sizes for one in (middle, p99)]
    low, high = math.floor(math.log10(min(figures))), math.ceil(math.log10(max(figures)))
    span = math.log10(sizes[-1] / sizes[0]) or 1

    def x(size: float) -> float:
        return MARGIN + math.log10(size / sizes[0]) / span * (WIDE - 2.5 * MARGIN)

    def y(milliseconds: float) -> float:
        return HIGH - MARGIN - (math.log10(milliseconds) - low) / (high - low) * (HIGH - 2 * MARGIN)

    parts = [f'<text x="{MARGIN}" y="30">Milliseconds by number of open cases (dashed: p99)</text>']
    for power in range(low, high + 1):
        level = y(10**power)
        parts.append(f'<path d="M{MARGIN} {level:.1f}H{WIDE - 1.5 * MARGIN}" stroke="#ddd"/>')
        parts.append(f'<text x="{MARGIN - 8}" y="{level + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for size in sizes:
        parts.append(f'<text x="{x(size):.1f}" y="{HIGH - MARGIN + 24}" text-anchor="middle">{size:,}</text>')
    for name, hue in zip(CALLS, HUES, strict=True):
        for figure, dashes in ((middle, "none"), (p99, "4 4")):
            line = "L".join(f"{x(size):.1f} {y(figure(took, name, size)):.1f}" for size in sizes)
            parts.append(f'<path d="M{line}" fill="none" stroke="{hue}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        end = y(middle(took, name, sizes[-1]))
        parts.append(f'<text x="{WIDE - 1.4 * MARGIN}" y="{end + 4:.1f}" fill="{hue}">{name}</text>')
    return SVG.format(wide=WIDE, high=HIGH, body="\n".join(parts))


if __name__ == "__main__":
    main()
