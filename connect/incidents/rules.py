"""How a utility stands at a place and a moment: plain values, without database or clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


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
    moderation: str | None = None  # of `cases.rules.MODES`
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


Board = Mapping[str, Standing]  # by code of utility, in the order of the catalogue
