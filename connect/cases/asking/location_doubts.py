"""Doubts about a told location, asked before a helper goes to the wrong door."""

from flask_babel import gettext as _

from connect import formatting, geo
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.cases.asking.request_details import Location

VAGUE_M = 1000  # a phone that knows its position no better was asked indoors, or answers with a mast's place
SLACK_M = 5000


def doubts(location: Location, texts: list[str], *, for_other: bool, turned: bool, sent: geo.Point | None) -> list[str]:
    """Why the place may be another one, as codes that `question` puts into words; empty when nothing speaks against it.

    `texts` is what was typed about the place, `turned` whether a typed position had longitude first, `sent` the
    position that the phone or the map gave.
    """
    found = {
        "turned": turned,
        "two": sent is not None and geo.distance_m(sent, location.point) > VAGUE_M and location.by == "address",
        "whose": for_other and location.by == "position",
        "vague": (location.accuracy_m or 0) > VAGUE_M,
        "far": location.by != "ward" and not _may_lie_in(location.point, location.ward, location.accuracy_m or 0),
        "elsewhere": any(_names_another(text, location.ward) for text in texts),
    }
    return [name for name, is_so in found.items() if is_so]


def question(doubt: str, location: Location) -> str:
    """The question, with what the answer is about."""
    here = f"{location.point.lat:.4f}, {location.point.lon:.4f}"
    ward = areas.label(location.ward)
    return {
        "turned": _("We read the two numbers as %(here)s, latitude first. Is that right?", here=here),
        "two": _("The position in your words, %(here)s, is not the one that was found before.", here=here),
        "whose": _("You are asking for somebody else. Is the position found where this person is, or where you are?"),
        "vague": _(
            "The phone knows its position only to %(distance)s.", distance=formatting.distance(location.accuracy_m or 0)
        ),
        "far": _("The position %(here)s does not lie in %(ward)s. Which of the two is right?", here=here, ward=ward),
        "elsewhere": _("What is written about the place names another ward than %(ward)s.", ward=ward),
    }[doubt]


def _may_lie_in(point: geo.Point, ward: Place, accuracy_m: float) -> bool:
    """Whether a ward of this size may hold the point: wards are no circles, and their middle is all that we have."""
    if any(one.code == ward.code for _metres, one in areas.nearest_wards(point)):
        return True
    radius_m = 1000 * ((ward.km2 or 100) / 3.14) ** 0.5
    return geo.distance_m(point, ward.point) <= 2 * radius_m + SLACK_M + accuracy_m


def _names_another(text: str, ward: Place) -> bool:
    hits = lookup.search(text, 8, wards_only=True) if text and lookup.position_in(text) is None else []
    return lookup.is_sure(hits, text) and hits[0].place.code != ward.code
