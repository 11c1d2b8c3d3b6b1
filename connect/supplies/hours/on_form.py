"""The part of a form in which opening hours are written: rows of days with their spans, and days that differ.

A form of a point takes it as it is: `posted(request.form)` reads it, `of(hours)` shows what stands; `errors` go to the
form's own, `hours` is what was written. Its fields are drawn by `components/hours`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from connect.supplies.hours import rules, words
from connect.supplies.hours.rules import Differing, Hours, Row, Span, Wrong
from connect.text import one_line
from connect.web.pages.forms import ErrorAt

SPARE_ROWS, SPARE_DATES = 2, 1  # empty ones below those that are filled; more come with the next look
Told = TypeVar("Told")


class FormValues(Protocol):
    """The values of a form, several under one name."""

    def __contains__(self, key: object) -> bool:
        """Whether there is a value of this name."""

    def getlist(self, key: str) -> list[str]:
        """All values of a name."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


@dataclass(slots=True)
class TypedRow:
    """A row as it was typed; `name` is its id on the page and begins the names of its fields."""

    name: str
    days: list[str]
    spans: list[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote a time into it."""
        return not any(start or end for start, end in self.spans)


@dataclass(slots=True)
class TypedDates:
    """Days that differ, as they were typed."""

    name: str
    first: str
    last: str
    word: str
    spans: list[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written into it."""
        return not (self.first or self.last or self.word or any(start or end for start, end in self.spans))


@dataclass(slots=True)
class HoursPart:
    """All that was typed, what is wrong with it by the id of its row, and the hours that it says."""

    rows: list[TypedRow]
    dates: list[TypedDates]
    on_holidays: bool
    faults: dict[str, str] = field(default_factory=dict)
    hours: Hours | None = None

    @property
    def errors(self) -> list[ErrorAt]:
        """The faults, for the summary on top of the page."""
        return [ErrorAt(name, text) for name, text in self.faults.items()]

    @property
    def day_names(self) -> list[tuple[object, object]]:
        """The days of the week, Monday first: as a chip shows them, and in full."""
        return [*zip(words.SHORT, words.WEEKDAYS, strict=True)]

    @property
    def has_more(self) -> bool:
        """Whether a row below the first one has something in it, so that nothing typed is folded away."""
        return any(row.days or not row.is_empty for row in self.rows[1:])

    @property
    def has_dates(self) -> bool:
        """Whether a day that differs was written down."""
        return any(not one.is_empty for one in self.dates)

    def shown_rows(self) -> list[TypedRow]:
        """The rows with something in them, and a few empty ones."""
        return self.rows[: _last_filled(self.rows) + SPARE_ROWS]

    def shown_dates(self) -> list[TypedDates]:
        """The same of the days that differ."""
        return self.dates[: _last_filled(self.dates) + SPARE_DATES]


def _last_filled(typed: Sequence[TypedRow | TypedDates]) -> int:
    filled = [number for number, one in enumerate(typed, 1) if not one.is_empty]
    return max(filled, default=1)


def of(hours: Hours | None) -> HoursPart:
    """The part as it shows hours that stand; empty, with every day ticked in the first row, where there are none."""
    rows = [_row_as_typed(number, row) for number, row in enumerate(hours.rows if hours else (), 1)]
    dates = [_dates_as_typed(number, one) for number, one in enumerate(hours.exceptions if hours else (), 1)]
    rows += [TypedRow(f"hours-{n}", [], _empty()) for n in range(len(rows) + 1, rules.MOST_ROWS + 1)]
    dates += [TypedDates(f"dates-{n}", "", "", "", _empty()) for n in range(len(dates) + 1, rules.MOST_DATES + 1)]
    if not hours:
        rows[0].days = [str(day) for day in range(7)]
    return HoursPart(rows, dates, bool(hours and hours.closed_on_holidays), hours=hours)


def _empty() -> list[tuple[str, str]]:
    return [("", "")] * rules.MOST_SPANS


def _typed_spans(spans: Iterable[Span]) -> list[tuple[str, str]]:
    told = [(words.clock_time(start), words.clock_time(end)) for start, end in spans]
    return (told + _empty())[: max(len(told), rules.MOST_SPANS)]


def _row_as_typed(number: int, row: Row) -> TypedRow:
    return TypedRow(f"hours-{number}", [str(day) for day in row.days], _typed_spans(row.spans))


def _dates_as_typed(number: int, one: Differing) -> TypedDates:
    last = one.last.isoformat() if one.last > one.first else ""
    return TypedDates(f"dates-{number}", one.first.isoformat(), last, one.word, _typed_spans(one.spans))


def posted(form: FormValues) -> HoursPart:
    """The part as it was sent. Where `faults` is empty, `hours` is what it says, None for nothing."""
    rows = [
        TypedRow(f"hours-{n}", form.getlist(f"hours-{n}-days"), _spans(form, f"hours-{n}"))
        for n in range(1, rules.MOST_ROWS + 1)
    ]
    dates = [_dates_sent(form, f"dates-{n}") for n in range(1, rules.MOST_DATES + 1)]
    part = HoursPart(rows, dates, "hours-holidays" in form)
    _read(part)
    return part


def _dates_sent(form: FormValues, name: str) -> TypedDates:
    first, last, word = (one_line(form.get(f"{name}-{part}", "")) for part in ("first", "last", "word"))
    return TypedDates(name, first, last, word, _spans(form, name))


def _spans(form: FormValues, name: str) -> list[tuple[str, str]]:
    return [
        (one_line(form.get(f"{name}-from-{n}", "")), one_line(form.get(f"{name}-until-{n}", "")))
        for n in range(1, rules.MOST_SPANS + 1)
    ]


def _read(part: HoursPart) -> None:
    # The first row comes with its days ticked: without a time nothing was said.
    filled = [row for number, row in enumerate(part.rows) if not row.is_empty or (number and row.days)]
    rows = _each(part, filled, _row)
    differing = [one for one in part.dates if not one.is_empty]
    dates = _each(part, differing, _differing)
    if part.faults:
        return
    try:
        rules.check_rows(rows)
    except Wrong as error:
        part.faults[filled[error.values["row"]].name] = words.wrong(error.why, error.values)
        return
    if dates and not rows:
        part.faults[differing[0].name] = words.wrong("no_week", {})
    elif twice := _twice(dates):
        part.faults[differing[twice].name] = words.wrong("twice", {})
    elif rows:
        part.hours = Hours(tuple(rows), part.on_holidays, tuple(dates))


Typed = TypeVar("Typed", TypedRow, TypedDates)


def _each(part: HoursPart, typed: Iterable[Typed], read: Callable[[Typed], Told]) -> list[Told]:
    found = []
    for one in typed:
        try:
            found.append(read(one))
        except Wrong as error:
            part.faults[one.name] = words.wrong(error.why, error.values)
    return found


def _row(typed: TypedRow) -> Row:
    days = tuple(sorted({int(day) for day in typed.days if day in "0123456" and len(day) == 1}))
    spans = _read_spans(typed.spans)
    if not days:
        raise Wrong("no_days")
    if not spans:
        raise Wrong("no_spans")
    return Row(days, spans)


def _read_spans(typed: Iterable[tuple[str, str]]) -> tuple[Span, ...]:
    return tuple(rules.span(start, end) for start, end in typed if start or end)


def _differing(typed: TypedDates) -> Differing:
    first = _date(typed.first)
    if len(typed.word) > rules.MOST_WORD:
        raise Wrong("long", most=rules.MOST_WORD)
    one = Differing(first, _date(typed.last) if typed.last else first, _read_spans(typed.spans), _word(typed.word))
    rules.check_differing(one)
    return one


def _word(typed: str) -> str:
    """A word without what ends it in an expression."""
    return typed.replace('"', "”").replace(";", ",")


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Wrong("no_date") from error


def _twice(dates: Iterable[Differing]) -> int | None:
    """The number of the first that has a day which an earlier one has; None when there is none."""
    known: set[date] = set()
    for number, one in enumerate(dates):
        if known & set(one.days()):
            return number
        known |= set(one.days())
    return None
