"""Series and their figures. What everybody reads comes from `Reading`, which knows nothing but what is published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices.bulletins.models import Figure, Series
from connect.notices.bulletins.rules import ADDED_UP
from connect.notices.channels.rules import ChannelState
from connect.notices.models import Channel
from connect.text import folded

DAYS = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """A published figure: thousandths, None for "under 5"; `hidden` counts the places of a total that are so."""

    area_id: int
    day: date
    shown: int | None
    revision: int
    at: datetime
    note: str = ""
    places: int = 1
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest figure of a place and day, for the desk."""

    value: int
    revision: int


def by_public_id(public_id: str) -> Series:
    """The series of an address, or NotFound; that of a channel which nobody has opened is not found."""
    found = db.session.scalar(sa.select(Series).where(Series.public_id == public_id))
    if found is None or found.channel.state == ChannelState.DRAFT:
        raise NotFound
    return found


def of_channel(channel: Channel) -> list[Series]:
    """The series of a channel, the oldest first."""
    return list(db.session.scalars(sa.select(Series).where(Series.channel_id == channel.id).order_by(Series.id)))


def of_place(place: Place) -> list[Series]:
    """The series of all open channels that speak to a place, the nearest first."""
    ids = [one.id for one in areas.ancestors(place)]
    speaks = Channel.area_id.in_(ids), Channel.state == ChannelState.OPEN
    found = sa.select(Series).join(Channel, Channel.id == Series.channel_id).where(*speaks).order_by(Series.id)
    return sorted(db.session.scalars(found.limit(40)), key=lambda one: -ids.index(one.channel.area_id))


def like(channel: Channel, unit: str) -> Series | None:
    """A health series of this unit for the same place, one that it lies in, or one in it."""
    path = areas.by_id(channel.area_id).path
    found = sa.select(Series).join(Channel, Channel.id == Series.channel_id).where(Series.is_health)
    for one in db.session.scalars(found.order_by(Series.id).limit(2000)):
        other = areas.by_id(one.channel.area_id).path
        near = other.startswith(path) or path.startswith(other)
        if near and folded(one.unit("vi")) == folded(unit):
            return one
    return None


def readings(series: Series, place: Place, days: int | None = DAYS) -> list[Reading]:
    """The published figures of a place, the newest day first; where it has none of its own, of all in it together."""
    own = _newest(_rows(series, Figure.area_id == place.id, days=days))
    if own or series.kind not in ADDED_UP:
        return own
    return _together(place, by_place(series, place, days))


NEWEST = 12  # rows of a series: two days, also where one was put right a few times


def newest_two(numbers: Sequence[int], place: Place) -> dict[int, list[Reading]]:
    """The newest two readings of a place in each of some series, by number; of what is published of it itself alone."""
    reader = db.Reader()
    own = f"""
        SELECT * FROM (SELECT series_id, day, shown, shown_revision, at FROM figures
        WHERE series_id = {reader.mark} AND area_id = {reader.mark} AND shown_revision IS NOT NULL
        ORDER BY day DESC, revision DESC LIMIT {NEWEST}) AS own
    """  # nosec B608 # noqa: S608 - every value is bound
    found: dict[int, dict[date, Reading]] = {number: {} for number in numbers}
    values = [value for number in numbers for value in (number, place.id)]
    for series_id, day, shown, revision, at in reader.rows(" UNION ALL ".join([own] * len(numbers)), values):
        on = date.fromisoformat(day) if isinstance(day, str) else day
        found[series_id].setdefault(on, Reading(place.id, on, shown, revision or 0, reader.moment_of(at)))
    return {number: sorted(some.values(), key=_day, reverse=True)[:2] for number, some in found.items() if some}


def _day(reading: Reading) -> date:
    return reading.day


def latest_of(series: Iterable[Series], place: Place) -> list[tuple[Series, Reading | None]]:
    """Each series with the newest that is published of a place."""
    return [(one, next(iter(readings(one, place, 1)), None)) for one in series]


def by_place(series: Series, place: Place, days: int | None = DAYS) -> dict[int, list[Reading]]:
    """The published figures of the places within one, each the newest day first."""
    inside = Figure.area_id.in_(areas.below([place.path])), Figure.area_id != place.id
    found: dict[int, list[Reading]] = defaultdict(list)
    for one in _newest(_rows(series, *inside, days=days)):
        found[one.area_id].append(one)
    return dict(found)


def published(series: Series, place: Place, *, revisions: bool = False) -> list[Reading]:
    """All that is published of a place and of those in it, by day and code; the newest revision of each, or all."""
    rows = _rows(series, Figure.area_id.in_(areas.below([place.path])))
    found = rows if revisions else _newest(rows)
    return sorted(found, key=lambda one: (one.day, areas.by_id(one.area_id).code, one.revision))


def kept(series: Series, first: date, last: date) -> dict[tuple[int, date], Kept]:
    """The newest figure of each place and day of a span, for the desk alone."""
    rows = sa.select(Figure.area_id, Figure.day, Figure.value, Figure.revision).where(
        Figure.series_id == series.id, Figure.day.between(first, last)
    )
    newest = db.session.execute(rows.order_by(Figure.revision))
    return {(area_id, day): Kept(value, revision) for area_id, day, value, revision in newest}


def told(series: Series, area_ids: Iterable[int]) -> dict[int, list[tuple[date, int | None]]]:
    """Day and published value of each figure of some places, in the order in which they were put in."""
    rows = sa.select(Figure.area_id, Figure.day, Figure.shown).where(
        Figure.series_id == series.id, Figure.area_id.in_(list(area_ids))
    )
    found: dict[int, list[tuple[date, int | None]]] = defaultdict(list)
    for area_id, day, shown in db.session.execute(rows.order_by(Figure.id)):
        found[area_id].append((day, shown))
    return found


def _rows(series: Series, *which: sa.ColumnElement[bool], days: int | None = None) -> list[Reading]:
    """Published figures in the order in which they were put in; of so many days up to the newest."""
    told_of = [Figure.series_id == series.id, Figure.shown_revision.is_not(None), *which]
    if days is not None:
        newest = db.session.scalar(sa.select(sa.func.max(Figure.day)).where(*told_of))
        told_of.append(Figure.day > (newest or date.min + timedelta(days)) - timedelta(days))
    columns = Figure.area_id, Figure.day, Figure.shown, Figure.shown_revision, Figure.at, Figure.note, Figure.value
    return [
        # A note may say why a number is as it is, so it goes with its own number only.
        Reading(area_id, day, shown, revision or 0, at, note if shown == value else "")
        for area_id, day, shown, revision, at, note, value in db.session.execute(
            sa.select(*columns).where(*told_of).order_by(Figure.id)
        )
    ]


def _newest(rows: Iterable[Reading]) -> list[Reading]:
    newest = {(one.area_id, one.day): one for one in rows}
    return sorted(newest.values(), key=lambda one: one.day, reverse=True)


def _together(place: Place, of_places: Mapping[int, list[Reading]]) -> list[Reading]:
    """The sums of a day, of nothing but what is published of each place: so no sum gives a place away."""
    by_day: dict[date, list[Reading]] = defaultdict(list)
    for one in (reading for found in of_places.values() for reading in found):
        by_day[one.day].append(one)
    return [
        Reading(
            place.id, day, sum(one.shown or 0 for one in some), 1, max(one.at for one in some),
            places=len(some), hidden=sum(one.shown is None for one in some),
        )
        for day, some in sorted(by_day.items(), reverse=True)
    ]  # fmt: skip
