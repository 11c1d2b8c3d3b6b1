"""The words of CAP 1.2 (OASIS) that a notice carries, and the four plain priorities that set three of them."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit


class Status(StrEnum):
    """Whether people should act on it; not every status leaves the desk."""

    ACTUAL, EXERCISE, TEST = "Actual", "Exercise", "Test"


class MsgType(StrEnum):
    """Whether an alert is the first about something, takes the place of those before, or ends them."""

    ALERT, UPDATE, CANCEL = "Alert", "Update", "Cancel"


class Category(StrEnum):
    """The subject of an alert."""

    GEO, MET, SAFETY, SECURITY, RESCUE, FIRE = "Geo", "Met", "Safety", "Security", "Rescue", "Fire"
    HEALTH, ENV, TRANSPORT, INFRA, CBRNE, OTHER = "Health", "Env", "Transport", "Infra", "CBRNE", "Other"


class Urgency(StrEnum):
    """How soon people must act."""

    IMMEDIATE, EXPECTED, FUTURE, PAST, UNKNOWN = "Immediate", "Expected", "Future", "Past", "Unknown"


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED, LIKELY, POSSIBLE, UNLIKELY, UNKNOWN = "Observed", "Likely", "Possible", "Unlikely", "Unknown"


class Response(StrEnum):
    """The sort of thing that people should do."""

    SHELTER, EVACUATE, PREPARE, EXECUTE, AVOID = "Shelter", "Evacuate", "Prepare", "Execute", "Avoid"
    MONITOR, ASSESS, ALL_CLEAR, NONE = "Monitor", "Assess", "AllClear", "None"


# Severities as numbers that sort; each is one of the four plain priorities, which say what a reader should do.
SEVERITIES = {"minor": 1, "moderate": 2, "severe": 3, "extreme": 4}


class Priority(NamedTuple):
    """CAP's terms that a plain priority stands for where the official says nothing else."""

    urgency: Urgency
    certainty: Certainty
    response: Response


PRIORITIES = {
    4: Priority(Urgency.IMMEDIATE, Certainty.OBSERVED, Response.EXECUTE),
    3: Priority(Urgency.EXPECTED, Certainty.LIKELY, Response.PREPARE),
    2: Priority(Urgency.FUTURE, Certainty.POSSIBLE, Response.MONITOR),
    1: Priority(Urgency.UNKNOWN, Certainty.UNKNOWN, Response.NONE),
}
LONGEST_EVENT, RISK_LEVELS = 35, range(1, 6)


def identifier(public_id: str, version: int, oid: str = "") -> str:
    """The identifier of one alert, never used twice: the standard allows neither spaces nor commas, < or &.

    With the number that an authority has registered, of the form of the World Meteorological Organization.

    >>> identifier("K7PH2MQ9", 2), identifier("K7PH2MQ9", 2, "2.49.0.1.704.0")
    ('connect-K7PH2MQ9-2', 'urn:oid:2.49.0.1.704.0.1582796284929.2')
    """
    return f"urn:oid:{oid}.{int(public_id, 36)}.{version}" if oid else f"connect-{public_id}-{version}"


def sender(public_id: str, site_url: str) -> str:
    """The name of a channel among all senders of alerts everywhere.

    >>> sender("K7PH2MQ9", "https://help.example.vn")
    'K7PH2MQ9@help.example.vn'
    """
    return f"{public_id}@{urlsplit(site_url).hostname or 'localhost'}"
