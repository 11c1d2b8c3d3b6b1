"""The words and values of incidents and of the lines of the switchboard, without database or clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
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


class Times(NamedTuple):
    """Since when a utility stands as it does, until when, and when a planned line switches it on the next time."""

    since: datetime | None = None
    until: datetime | None = None
    again_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Whether a utility can be asked for, with which settings; since when, until when and when again, once asked."""

    utility: str  # the code of a kind
    is_on: bool
    settings: Settings = Settings()
    incident_id: int | None = None  # whose line decided
    reason: str = ""  # why it was switched off, as the public reads it
    line_id: int | None = None  # the line that decided
    looked_up: Callable[[], Times] = field(
        default=Times, compare=False, repr=False
    )  # pages need them, posting does not

    @cached_property
    def times(self) -> Times:
        """Looked up among all lines when first asked for: pages need them, posting does not."""
        return self.looked_up()

    @property
    def since(self) -> datetime | None:
        """Since when it stands as it does; None: it always did."""
        return self.times.since

    @property
    def until(self) -> datetime | None:
        """Until when, as far as is planned."""
        return self.times.until

    @property
    def again_at(self) -> datetime | None:
        """The moment at which a planned line switches it on the next time."""
        return self.times.again_at


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


AS_ABOVE = Settings()
_NAMES = {one.name for one in fields(Settings)}


def inherited(nearest_first: Iterable[Settings]) -> Settings:
    """The settings of an area, field by field of the nearest area that sets the field, leases urgency by urgency."""
    chain = [one for one in nearest_first if one != AS_ABOVE]
    if len(chain) < 2:
        return chain[0] if chain else AS_ABOVE
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
