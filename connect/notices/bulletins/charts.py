"""The chart of a series: it shows published values alone, and says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from connect.formatting import short_day
from connect.notices.bulletins import words
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.queries import Reading
from connect.notices.bulletins.rules import FEW, UNIT, Kind
from connect.web.pages import languages

LINE, BARS = "line", "bars"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its shape, days and values as the chart component takes them, and its words."""

    shape: str
    labels: list[str]
    series: list[tuple[Any, ...]]
    words: str


def drawing(series: Series, readings: Sequence[Reading]) -> Drawing | None:
    """The chart of some readings, the newest first; None of nothing."""
    if not readings:
        return None
    days = list(reversed(readings))
    values = [(one.shown or 0) / UNIT for one in days]
    few = [float(FEW - 1) if one.shown is None or one.hidden else 0.0 for one in days]
    said = [words.told(one, series) for one in days]
    is_line = series.kind in (Kind.SUM, Kind.LEVEL) and not any(few)
    told = [("loose" if any(few) else "main", series.name(languages.chosen()), values, said)]
    if any(few):
        nothing = [words.value(None, series) if one else "" for one in few]
        told = [("woven", told[0][1], values, said), ("loose", _("under 5"), few, nothing)]
    return Drawing(LINE if is_line else BARS, [short_day(one.day) for one in days], told, described(series, days))


def described(series: Series, days: Sequence[Reading]) -> str:
    """A chart in a sentence: first, last, and the highest."""
    first, last = days[0], days[-1]
    if first is last:
        return f"{short_day(last.day)}: {words.told(last, series)}."
    said = _(
        "%(first_day)s: %(first)s; %(last_day)s: %(last)s.", first_day=short_day(first.day),
        first=words.told(first, series), last_day=short_day(last.day), last=words.told(last, series),
    )  # fmt: skip
    if series.kind == Kind.YES_NO:
        return said
    most = max(days, key=lambda one: one.shown or 0)
    return f"{said} " + _("Highest on %(day)s: %(value)s.", day=short_day(most.day), value=words.told(most, series))
