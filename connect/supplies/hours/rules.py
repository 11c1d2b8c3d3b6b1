"""A week of opening hours, days that differ, and what of it applies on a day. Pure; minutes count from midnight.

A span belongs to the day on which it begins: 18:00-06:00 of a Sunday reaches into Monday, and does not happen when
that Sunday is closed.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Self

DAY = 1440
WEEK = 7 * DAY
MOST_ROWS, MOST_SPANS, MOST_DATES, MOST_WORD = 7, 3, 12, 60
MOST_DAYS_APART = 366  # of the first and last day of one exception

_TIME = re.compile(r"([0-9]{1,2})(?:\s*(?:[:.]|h|giờ|g)\s*([0-9]{2})?|([0-9]{2}))?", re.IGNORECASE)


class Wrong(ValueError):
    """Hours that cannot be: a code for the words of whoever asked, and what it is about."""

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


class Span(NamedTuple):
    """Open from one minute until another, which past midnight is more than a day: (1080, 1800) is 18:00-06:00."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """Days of the week (Monday is 0) that have the same spans."""

    days: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """Days, first to last, that differ: other spans, or none where it is closed; with a word for the public."""

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    word: str = ""

    def days(self) -> Iterable[date]:
        """Each of its days."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Hours:
    """Everything that somebody said of when a place is open."""

    rows: tuple[Row, ...]
    closed_on_holidays: bool = False
    exceptions: tuple[Differing, ...] = ()

    def as_kept(self) -> dict[str, Any]:
        """As it lies in the database."""
        return {
            "rows": [{"days": [*row.days], "spans": [[*span] for span in row.spans]} for row in self.rows],
            "holidays": self.closed_on_holidays,
            "dates": [
                {"first": one.first.isoformat(), "last": one.last.isoformat(), "word": one.word,
                 "spans": [[*span] for span in one.spans]}
                for one in self.exceptions
            ],
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """The hours as they were kept; None where nobody said any."""
        if not kept or not kept["rows"]:
            return None
        return cls(
            tuple(Row(tuple(row["days"]), _spans(row["spans"])) for row in kept["rows"]), kept["holidays"],
            tuple(
                Differing(
                    date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), _spans(one["spans"]), one["word"]
                )
                for one in kept["dates"]
            ),
        )  # fmt: skip


def _spans(kept: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in kept)


def minute(said: str) -> int:
    """A time of day as people write it (6:00, 6h30, 6 giờ, 630, 18), in minutes up to 1440; Wrong "no_time"."""
    found = _TIME.fullmatch(said.strip())
    hours, minutes = (int(found[1]), int(found[2] or found[3] or 0)) if found else (99, 0)
    if minutes > 59 or hours * 60 + minutes > DAY:
        raise Wrong("no_time", said=said.strip()[:20])
    return hours * 60 + minutes


def span(start: str, end: str) -> Span:
    """A span by its two times. One that ends before it begins reaches past midnight. Wrong: no_time, half, no_length.

    Midnight until midnight is the whole day.
    """
    if not (start.strip() and end.strip()):
        raise Wrong("half", said=(start.strip() or end.strip())[:20])
    begins, ends = minute(start) % DAY, minute(end)
    if begins == ends and begins:
        raise Wrong("no_length", said=start.strip())
    return Span(begins, ends if ends > begins else ends + DAY)


def crossing(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The index of the first row that has a span across another, and a day on which it does; None when all fit.

    The week is a ring: Sunday's night reaches into Monday.
    """
    taken = bytearray(WEEK)
    for number, row in enumerate(rows):
        for day in sorted(set(row.days)):
            for start, end in row.spans:
                if not _took(taken, day * DAY + start, day * DAY + end):
                    return number, day
    return None


def _took(taken: bytearray, start: int, end: int) -> bool:
    parts = [(start, min(end, WEEK)), (0, max(0, end - WEEK))]
    if any(any(taken[a:b]) for a, b in parts):
        return False
    for a, b in parts:
        taken[a:b] = b"\1" * (b - a)
    return True


def cross(spans: Sequence[Span]) -> bool:
    """Whether spans of one day cross."""
    ordered = sorted(spans)
    return any(one.end > after.start for one, after in pairwise(ordered))


def check(hours: Hours) -> None:
    """Raises Wrong when hours cannot be: no_days, many, twice, or as `check_rows` and `check_differing` say."""
    if not hours.rows or any(not row.days for row in hours.rows):
        raise Wrong("no_days")
    if len(hours.rows) > MOST_ROWS or len(hours.exceptions) > MOST_DATES:
        raise Wrong("many", rows=MOST_ROWS, dates=MOST_DATES)
    check_rows(hours.rows)
    for one in hours.exceptions:
        check_differing(one)
    days = [day for one in hours.exceptions for day in one.days()]
    if len(days) != len(set(days)):
        raise Wrong("twice")


def check_rows(rows: Sequence[Row]) -> None:
    """Raises Wrong, with the number of the row and a day, when rows do not fit together: crossing, many_spans."""
    if found := crossing(rows):
        raise Wrong("crossing", row=found[0], day=found[1])
    for day in range(7):
        having = [number for number, row in enumerate(rows) for _span in row.spans if day in row.days]
        if len(having) > MOST_SPANS:
            raise Wrong("many_spans", row=having[MOST_SPANS], day=day, most=MOST_SPANS)


def check_differing(one: Differing) -> None:
    """Raises Wrong when an exception cannot be: backwards, far, dates_cross, dates_many."""
    if one.last < one.first:
        raise Wrong("backwards")
    if (one.last - one.first).days > MOST_DAYS_APART:
        raise Wrong("far", most=MOST_DAYS_APART)
    if cross(one.spans):
        raise Wrong("dates_cross")
    if len(one.spans) > MOST_SPANS:
        raise Wrong("dates_many", most=MOST_SPANS)


def of_weekday(hours: Hours, day: int) -> list[Span]:
    """The spans that begin on a day of an ordinary week."""
    return sorted(span for row in hours.rows if day in row.days for span in row.spans)


def of_day(hours: Hours, on: date, holidays: Collection[date]) -> Sequence[Span]:
    """The spans that begin on a day: an exception goes before a holiday, a holiday before the week."""
    for one in hours.exceptions:
        if one.first <= on <= one.last:
            return one.spans
    if hours.closed_on_holidays and on in holidays:
        return ()
    return of_weekday(hours, on.weekday())


def pieces(today: Iterable[Span], yesterday: Iterable[Span]) -> tuple[Span, ...]:
    """The spans between two midnights: today's up to midnight, and what yesterday's leave past it."""
    cut = [Span(start, min(end, DAY)) for start, end in today]
    left = [Span(0, end - DAY) for _start, end in yesterday if end > DAY]
    return _joined(sorted(cut + left))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for one in spans:
        if found and one.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)
