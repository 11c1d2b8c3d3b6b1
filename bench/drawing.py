"""Curves as SVG: cost against size, both scales logarithmic, legible on light and on dark paper."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

WIDE, HIGH = 470, 430  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 66, 130, 62, 60  # round its field; the names of the curves stand on the right
LINE = 15  # between two names
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">
<title>{title}</title>
<style>
svg {{ background: #fff; fill: #222; --h0: #0b6e4f; --h1: #b3540b; --h2: #2f5d9f; --h3: #7a3b8f; --rule: #ddd }}
@media (prefers-color-scheme: dark) {{
  svg {{ background: #15181c; fill: #e6e6e6 }}
  svg {{ --h0: #4fd1a5; --h1: #f2a15f; --h2: #8ab4f8; --h3: #d29be8; --rule: #3a3f46 }}
}}
path {{ fill: none; stroke: var(--rule) }} .head {{ font-size: 14px; font-weight: bold }}
.c0 {{ stroke: var(--h0) }} .c1 {{ stroke: var(--h1) }} .c2 {{ stroke: var(--h2) }} .c3 {{ stroke: var(--h3) }}
.t0 {{ fill: var(--h0) }} .t1 {{ fill: var(--h1) }} .t2 {{ fill: var(--h2) }} .t3 {{ fill: var(--h3) }}
</style>
{body}
</svg>
"""


class Curve(NamedTuple):
    """What something costs at each size, in milliseconds: the middle of all answers, and where the slowest begin."""

    name: str
    median: Sequence[float]
    p99: Sequence[float]


class Panel(NamedTuple):
    """Curves that are looked at together, at most as many as there are hues."""

    title: str
    curves: Sequence[Curve]


def svg(title: str, sizes: Sequence[int], panels: Sequence[Panel]) -> str:
    """The panels beside each other, all to one scale: medians as lines, p99 dashed."""
    everything = [one for panel in panels for curve in panel.curves for one in (*curve.median, *curve.p99)]
    powers = range(math.floor(math.log10(min(everything))), math.ceil(math.log10(max(everything))) + 1)
    parts = []
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({WIDE * number} 0)">', *_panel(panel, sizes, powers), "</g>"]
    return SVG.format(wide=WIDE * len(panels), high=HIGH, title=escape(title), body="\n".join(parts))


def _panel(panel: Panel, sizes: Sequence[int], powers: range) -> Iterator[str]:
    field = WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM
    span = math.log10(sizes[-1] / sizes[0]) or 1
    x = [LEFT + math.log10(size / sizes[0]) / span * field[0] for size in sizes]

    def y(milliseconds: float) -> float:
        return TOP + field[1] * (1 - (math.log10(milliseconds) - powers[0]) / (len(powers) - 1))

    yield f'<text class="head" x="{LEFT}" y="24">{escape(panel.title)}</text>'
    yield f'<text x="{LEFT}" y="44">milliseconds; line: median, dashes: p99</text>'
    for power in powers:
        yield f'<path d="M{LEFT} {y(10.0**power):.1f}h{field[0]}"/>'
        yield f'<text x="{LEFT - 8}" y="{y(10.0**power) + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>'
    for where, size in zip(x, sizes, strict=True):
        yield f'<text x="{where:.1f}" y="{HIGH - BOTTOM + 20}" text-anchor="middle">{size:,}</text>'
    yield f'<text x="{LEFT + field[0] / 2}" y="{HIGH - BOTTOM + 42}" text-anchor="middle">open cases</text>'
    for number, curve in enumerate(panel.curves):
        for figures, dashes in ((curve.median, ""), (curve.p99, ' stroke-dasharray="5 4"')):
            line = "L".join(f"{one:.1f} {y(two):.1f}" for one, two in zip(x, figures, strict=True))
            yield f'<path class="c{number}" stroke-width="2"{dashes} d="M{line}"/>'
    levels = _apart([y(curve.median[-1]) for curve in panel.curves])
    for number, (curve, level) in enumerate(zip(panel.curves, levels, strict=True)):
        yield f'<text class="t{number}" x="{WIDE - RIGHT + 8}" y="{level + 4:.1f}">{escape(curve.name)}</text>'


def _apart(levels: list[float]) -> list[float]:
    """The levels of the names, moved down where one would stand on another."""
    moved: dict[int, float] = {}
    last = -math.inf
    for number in sorted(range(len(levels)), key=levels.__getitem__):
        last = moved[number] = max(levels[number], last + LINE)
    return [moved[number] for number in range(len(levels))]
