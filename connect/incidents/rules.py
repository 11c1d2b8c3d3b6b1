"""How a utility stands at a place and a moment: plain values, without database or clock."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

ALONE = timedelta(hours=24)  # so long lasts what one official turned on alone
ALONE_AGAIN = timedelta(days=7)  # so long after that, the same official cannot turn it on alone once more
AHEAD = timedelta(hours=1)  # what is planned begins no sooner: others who answer for the area can still see it
LONGEST_TEXT = 300


class ServedBy(StrEnum):
    """Those who bring what a utility is asked for."""

    NEIGHBOURS = "neighbours"
    RUNS = "runs"
    BOTH = "both"


class IncidentKind(StrEnum):
    """The kinds of incidents."""

    EPIDEMIC = "epidemic"
    FLOOD = "flood"
    TYPHOON = "typhoon"
    OTHER = "other"


class Status(StrEnum):
    """The status of an incident in the words of CAP 1.2. Only an actual one touches what the public sees."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class Verb(StrEnum):
    """The things that a line of the switchboard can say."""

    PLAN = "plan"  # on or off, from a moment that lies ahead
    ON = "on"  # at once; of one official alone for 24 hours at most
    OFF = "off"  # at once
    END = "end"  # the line it is about ends sooner, or never begins
    CONFIRM = "confirm"  # a second official agrees with the line it is about


NO_LEASES: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a utility in an area. None, or nothing: as in the area above, in the end as the site is set."""

    leases_s: Mapping[int, int] = field(default_factory=lambda: NO_LEASES)  # urgency (0 to 3) to seconds
    fresh_s: int | None = None
    interval_days: int | None = None  # how long a household that was given something is thought to be provided for
    moderation: str | None = None  # of `cases.screening.rules.MODES`
    text_vi: str | None = None
    text_en: str | None = None
    question_set: int | None = None  # id of a published version
    household_table: str | None = None
    hotline: str | None = None
    served_by: ServedBy | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a utility can be asked for, since when, until when, when again, and with which settings."""

    utility: str  # the code of a kind
    is_on: bool
    settings: Settings = Settings()
    incident_id: int | None = None  # whose line decided
    since: datetime | None = None
    until: datetime | None = None
    again_at: datetime | None = None  # when a planned line switches it on the next time
    reason: str = ""  # why it was switched off, as the public reads it
    line_id: int | None = None  # the line that decided


Board = Mapping[str, Standing]  # by code of utility, in the order of the catalogue


# --- Settings as the database keeps them --------------------------------------------------------------------


def kept(settings: Settings) -> dict[str, Any]:
    """The settings ready for JSON, without those that are as above."""
    told = {name: value for name in sorted(_NAMES) if (value := getattr(settings, name)) is not None}
    leases = told.pop("leases_s")
    return {**told, "leases_s": {str(urgency): s for urgency, s in leases.items()}} if leases else told


def settings_of(kept: Mapping[str, Any]) -> Settings:
    """The settings of their JSON; a name that this version does not know is left out."""
    known = {name: value for name, value in kept.items() if name in _NAMES}
    leases = MappingProxyType({int(urgency): int(s) for urgency, s in known.pop("leases_s", {}).items()})
    served = known.pop("served_by", None)
    return Settings(**known, leases_s=leases, served_by=ServedBy(served) if served else None)


_NAMES = {one.name for one in fields(Settings)}


def inherited(nearest_first: Iterable[Settings]) -> Settings:
    """The settings of an area, field by field of the nearest area that sets the field, leases urgency by urgency."""
    chain = list(nearest_first)
    if len(chain) == 1:
        return chain[0]
    values = {
        name: next((value for one in chain if (value := getattr(one, name)) is not None), None)
        for name in _NAMES - {"leases_s"}
    }
    leases: dict[int, int] = {}
    for one in reversed(chain):
        leases |= one.leases_s
    return Settings(**values, leases_s=MappingProxyType(leases))


# --- What is in force -----------------------------------------------------------------------------------------


