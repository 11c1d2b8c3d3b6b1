"""One alert of CAP 1.2 as plain values: what is written for others, and what is read from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"

Spot = tuple[float, float]  # latitude, longitude in degrees
Outline = tuple[Spot, ...]  # closed: the last is the first


class Circle(NamedTuple):
    """A circle of an area: centre in degrees, radius in kilometres."""

    lat: float
    lon: float
    km: float


class Named(NamedTuple):
    """A value with the name of the list that it is from: a geocode, a parameter."""

    name: str
    value: str


class Reference(NamedTuple):
    """Another alert, as the standard names it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertArea:
    """A part of what an alert is for; outlines, circles and codes are added up."""

    description: str
    outlines: tuple[Outline, ...] = ()
    circles: tuple[Circle, ...] = ()
    codes: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """An alert in one language."""

    language: str = "en-US"  # as the standard has it where none is named
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...] = ()
    urgency: str
    severity: str
    certainty: str
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    areas: tuple[AlertArea, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert: who says it and when, of which kind it is, what it takes the place of, and its words."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str = "Public"
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""  # the names of all that it belongs to, with blanks between them
    infos: tuple[Info, ...] = ()
