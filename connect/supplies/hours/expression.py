"""The `opening_hours` expression of OpenStreetMap, which our code alone writes; and reading back what it wrote.

What is evaluated has every day written out with all that is open between its two midnights, joined by commas: the
library takes the later of two rules for a day and forgets the earlier, and a night that reaches into a day with a rule
of its own is cut at midnight (tried with opening-hours-py 2.1.4: `Sa 18:00-06:00; Su 10:00-12:00` closes on Sunday at
0:00).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from connect.supplies.hours import rules
from connect.supplies.hours.rules import DAY, Differing, Hours, Row, Span, Wrong

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOLIDAYS = "PH off"
ONE = timedelta(days=1)

_DATE = rf"(\d{{4}}) ({'|'.join(MONTHS)}) (\d\d)"
_DATED = re.compile(rf'{_DATE}(?:-{_DATE})? (off|[0-9:,-]+)(?: "([^"]*)")?')
_WEEKLY = re.compile(r"(?:([A-Z][A-Za-z,-]*) )?([0-9:,-]+|off|closed)")

Spans = tuple[Span, ...]


def written(hours: Hours) -> str:
    """The expression that is kept and given to others: nights reach past midnight, holidays are only named."""
    week = [tuple(rules.of_weekday(hours, day)) for day in range(7)]
    return "; ".join(
        [*_weekly(week), *([HOLIDAYS] if hours.closed_on_holidays else []), *map(_different, hours.exceptions)]
    )


def compiled(hours: Hours, holidays: Collection[date], first: date, last: date) -> str:
    """The expression that is evaluated, true of the days between two.

    Nights are cut in two at midnight, holidays are dates, and so is the day after one, where the night is missing.
    """
    week = [_of_week(hours, day) for day in range(7)]
    return "; ".join([*_weekly(week), *_dated(hours, holidays, first, last)])


def _weekly(week: Sequence[Spans]) -> Iterator[str]:
    if all(spans == (Span(0, DAY),) for spans in week):
        yield "24/7"
        return
    for spans in dict.fromkeys(spans for spans in week if spans):
        yield f"{_day_names([day for day in range(7) if week[day] == spans])} {_said(spans)}"


def _of_week(hours: Hours, day: int) -> Spans:
    return rules.pieces(rules.of_weekday(hours, day), rules.of_weekday(hours, (day - 1) % 7))


def _day_names(days: list[int]) -> str:
    runs = [[day for _n, day in run] for _key, run in groupby(enumerate(days), lambda one: one[1] - one[0])]
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _said(spans: Iterable[Span]) -> str:
    return ",".join(f"{_time(start)}-{_time(end if end <= DAY else end - DAY)}" for start, end in spans) or "off"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _different(one: Differing) -> str:
    return f"{_dates(one.first, one.last)} {_said(one.spans)}" + (f' "{one.word}"' if one.word else "")


def _dated(hours: Hours, holidays: Collection[date], first: date, last: date) -> Iterator[str]:
    """A rule for each run of days that are not as in an ordinary week; the day after a special one may be one too."""
    special = {day for one in hours.exceptions for day in one.days() if first <= day <= last}
    special |= {day for day in holidays if hours.closed_on_holidays and first <= day <= last}
    told = partial(_of_date, hours, holidays)
    near = sorted(special | {day + ONE for day in special})
    unusual = [(day, spans) for day in near if (spans := told(day)) != _of_week(hours, day.weekday())]
    for (_start, spans), run in groupby(enumerate(unusual), lambda one: (one[1][0] - one[0] * ONE, one[1][1])):
        days = [day for _n, (day, _spans) in run]
        yield f"{_dates(days[0], days[-1])} {_said(spans)}"


def _of_date(hours: Hours, holidays: Collection[date], day: date) -> Spans:
    return rules.pieces(rules.of_day(hours, day, holidays), rules.of_day(hours, day - ONE, holidays))


def _dates(first: date, last: date) -> str:
    return _date(first) if first == last else f"{_date(first)}-{_date(last)}"


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def read(text: str) -> Hours:
    """The hours of an expression as `written` makes it, or of a little more; Wrong "not_read" with the part at fault.

    For files that people send in: they write `06:00-18:00` for every day, and `Su off` for what is not listed.
    """
    rows, dates, on_holidays = [], [], False
    for part in filter(None, (one.strip() for one in text.split(";"))):
        if part == HOLIDAYS:
            on_holidays = True
        elif found := _DATED.fullmatch(part):
            dates.append(_differing(found))
        elif not (row := _row(part)):
            raise Wrong("not_read", said=part[:60])
        elif row.spans:
            rows.append(row)
    hours = Hours(tuple(rows), on_holidays, tuple(dates))
    rules.check(hours)
    return hours


def _row(part: str) -> Row | None:
    if part == "24/7":
        return Row(tuple(range(7)), (Span(0, DAY),))
    found = _WEEKLY.fullmatch(part)
    return Row(_days(found[1] or "Mo-Su"), _read_spans(found[2])) if found else None


def _days(said: str) -> tuple[int, ...]:
    found: set[int] = set()
    for run in said.split(","):
        first, _, last = run.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise Wrong("not_read", said=run[:20])
        start, end = DAYS.index(first), DAYS.index(last or first)
        found |= {day % 7 for day in range(start, end + (1 if end >= start else 8))}
    return tuple(sorted(found))


def _read_spans(said: str) -> tuple[Span, ...]:
    if said in ("off", "closed"):
        return ()
    return tuple(rules.span(*one.split("-")) if one.count("-") == 1 else _fail(one) for one in said.split(","))


def _fail(said: str) -> Span:
    raise Wrong("not_read", said=said[:20])


def _differing(found: re.Match[str]) -> Differing:
    first = _read_date(found[1], found[2], found[3])
    last = _read_date(found[4], found[5], found[6]) if found[4] else first
    return Differing(first, last, _read_spans(found[7]), found[8] or "")


def _read_date(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError as error:
        raise Wrong("not_read", said=f"{year} {month} {day}") from error