BEGINNING, END = datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the switchboard as it was written."""

    id: int
    path: str  # of its area
    utility: str
    verb: Verb
    is_on: bool
    starts_at: datetime
    ends_at: datetime | None
    about_id: int | None = None
    alone_until: datetime | None = None
    incident_id: int = 0
    reason: str = ""
    settings: Settings = Settings()


class Period(NamedTuple):
    """From a moment until another, which no longer belongs to it."""

    starts_at: datetime
    ends_at: datetime


class Stretch(NamedTuple):
    """A line with the period in which it speaks."""

    starts_at: datetime
    ends_at: datetime
    line: Line


def stretches(lines: Iterable[Line], incidents: Mapping[int, Period]) -> list[Stretch]:
    """The lines that switch something, each with its period, by age: cut where its incident or an own word ends it.

    An *end* line cuts the line that it is about; what one official turned on alone is cut unless a *confirm* line is
    about it.
    """
    all_ = sorted(lines, key=lambda line: line.id)
    cuts: dict[int, datetime] = {}
    for line in all_:
        if line.verb == Verb.END and line.about_id is not None and line.ends_at is not None:
            cuts[line.about_id] = min(line.ends_at, cuts.get(line.about_id, END))
    confirmed = {line.about_id for line in all_ if line.verb == Verb.CONFIRM}
    found = []
    for line in all_:
        if line.verb in (Verb.END, Verb.CONFIRM):
            continue
        period = incidents.get(line.incident_id, Period(BEGINNING, END))
        alone = line.alone_until if line.alone_until and line.id not in confirmed else END
        ends_at = min(line.ends_at or END, cuts.get(line.id, END), alone, period.ends_at)
        if (starts_at := max(line.starts_at, period.starts_at)) < ends_at:
            found.append(Stretch(starts_at, ends_at, line))
    return found


def deciding(here: Iterable[Stretch], path: str, at: datetime) -> list[Stretch]:
    """Of one utility the stretches that count in an area at a moment, the nearest area first: of each the newest.

    The first one decides, the others lend their settings.
    """
    newest: dict[str, Stretch] = {}
    for one in here:
        where = one.line.path
        speaks = one.starts_at <= at < one.ends_at and path.startswith(where)
        if speaks and (where not in newest or newest[where].line.id < one.line.id):
            newest[where] = one
    return [newest[where] for where in sorted(newest, key=len, reverse=True)]


LOOKED_AROUND = 30  # so many changes before and after a moment are looked through for "since" and "until"


def standing(utility: str, here: Sequence[Stretch], path: str, at: datetime, *, usual: bool) -> Standing:
    """How a utility stands in an area at a moment; `usual`: where no line speaks."""
    if not here:
        return Standing(utility, is_on=usual)
    decided = deciding(here, path, at)
    is_on = decided[0].line.is_on if decided else usual

    def stands(when: datetime) -> bool:
        found = deciding(here, path, when)
        return found[0].line.is_on if found else usual

    moments = sorted({moment for one in here for moment in (one.starts_at, one.ends_at) if moment != END})
    first = bisect_right(moments, at)
    later = moments[first : first + LOOKED_AROUND]
    until = next((moment for moment in later if stands(moment) != is_on), None)
    again = until if not is_on else next((m for m in later if until and m > until and stands(m)), None)
    line = decided[0].line if decided else None
    return Standing(
        utility, is_on=is_on, settings=inherited(one.line.settings for one in decided) if decided else Settings(),
        incident_id=line.incident_id if line else None, since=_since(stands, moments[:first], is_on), until=until,
        again_at=again, reason=line.reason if line and not is_on else "", line_id=line.id if line else None,
    )  # fmt: skip


def _since(stands: Callable[[datetime], bool], earlier: Sequence[datetime], is_on: bool) -> datetime | None:
    since = None
    for moment in reversed(earlier[-LOOKED_AROUND:]):
        if stands(moment) != is_on:
            break
        since = moment
    return since


def between(moments: Collection[datetime], at: datetime) -> Period:
    """The period from the last of some moments to the next one, around a moment."""
    return Period(
        max((moment for moment in moments if moment <= at), default=BEGINNING),
        min((moment for moment in moments if moment > at), default=END),
    )


class Covering(NamedTuple):
    """An actual incident with one of its areas."""

    incident_id: int
    path: str
    period: Period


class Piece(NamedTuple):
    """The board of an area for as long as nothing changes there by the clock."""

    period: Period
    board: Board
    incident_id: int | None  # the incident that covers the area, where no line says whose case it is


def piece(
    path: str, at: datetime, here: Mapping[str, Sequence[Stretch]], covering: Collection[Covering],
    usual: Mapping[str, bool],
) -> Piece:  # fmt: skip
    """The board of an area around a moment.

    `here`: the stretches of the area and all above it, by utility. `covering`: the incidents that cover it. `usual`:
    every utility of the catalogue, in order, and whether it is on where no line speaks.
    """
    spans = [Period(one.starts_at, one.ends_at) for some in here.values() for one in some]
    moments = [moment for span in [*spans, *(one.period for one in covering)] for moment in span]
    period = between(moments, at)
    found = {code: standing(code, here.get(code, ()), path, at, usual=on) for code, on in usual.items()}
    running = [one for one in covering if one.period.starts_at <= at < one.period.ends_at]
    nearest = max(running, key=lambda one: (len(one.path), one.incident_id), default=None)
    return Piece(period, MappingProxyType(found), nearest.incident_id if nearest else None)


def incident_of(piece: Piece, codes: Iterable[str]) -> int | None:
    """The incident that a case which asks for these utilities belongs to.

    That of the line which switched the first of them on, in the order of the catalogue; else the one that covers it.
    """
    asked = set(codes)
    switched = (one.incident_id for code, one in piece.board.items() if code in asked and one.is_on)
    return next((one for one in switched if one is not None), piece.incident_id)


class Alone(NamedTuple):
    """The moment at which an official turned something on alone, and whether another one has spoken for it since."""

    at: datetime
    agreed: bool


def alone_until(earlier: Iterable[Alone], now: datetime) -> datetime | None:
    """The end of what an official turns on alone now, unless somebody confirms it; None: this must not be any more.

    `earlier`: what the same official turned on alone, of the same utility, in this area or one above or below it. All
    of it since the last word of another official counts as one time, or 24 hours could be had again and again.
    """
    since = now
    for one in sorted(earlier, reverse=True):
        if one.agreed or now - one.at >= ALONE_AGAIN:
            break
        since = one.at
    return since + ALONE if now < since + ALONE else None


# --- Several utilities in one case --------------------------------------------------------------------------------


def strictest(values: Iterable[float | None]) -> float | None:
    """The least of the values that are set: of several utilities in a case, the shortest lease or freshness holds."""
    return min((value for value in values if value is not None), default=None)
