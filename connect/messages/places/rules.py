"""How a place of meeting lies in the body of its message: a line of the point, a line of the ward, then words. Pure."""

from typing import NamedTuple

from connect.geo import Point
from connect.messages.rules import Side

LONGEST = 200  # characters of the words


class Place(NamedTuple):
    """Where to meet: always in words; `ward` is its code, and it or the point may be missing."""

    words: str
    ward: str = ""
    point: Point | None = None


def packed(place: Place) -> str:
    """The place as the body of a message."""
    point = f"{place.point.lat:.5f},{place.point.lon:.5f}" if place.point else ""
    return f"{point}\n{place.ward}\n{place.words}"


def unpacked(body: str) -> Place:
    """The place in the body of a message."""
    point, _line, rest = body.partition("\n")
    ward, _line, words = rest.partition("\n")
    lat, _comma, lon = point.partition(",")
    return Place(words, ward, Point(float(lat), float(lon)) if lon else None)


def may_read(side: Side, is_closed: bool, contact_open: bool) -> bool:
    """Whether a side still sees the point: its writer always, a helper as long as the help runs."""
    return side == Side.REQUESTER or contact_open or not is_closed
