"""The geometry of charts that the server draws: pure numbers, which macros put into markup.

Widths are in percent of the drawing and heights in px, so that its words keep their size on every screen; only spark
lines are stretched. What cannot be drawn (NaN, infinity, less than nothing, nothing at all) counts as 0.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

Value = float | None
HEIGHT, TOP, BOTTOM, WORDS = 234, 20, 200, 224  # px of a chart: the whole, the highest line, the lowest, the words
SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = 100, 2, 28  # of a spark line, in a box of 100 x 30
MOST = 1e15  # beyond that sums are no whole numbers any more
LINES = 4  # that a scale has at most above its 0
BAR = 0.7  # of the room of a day
FEW = 3  # bars that all have a word
NAMED_EVERY = 3  # bars, where there are more


@dataclass(frozen=True, slots=True)
class Spark:
    """The paths of a spark line: the line, and what lies under it."""

    line: str
    under: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: its value, its height in px from the top."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a bar: of which series; x and width in percent, y and height in px."""

    series: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a word under a bar: its number, where in percent, which end of the word stands there.

    `needs` is the room that it needs: "" (always shown), "some" or "much".
    """

    number: int
    x: float
    anchor: str
    needs: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on a scale."""

    ticks: list[Tick]
    boxes: list[Box]
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Plot:
    """A line on a scale, in a box of 100 x 180 that is stretched; `x` (percent) and `y` (px) are its last point."""

    ticks: list[Tick]
    marks: list[Mark]
    line: str
    under: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Strand:
    """One piece of a share bar: of which series; in percent, where it begins and how wide it is."""

    series: int
    x: int
    width: int


def drawable(values: Sequence[Value]) -> list[float]:
    """The values as they can be drawn."""
    return [min(value, MOST) if value is not None and math.isfinite(value) and value > 0 else 0.0 for value in values]


def spark(values: Sequence[Value]) -> Spark | None:
    """The spark line of some values, from 0 up; one value is a level line, none is None."""
    known = drawable(values)
    if not known:
        return None
    line = _path(known, max(known), SPARK_TOP, SPARK_BOTTOM)
    return Spark(line, f"{line}L{SPARK_WIDTH} 30L0 30Z")


def stack(series: Sequence[Sequence[Value]]) -> Chart:
    """Bars of one series or of several on one another, the first below; the shortest says how many bars there are.

    A bar in which all are 0 has no boxes.
    """
    bars = [drawable(bar) for bar in zip(*series, strict=False)]
    ticks = scale(max(map(sum, bars), default=0))
    boxes = [box for number, bar in enumerate(bars) for box in _boxes(number, bar, len(bars), ticks[-1].value)]
    return Chart(ticks, boxes, marks(len(bars)))


def plot(values: Sequence[Value]) -> Plot | None:
    """A line of values, each in the middle of its room, so that words stand under it as under bars; None of nothing."""
    known = drawable(values)
    if not known:
        return None
    ticks, all_marks = scale(max(known)), marks(len(known))
    top, room = ticks[-1].value, 100 / len(known)
    xs = [(number + 0.5) * room for number in range(len(known))]
    line = _joined([(x, _y(value, top) - TOP) for x, value in zip(xs, known, strict=True)])
    if len(known) == 1:
        line = _joined([(0, _y(known[0], top) - TOP), (100, _y(known[0], top) - TOP)])
        xs = [0, 100]
    under = f"{line}L{_short(xs[-1])} {BOTTOM - TOP}L{_short(xs[0])} {BOTTOM - TOP}Z"
    return Plot(ticks, all_marks, line, under, round(xs[-1], 2), round(_y(known[-1], top), 1))


def scale(most: float) -> list[Tick]:
    """Lines from 0 to a round number that no value exceeds, at most four above the 0; whole numbers only."""
    most = max(1.0, most) if math.isfinite(most) else 1.0
    rough = most / LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(1, math.ceil(next(power * round_one for round_one in (1, 2, 2.5, 5, 10) if power * round_one >= rough)))
    top = math.ceil(most / step) * step
    return [Tick(value, round(_y(value, top), 1)) for value in range(0, top + 1, step)]


def marks(n: int) -> list[Mark]:
    """The words under n bars: the first and the last, with some room the middle, with much every third."""
    often = set(range(n - 1, 1, -NAMED_EVERY))  # from the last; the first needs its room
    shown = sorted(often | {0}) if n > FEW else list(range(n))
    middle = min(shown, key=lambda number: abs(2 * number - n + 1), default=0)
    needs = {middle: "some"} | dict.fromkeys((0, n - 1), "")
    return [Mark(number, *_under(number, n), needs.get(number, "much")) for number in shown]


def strands(values: Sequence[Value]) -> list[Strand]:
    """The pieces of a share bar, in the order of the values: whole percents that come to 100, or all 0.

    What is not 0 keeps at least one percent, so that it can be seen.
    """
    known = drawable(values)
    if not sum(known):
        return [Strand(series, 0, 0) for series in range(len(known))]
    widths = [max(1, round(100 * (value / sum(known)))) if value else 0 for value in known]
    widths[widths.index(max(widths))] += 100 - sum(widths)
    starts = [0, *accumulate(widths)]
    return [Strand(series, starts[series], width) for series, width in enumerate(widths)]


def percent(part: Value, whole: Value) -> int:
    """The part of a whole in percent; 100 only when nothing is missing, 0 only when there is nothing, or no whole."""
    known, of = drawable([part, whole])
    if not of or not known:
        return 0
    return 100 if known >= of else min(99, max(1, round(100 * known / of)))


def _boxes(number: int, bar: Sequence[float], n: int, top: float) -> Iterator[Box]:
    room = 100 / n
    below = [0.0, *accumulate(bar)]
    for series, value in enumerate(bar):
        y, foot = _y(below[series + 1], top), _y(below[series], top)
        if value:
            yield Box(series, round((number + (1 - BAR) / 2) * room, 2), round(BAR * room, 2), round(y, 1),
                      round(foot - y, 1))  # fmt: skip


def _under(number: int, n: int) -> tuple[float, str]:
    """Words at the ends would hang over the edge of the drawing, so they begin or end there."""
    if n > 1 and number in (0, n - 1):
        return (0, "start") if number == 0 else (100, "end")
    return round((number + 0.5) * 100 / n, 2), "middle"


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (value / top)


def _path(values: Sequence[float], most: float, top: float, bottom: float) -> str:
    points = values if len(values) > 1 else [values[0], values[0]]
    step = SPARK_WIDTH / (len(points) - 1)
    height = (bottom - top) / most if most else 0
    return _joined([(number * step, bottom - value * height) for number, value in enumerate(points)])


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
