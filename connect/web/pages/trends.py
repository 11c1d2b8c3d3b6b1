"""The words of charts: a row of days in the reader's language, to be read or heard."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext as _, ngettext

from connect.formatting import number, short_day
from connect.web.pages.charts import Value, drawable, percent

FLAT = 0.05  # of the highest value: a smaller change is none
FEW = 20  # of fewer, a change is told as a number and not in percent


class Shape(StrEnum):
    """The course of some values."""

    NOTHING = "nothing"  # no value but 0
    LEVEL = "level"
    RISING = "rising"
    FALLING = "falling"
    PEAK = "peak"  # up, and down again
    DIP = "dip"  # down, and up again
    UNEVEN = "uneven"


class Trend(NamedTuple):
    """The course of some values, and the number of the value at which it turned."""

    shape: Shape
    turn: int


def of(values: Sequence[Value]) -> Trend:
    """The course of some values, the oldest first."""
    known = drawable(values)
    if not any(known):
        return Trend(Shape.NOTHING, 0)
    high, low = max(known), min(known)
    if high - low <= FLAT * high:
        return Trend(Shape.LEVEL, 0)
    return _turned(known, FLAT * high)


def _turned(known: list[float], little: float) -> Trend:
    first, last, end = known[0], known[-1], len(known) - 1
    top, bottom = end - known[::-1].index(max(known)), end - known[::-1].index(min(known))
    if known[top] - first > little and known[top] - last > little:
        return Trend(Shape.PEAK, top)
    if first - known[bottom] > little and last - known[bottom] > little:
        return Trend(Shape.DIP, bottom)
    if abs(last - first) <= little:
        return Trend(Shape.UNEVEN, 0)
    return Trend(Shape.RISING if last > first else Shape.FALLING, 0)


def said(days: Sequence[date], values: Sequence[Value]) -> str:
    """The course in a few words: "rose to a peak on 25/11, now falling"."""
    trend = of(values)
    turned = short_day(days[trend.turn]) if days else ""
    return {
        Shape.NOTHING: lambda: _("none"),
        Shape.LEVEL: lambda: _("about the same"),
        Shape.RISING: lambda: _("rising"),
        Shape.FALLING: lambda: _("falling"),
        Shape.PEAK: lambda: _("rose to a peak on %(day)s, now falling", day=turned),
        Shape.DIP: lambda: _("fell until %(day)s, now rising", day=turned),
        Shape.UNEVEN: lambda: _("up and down"),
    }[trend.shape]()


def summary(days: Sequence[date], values: Sequence[Value]) -> str:
    """The course with how many days it is of: "14 days: rising". For a spark line, which shows no number."""
    return ngettext("%(num)s day: %(trend)s", "%(num)s days: %(trend)s", len(days), trend=said(days, values))


def described(days: Sequence[date], series: Sequence[tuple[str, str, Sequence[Value]]]) -> str:
    """A sentence on each series of a chart (fill, name, values): "Helped: 4 on 15/11, 688 on 28/11, rising."."""
    return " ".join(_sentence(days, what, drawable(values)) for _fill, what, values in series if days and values)


def _sentence(days: Sequence[date], what: str, known: Sequence[float]) -> str:
    return _(
        "%(what)s: %(first)s on %(from)s, %(last)s on %(to)s, %(trend)s.", what=what, first=round(known[0]),
        last=round(known[-1]), to=short_day(days[-1]), trend=said(days, known), **{"from": short_day(days[0])},
    )  # fmt: skip


def busiest(labels: Sequence[str], values: Sequence[Value]) -> str:
    """The sum of some values and where most of them are: "45 in all, most at 09:00: 12."; nothing of no values."""
    known = drawable(values)
    if not any(known):
        return ""
    most = max(known)
    return _(
        "%(sum)s in all, most at %(when)s: %(most)s.", sum=round(sum(known)), when=labels[known.index(most)],
        most=round(most),
    )  # fmt: skip


def since_yesterday(values: Sequence[Value]) -> str:
    """The change from the last value but one to the last: "9% fewer than yesterday"; nothing of a single day."""
    if len(values) < 2:
        return ""
    before, now = (round(value) for value in drawable(values[-2:]))
    if now == before:
        return _("as many as yesterday")
    change = abs(now - before)
    in_words = number(change) if before < FEW or change > before else f"{percent(change, before)}%"
    if now > before:
        return _("%(change)s more than yesterday", change=in_words)
    return _("%(change)s fewer than yesterday", change=in_words)


def overtaken(days: Sequence[date], values: Sequence[Value], others: Sequence[Value]) -> date | None:
    """The day since which the values have been above the others; None where they are not now, or always were."""
    above = [value > other for value, other in zip(drawable(values), drawable(others), strict=False)]
    if False not in above or not above[-1]:
        return None
    return days[len(above) - above[::-1].index(False)]
