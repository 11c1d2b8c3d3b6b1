"""The code in an address as a place of today: its own, that of its one successor, or several to choose from."""

import re
from typing import NamedTuple

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound

_CODE = re.compile(r"[0-9A-Za-z]{1,10}")


class Known(NamedTuple):
    """The places of today that a code means, the likeliest first, and the name that it had before; "" for today's."""

    places: list[Place]
    before: str = ""


def known(code: str) -> Known:
    """The places that a code means; of none that anybody knows, an empty list."""
    if not _CODE.fullmatch(code):
        return Known([])
    try:
        place = areas.get(code)
    except NotFound:
        return Known(*areas.successors(code))
    if place.ended:
        found, before = areas.successors(code)
        return Known(found, before or place.name)
    return Known([place])


def before(place: Place, code: str) -> str:
    """The name of the area of an older code that became this place; "" where it did not, whatever an address says."""
    if not code or not _CODE.fullmatch(code):
        return ""
    found, name = areas.successors(code)
    return name if place in found else ""
