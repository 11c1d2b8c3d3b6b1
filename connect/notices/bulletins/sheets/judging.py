"""Rows judged against what is kept: new, the same, a correction, to be asked about, or refused and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices.bulletins import queries, rules
from connect.notices.bulletins.actions import New
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.queries import Kept
from connect.notices.bulletins.rules import Kind
from connect.notices.bulletins.sheets.reading import Row
from connect.text import folded

TOTALS = ("tong", "tong cong", "tong so", "cong", "toan tinh", "toan thanh pho", "total", "sum", "all")
LEFT_OUT = "-"  # the answer that leaves a row out


class Verdict(StrEnum):
    """The fate of a row."""

    NEW = "new"
    SAME = "same"
    CORRECTION = "correction"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(slots=True)
class Judged:
    """A row with its verdict; `why` is a code of `words.WHY`, `offers` what may be answered."""

    row: Row
    verdict: Verdict = Verdict.REFUSED
    why: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    day: date | None = None
    value: int | None = None
    old: int | None = None
    after: int = 0
    offers: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def figure(self) -> New | None:
        """The figure to be kept; None where there is none."""
        if (
            self.verdict not in (Verdict.NEW, Verdict.CORRECTION)
            or not self.place
            or not self.day
            or self.value is None
        ):
            return None
        return New(self.place.id, self.day, self.value, self.after, self.row.note[: rules.LONGEST_NOTE])


class _Wrong(Exception):
    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def judge(series: Series, rows: Sequence[Row], answers: Mapping[int, str], today: date) -> list[Judged]:
    """Each row with its verdict, in their order. `answers` are those given so far, by the number of the row."""
    found = [_read(series, row, answers, today) for row in rows]
    before = queries.kept(series, *_span(series, found, today))
    kept = dict(before)
    _doubles(found)
    for one in sorted((one for one in found if one.verdict == Verdict.NEW), key=lambda one: one.day or today):
        _compare(series, one, kept)
    if series.is_health:
        _nested(series, found, before)
    return found


def _read(series: Series, row: Row, answers: Mapping[int, str], today: date) -> Judged:
    one, answer = Judged(row), answers.get(row.line, "")
    if answer == LEFT_OUT:
        one.why = "left_out"
        return one
    try:
        if row.series and row.series not in (series.code, *series.names.values()):
            raise _Wrong("series", piece=row.series[:40])
        one.day, why = rules.day(row.day, today)
        if why:
            raise _Wrong(why, piece=row.day[:40])
        _placed(series, one, answer)
        if one.place:
            _valued(series, one, answer)
    except _Wrong as error:
        one.why, one.values = error.why, error.values
    return one


def _placed(series: Series, one: Judged, answer: str) -> None:
    scope = areas.by_id(series.channel.area_id)
    if folded(one.row.place) in TOTALS:
        raise _Wrong("total_row")
    found = _places(one.row, scope)
    if not found:
        raise _Wrong("place", piece=(one.row.place or one.row.code)[:60])
    chosen = next((hit for hit in found if hit.place.code == answer), None)
    if len(found) > 1 and chosen is None:
        one.verdict, one.why = Verdict.ASKED, "which_place"
        one.offers = [(hit.place.code, hit.place) for hit in found]
        return
    hit = chosen or found[0]
    one.place, one.values = hit.place, {"old": hit.note} if hit.note else {}


def _places(row: Row, scope: Place) -> list[lookup.AreaHit]:
    if row.code:
        try:
            place = areas.get(row.code.lstrip("'"))
        except NotFound:
            return []
        is_there = areas.is_within(place, scope.path) and not place.ended
        return [lookup.AreaHit(place, place.name, "", 100)] if is_there else []
    return lookup.named(row.place, scope)


def _valued(series: Series, one: Judged, answer: str) -> None:
    found = rules.number(one.row.value, series.kind)
    if found.why:
        raise _Wrong(found.why, piece=one.row.value[:40])
    readings = {str(reading): reading for reading in found.readings}
    if len(readings) > 1 and answer not in readings:
        fitting = [value for value in found.readings if series.kind not in rules.WHOLE or value % rules.UNIT == 0]
        one.verdict, one.why = Verdict.ASKED, "which_number"
        one.offers = [(str(value), value) for value in fitting]
        return
    one.value = readings.get(answer, found.readings[0])
    if series.kind in rules.WHOLE and one.value % rules.UNIT:
        raise _Wrong("whole", piece=one.row.value[:40])
    one.verdict = Verdict.NEW


def _span(series: Series, found: Sequence[Judged], today: date) -> tuple[date, date]:
    """The days that rows are judged by; those of a sum hang together."""
    days = [one.day for one in found if one.day]
    return (date.min, today) if series.kind == Kind.SUM or not days else (min(days), max(days))


def _doubles(found: Sequence[Judged]) -> None:
    """Two rows of one place and day: the same number counts once, with different ones both are refused."""
    first: dict[tuple[int, date], Judged] = {}
    for one in found:
        if one.verdict != Verdict.NEW or not one.place or not one.day:
            continue
        other = first.setdefault((one.place.id, one.day), one)
        if other is one:
            continue
        if other.value == one.value:
            one.verdict, one.why = Verdict.SAME, "again"
        else:
            for both, line in ((one, other.row.line), (other, one.row.line)):
                both.verdict, both.why, both.values = Verdict.REFUSED, "double", {"line": line}


def _compare(series: Series, one: Judged, kept: dict[tuple[int, date], Kept]) -> None:
    assert one.place and one.day and one.value is not None  # noqa: S101 - it is new
    key = one.place.id, one.day
    if before := kept.get(key):
        one.old, one.after = before.value, before.revision
        one.verdict = Verdict.SAME if before.value == one.value else Verdict.CORRECTION
    elif series.kind == Kind.DAY and one.value < 0:
        one.verdict, one.why = Verdict.CORRECTION, "negative"
    elif series.kind == Kind.SUM and one.value < 0:
        one.verdict, one.why = Verdict.REFUSED, "below_zero"
    elif series.kind == Kind.SUM and (fall := _falls(one, kept)) is not None:
        one.verdict, one.why, one.old = Verdict.CORRECTION, "falls", fall
    kept[key] = Kept(one.value, one.after)


def _falls(one: Judged, kept: Mapping[tuple[int, date], Kept]) -> int | None:
    """The sum of the day before which is larger, or of the day after which is smaller; None where it fits."""
    assert one.place and one.day and one.value is not None  # noqa: S101 - it is new
    days = sorted(day for place, day in kept if place == one.place.id)
    earlier = [kept[one.place.id, day].value for day in days if day < one.day][-1:]
    later = [kept[one.place.id, day].value for day in days if day > one.day][:1]
    return next((value for value in earlier if value > one.value), next((v for v in later if v < one.value), None))


def _nested(series: Series, found: Sequence[Judged], before: Mapping[tuple[int, date], Kept]) -> None:
    """Refuses figures of a place and of one within it: the total less the others would be the last one.

    Of those that come together the wider one is left out; its total is worked out from what is published of the others.
    """
    is_sum = series.kind == Kind.SUM  # then the days hang together
    of_day: dict[date | None, set[int]] = {}
    for area_id, on in before:
        of_day.setdefault(None if is_sum else on, set()).add(area_id)
    coming = [(one.place, None if is_sum else one.day) for one in found if one.figure]
    for one in found:
        if not one.place or one.figure is None:
            continue
        day, place = None if is_sum else one.day, one.place
        there = [areas.by_id(id_) for id_ in of_day.get(day, ())]
        clash = [other for other in there if _within(other, place) or _within(place, other)]
        clash += [other for other, its_day in coming if other and its_day == day and _within(other, place)]
        if clash:
            one.verdict, one.why, one.values = Verdict.REFUSED, "total", {"place": areas.label(clash[0])}


def _within(other: Place, place: Place) -> bool:
    return other.id != place.id and areas.is_within(other, place.path)


def noted(one: Judged, reason: str) -> New | None:
    """The figure of a row to be kept; a correction without a note of its own gets the reason of all."""
    figure = one.figure
    if figure is None or figure.note or one.verdict != Verdict.CORRECTION:
        return figure
    return replace(figure, note=reason)


def hidden_ones(series: Series, judged: Sequence[Judged]) -> dict[int, int | None]:
    """Row to what readers see of it, where that is not the number itself."""
    figures = [one for one in judged if one.figure is not None]
    told = queries.told(series, {one.place.id for one in figures if one.place})
    found: dict[int, int | None] = {}
    for one in sorted(figures, key=lambda one: one.day or date.min):
        assert one.place and one.day and one.value is not None  # noqa: S101 - it has a figure
        before = told.setdefault(one.place.id, [])
        of = [shown for day, shown in before if shown is not None and (series.kind == Kind.SUM or day == one.day)]
        shown = rules.shown(one.value, series.is_health, of)
        before.append((one.day or date.min, shown))
        if shown != one.value:
            found[one.row.line] = shown
    return found


def latest(series: Series, places: Sequence[Place], today: date) -> list[tuple[Place, tuple[date, int] | None]]:
    """Each place with its newest day and value of a month, for the desk."""
    newest: dict[int, tuple[date, int]] = {}
    kept = queries.kept(series, today - timedelta(days=queries.DAYS), today)
    for (area_id, day), figure in sorted(kept.items(), key=lambda one: one[0][1]):
        newest[area_id] = day, figure.value
    return [(place, newest.get(place.id)) for place in places]
